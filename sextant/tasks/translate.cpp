#include "sextant/tasks/translate.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "sextant/data/pair_batches.h"
#include "sextant/eval/translate.h"
#include "sextant/tasks/failure.h"
#include "sextant/text/utf8.h"

namespace sextant::tasks {
namespace {

void expect_text(const std::string& line, const std::string& input, int64_t number) {
  const auto fault = text::first_fault(line);
  if (!fault) return;
  throw Failure({.code = "E-DATA-UTF8",
                 .message = fmt::format("{}:{}:{}: {}", input, number, fault->place.column, fault->what),
                 .why = "texts are UTF-8; the lines before this one are answered",
                 .hints = {"iconv -f latin1 -t utf-8 FILE"}});
}

bool is_blank(const std::string& line) { return line.find_first_not_of(" \t\r") == std::string::npos; }

/// A translation is one line of text, whatever a vocabulary of bytes may write.
std::string one_line(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return text::repaired(text);
}

}  // namespace

Translator::Translator(const TranslateOptions& options, const Context& context)
    : Translator(open_translator(options.model, context.device), options) {}

Translator::Translator(OpenedTranslator model, const TranslateOptions& options)
    : options_(options), model_(std::move(model)), limit_(model_.contents.model->options.longest) {
  if (options.beam < 1 || options.length_penalty < 0 || options.batch < 1) {
    throw Failure({.code = "E-USAGE-VALUE",
                   .message = fmt::format("beam and batch-size must be at least 1 and length-penalty at least 0, got "
                                          "{}, {} and {}",
                                          options.beam, options.batch, options.length_penalty)});
  }
}

std::vector<std::string> Translator::translate(std::span<const std::string> lines) {
  const text::Vocabulary& vocabulary = model_.contents.vocabulary;
  std::vector<std::vector<int64_t>> sources;
  std::vector<size_t> written;  // lines that are not blank
  for (size_t i = 0; i < lines.size(); ++i) {
    expect_text(lines[i], options_.input, ++lines_);
    if (is_blank(lines[i])) continue;
    sources.push_back(data::encode_source(lines[i], vocabulary, limit_, lengths_));
    written.push_back(i);
  }
  const std::vector<eval::Hypothesis> best =
      eval::translations(model_.contents.model, sources,
                         {.width = options_.beam, .length_penalty = options_.length_penalty, .batch = options_.batch});
  std::vector<std::string> translations(lines.size());
  for (size_t n = 0; n < written.size(); ++n) translations[written[n]] = one_line(vocabulary.decode(best[n].tokens));
  return translations;
}

InputKind kind_of_input(const std::string& input) {
  if (input == "-") return InputKind::kStdin;
  std::error_code unreadable;  // a sentence may be longer than any path
  if (std::filesystem::exists(input, unreadable)) return InputKind::kFile;
  const bool one_word = input.find_first_of(" \t") == std::string::npos;
  const bool ending = std::filesystem::path(input).extension().string().size() > 1;
  if (!one_word || !(ending || input.find('/') != std::string::npos)) return InputKind::kSentence;
  throw Failure({.code = "E-DATA-FILE",
                 .message = fmt::format("{}: no such file", input),
                 .why = "one word with an ending or a slash is taken for a path",
                 .hints = {fmt::format("echo '{}' | sextant translate MODEL -", input)}});
}

}  // namespace sextant::tasks
