// `generate`: text from a trained decoder, token by token.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sextant/eval/sampling.h"
#include "sextant/io/json.h"
#include "sextant/settings/spec.h"
#include "sextant/tasks/context.h"

namespace sextant::tasks {

struct GenerateTextOptions {
  std::string model = {};   ///< a run or a model folder
  std::string prompt = {};  ///< text, not empty
  int64_t tokens = 256;
  int64_t seed = 42;
  eval::SamplingOptions sampling = {};
  std::vector<std::string> stop = {};  ///< texts that end the writing; they are not written

  bool operator==(const GenerateTextOptions&) const = default;
};
template <class Visit>
void fields(GenerateTextOptions& options, Visit&& visit) {
  visit("model", options.model, "a run, or a model folder");
  visit("prompt", options.prompt, "text to continue");
  visit("tokens", options.tokens, "tokens to write");
  visit("seed", options.seed, "of every random draw");
  fields(options.sampling, visit);
  visit("stop", options.stop, "text that ends the writing; it is not written");
}
static_assert(settings::Fields<GenerateTextOptions>);

/// Gets the prompt once it is accepted, then the text as it is written, in pieces.
using OnText = std::function<void(std::string_view)>;

struct GenerateTextResult {
  std::string text;  ///< without the prompt
  int64_t prompt_tokens;
  int64_t tokens;  ///< written
  double seconds;
};

/// @throws Failure E-MODEL-…, E-TOKENIZER for a prompt the vocabulary cannot spell, E-POS-LIMIT before any work,
///         E-USAGE-VALUE for an empty prompt or a setting that cannot be
GenerateTextResult generate_text(const GenerateTextOptions& options, const Context& context,
                                 const OnText& on_text = {});

io::Json to_json(const GenerateTextResult& result);

}  // namespace sextant::tasks
