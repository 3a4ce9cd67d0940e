#include "sextant/tasks/tokenizer.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <span>
#include <stdexcept>

#include "sextant/tasks/failure.h"
#include "sextant/text/make_vocabulary.h"
#include "sextant/text/read_text.h"
#include "sextant/text/read_vocabulary.h"
#include "sextant/text/utf8.h"

namespace sextant::tasks {
namespace {

constexpr size_t kDifferencesShown = 10;

text::Vocabulary opened(const std::string& path) {
  return or_fail({.code = "E-TOKENIZER",
                  .message = {},
                  .where = path,
                  .hints = {"sextant help tokenizer encode   (says which files are read)"}},
                 [&] { return text::read_vocabulary(path); });
}

/// Numbers with spaces between them; nothing if one is none.
std::optional<std::vector<int64_t>> parsed(std::string_view text) {
  std::vector<int64_t> ids;
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    if (text.empty()) return ids;
    int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    if (error != std::errc() || (!text.empty() && text[0] != ' ')) return std::nullopt;
    ids.push_back(id);
  }
}

std::string shown(const TokenizerDifference& difference) {
  return fmt::format("line {}: {}\n  expected {}\n  found    {}", difference.line, line_of(difference.text),
                     line_of(difference.expected), line_of(difference.found));
}

}  // namespace

TrainTokenizerResult train_tokenizer(const TrainTokenizerOptions& options) {
  if (!text::is_made_here(options.spec)) {
    throw Failure({.code = "E-USAGE-VALUE",
                   .message = "a tokenizer that is learned is bpe:N, wordpiece:N, word, char or byte, got '" +
                              options.spec + "'"});
  }
  const std::string read =
      or_fail({.code = "E-DATA-FILE", .message = {}}, [&] { return text::read_text(options.data); });
  const std::string_view view = read;
  const text::Vocabulary vocabulary = or_fail({.code = "E-USAGE-VALUE", .message = {}}, [&] {
    return text::make_vocabulary(options.spec, std::span(&view, 1),
                                 {.specials = options.special_tokens ? text::Specials::kFour : text::Specials::kNone,
                                  .known = {.most = options.vocabulary_size, .least = options.least_count}});
  });
  return {.file = vocabulary.to_json(), .tokens = vocabulary.size()};
}

LineTokenizer::LineTokenizer(const TokenizerOptions& options)
    : options_(options), vocabulary_(opened(options.vocabulary)) {}

std::string LineTokenizer::place() const { return fmt::format("{}:{}", options_.input, lines_); }

std::vector<int64_t> LineTokenizer::ids_of(std::string_view text) const {
  if (const auto fault = text::first_fault(text)) {
    throw Failure({.code = "E-DATA-UTF8",
                   .message = fmt::format("{}:{}: {}", place(), fault->place.column, fault->what),
                   .why = "texts are UTF-8; the lines before this one are answered",
                   .hints = {"iconv -f latin1 -t utf-8 FILE"}});
  }
  return or_fail({.code = "E-TOKENIZER", .message = {}, .where = place()}, [&] {
    return options_.parse_special ? vocabulary_.encode_with_specials(text) : vocabulary_.encode(text);
  });
}

std::vector<int64_t> LineTokenizer::parsed_ids(std::string_view text) const {
  const auto ids = parsed(text);
  if (!ids) {
    throw Failure({.code = "E-USAGE-VALUE",
                   .message = fmt::format("{}: ids are whole numbers with spaces between them, got '{}'", place(),
                                          text.substr(0, 80))});
  }
  return *ids;
}

std::vector<int64_t> LineTokenizer::encode(const std::string& line) {
  ++lines_;
  return ids_of(line);
}

std::string LineTokenizer::decode(const std::string& line) {
  ++lines_;
  const std::vector<int64_t> ids = parsed_ids(line);
  return or_fail({.code = "E-USAGE-VALUE", .message = {}, .where = place()}, [&] { return vocabulary_.decode(ids); });
}

void LineTokenizer::check(const std::string& line) {
  ++lines_;
  const size_t first = line.find('\t'), last = line.rfind('\t');
  if (first == std::string::npos) {
    throw Failure({.code = "E-DATA-ROW",
                   .message = place() + ": a text, a tab and its ids are expected, got a line without a tab"});
  }
  std::vector<int64_t> expected = parsed_ids(std::string_view(line).substr(last + 1));
  std::vector<int64_t> found = ids_of(std::string_view(line).substr(0, first));
  if (found == expected) return;
  differences_.push_back(
      {.line = lines_, .text = line.substr(0, first), .expected = std::move(expected), .found = std::move(found)});
}

std::string line_of(const std::vector<int64_t>& ids) {
  std::string line;
  for (const int64_t id : ids) line += (line.empty() ? "" : " ") + std::to_string(id);
  return line;
}

std::string line_of(std::string_view text) {
  std::string line;
  for (const char c : text) {
    if (c == '\n' || c == '\r') {
      line += c == '\n' ? "\\n" : "\\r";
    } else {
      line += c;
    }
  }
  return line;
}

report::Document check_document(const LineTokenizer& checked) {
  const auto wrong = std::ssize(checked.differences());
  report::Document document{
      .title = "tokenizer check",
      .parts = {report::AnswerCard{
          .answer = fmt::format("{} of {} texts have the ids recorded", checked.lines() - wrong, checked.lines())}}};
  for (size_t i = 0; i < std::min(checked.differences().size(), kDifferencesShown); ++i)
    document.parts.emplace_back(report::Code{.text = shown(checked.differences()[i])});
  return document;
}

io::Json check_json(const LineTokenizer& checked) {
  io::Json differences = io::Json::array();
  for (const TokenizerDifference& one : checked.differences()) {
    differences.push_back({{"line", one.line}, {"text", one.text}, {"expected", one.expected}, {"found", one.found}});
  }
  return {{"schema", "sextant.tokenizer_check/1"},
          {"texts", checked.lines()},
          {"equal", checked.lines() - std::ssize(checked.differences())},
          {"differences", std::move(differences)}};
}

}  // namespace sextant::tasks
