#include "sextant/tasks/open_labelled.h"

#include <fmt/core.h>

#include "sextant/tasks/failure.h"

namespace sextant::tasks {
namespace {

/// The code a fault in a table has; the rooms below throw sentences without codes.
Facts facts_of(const std::string& sentence) {
  const auto has = [&](const char* words) { return sentence.find(words) != std::string::npos; };
  if (has("UTF-8") || has("NUL byte"))
    return {
        .code = "E-DATA-UTF8", .message = {}, .hints = {"repair the row, or --bad-rows skip (counted and printed)"}};
  if (has("expected") || has("quote") || has("JSON") || has("must be a text") || has("a label, found nothing") ||
      has("the label is empty"))
    return {.code = "E-DATA-ROW", .message = {}, .hints = {"repair the row, or --bad-rows skip (counted and printed)"}};
  if (has("is empty")) return {.code = "E-DATA-EMPTY", .message = {}};
  if (has("there is no"))
    return {.code = "E-DATA-COLUMN", .message = {}, .hints = {"--text-col and --label-col take a name or a number"}};
  return {.code = "E-DATA-FILE", .message = {}};
}

}  // namespace

data::LabelledFile open_labelled(const std::string& path, const data::LabelledOptions& options,
                                 const Context& context) {
  data::LabelledFile file = [&] {
    try {
      return data::read_labelled(path, options);
    } catch (const std::exception& error) {
      throw failure_of(error, facts_of(error.what()));
    }
  }();
  context.line(fmt::format("{}: {} texts ({})", path, file.texts.size(), file.form));
  for (const std::string& fault : file.faults) context.line("skipped " + fault);
  if (file.skipped > 0) context.line(fmt::format("{}: {} rows skipped in all", path, file.skipped));
  return file;
}

io::Json to_json(const data::TextLengths& lengths, int64_t limit) {
  return {{"inputs", lengths.inputs},
          {"over_limit", lengths.over_limit},
          {"limit", limit},
          {"longest", lengths.longest},
          {"policy", "truncate:tail"},
          {"tokens", lengths.tokens},
          {"tokens_dropped", lengths.tokens_dropped},
          {"tokens_unknown", lengths.unknown}};
}

std::string sentence_of(const data::TextLengths& lengths, int64_t limit) {
  const double kept = static_cast<double>(lengths.tokens), all = kept + static_cast<double>(lengths.tokens_dropped);
  return fmt::format(
      "{} of {} texts cut at {} tokens (the longest has {}), {:.2f} % of all tokens dropped, {:.2f} % of "
      "the rest unknown",
      lengths.over_limit, lengths.inputs, limit, lengths.longest,
      all == 0 ? 0 : 100 * static_cast<double>(lengths.tokens_dropped) / all,
      kept == 0 ? 0 : 100 * static_cast<double>(lengths.unknown) / kept);
}

}  // namespace sextant::tasks
