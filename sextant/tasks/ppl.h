// `ppl`: the perplexity of a model on a text, always with the protocol it was measured by.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sextant/eval/reduce.h"
#include "sextant/io/json.h"
#include "sextant/report/document.h"
#include "sextant/settings/spec.h"
#include "sextant/tasks/context.h"
#include "sextant/tasks/open_model.h"

namespace sextant::tasks {

struct PplOptions {
  std::string model = {};  ///< a run or a model folder
  std::string data = {};   ///< a path, or builtin:NAME; one document
  std::string protocol = "slide";
  std::vector<int64_t> lengths = {};  ///< tokens of a window; empty = the protocol's own, or the trained length
  int64_t test_tokens = 0;            ///< of the text, from its beginning; 0 = all

  bool operator==(const PplOptions&) const = default;
};
template <class Visit>
void fields(PplOptions& options, Visit&& visit) {
  visit("model", options.model, "a run, or a model folder");
  visit("data", options.data, "text to measure on: a path, or builtin:shakespeare");
  visit("protocol", options.protocol, "which tokens the model sees before each target: slide, chunk, suffix, …");
  visit("lengths", options.lengths, "tokens of a window");
  visit("test-tokens", options.test_tokens, "tokens of the text, from its beginning; 0 = all");
}
static_assert(settings::Fields<PplOptions>);

/// One protocol at one length.
struct PplRow {
  eval::Result result;
  std::vector<std::string> description;  ///< the lines of eval::describe
};

struct PplResult {
  std::string model;  ///< folder
  std::string pos;
  int64_t trained_length;  ///< tokens
  std::vector<PplRow> rows;
};

/// @throws Failure E-MODEL-…, E-DATA-…, E-TOKENIZER, E-POS-LIMIT before any work, E-USAGE-VALUE for a protocol or
///         lengths that cannot be, E-DATA-EMPTY for a text shorter than a length asked for
PplResult perplexities(const PplOptions& options, const Context& context);
/// The same with a model that is open already.
PplResult perplexities(OpenedModel& model, const PplOptions& options, const Context& context);

report::Document document(const PplResult& result);
io::Json to_json(const PplResult& result);

}  // namespace sextant::tasks
