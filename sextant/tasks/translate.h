// `translate`: what a trained encoder-decoder writes about texts, one line for each line, empty lines too.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sextant/data/text_batches.h"
#include "sextant/io/json.h"
#include "sextant/settings/spec.h"
#include "sextant/tasks/context.h"
#include "sextant/tasks/open_model.h"

namespace sextant::tasks {

struct TranslateOptions {
  std::string model = {};       ///< a run or a model folder
  std::string input = "-";      ///< a file of lines, "-" for stdin, or a sentence
  int64_t beam = 4;             ///< hypotheses kept of each line; 1 = greedy
  double length_penalty = 0.6;  ///< of Wu et al. 2016
  int64_t batch = 32;           ///< lines at once

  bool operator==(const TranslateOptions&) const = default;
};
template <class Visit>
void fields(TranslateOptions& options, Visit&& visit) {
  visit("model", options.model, "a run, or a model folder");
  visit("input", options.input, "a file with a text a line, - for stdin, or a sentence");
  visit("beam", options.beam, "translations kept of each line while it is written; 1 = greedy");
  visit("length-penalty", options.length_penalty, "how much longer translations are favoured; 0 = not at all");
  visit("batch-size", options.batch, "lines read at once");
}
static_assert(settings::Fields<TranslateOptions>);

class Translator {
 public:
  /// @throws Failure E-MODEL-…, E-USAGE-VALUE for a beam, penalty or batch that cannot be
  Translator(const TranslateOptions& options, const Context& context);
  Translator(OpenedTranslator model, const TranslateOptions& options);

  /// One line a line, in their order; a blank one for a blank one. Line ends inside a translation become spaces.
  /// @throws Failure E-DATA-UTF8 naming the line, counted over all calls
  std::vector<std::string> translate(std::span<const std::string> lines);
  /// Of all lines so far.
  const data::TextLengths& lengths() const { return lengths_; }
  int64_t limit() const { return limit_; }

 private:
  TranslateOptions options_;
  OpenedTranslator model_;
  int64_t limit_;
  int64_t lines_ = 0;
  data::TextLengths lengths_ = {};
};

/// What `input` means: "-", a file that is there, or a sentence.
enum class InputKind { kStdin, kFile, kSentence };
/// @throws Failure E-DATA-FILE for what looks like a path to a file and leads to none
InputKind kind_of_input(const std::string& input);

}  // namespace sextant::tasks
