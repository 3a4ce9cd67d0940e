#include "sextant/report/markdown.h"

#include <fmt/format.h>

#include <algorithm>

#include "sextant/report/tabulate.h"

namespace sextant::report {
namespace {

constexpr int64_t kMostRows = 16, kMostColumns = 9;  // of a heat map in a text

/// Text that Markdown and the HTML it becomes leave as it is.
std::string plain(std::string_view text) {
  static constexpr std::string_view kSpecial = "\\`*_{}[]<>#|~&";
  std::string result;
  for (const char c : text) {
    if (kSpecial.find(c) != std::string_view::npos) result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result;
}

/// A fence longer than any run of backticks inside.
std::string fenced(const std::string& text, std::string_view language) {
  size_t longest = 2, run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  const char* end = text.empty() || text.back() == '\n' ? "" : "\n";
  return fmt::format("{}{}\n{}{}{}\n", fence, language, text, end, fence);
}

struct Writer {
  std::string operator()(const Heading& heading) const {
    return fmt::format("{} {}\n", std::string(heading.level, '#'), plain(heading.text));
  }
  std::string operator()(const Paragraph& paragraph) const { return plain(paragraph.text) + '\n'; }
  std::string operator()(const Table& table) const { return to_markdown(table); }
  std::string operator()(const Chart& chart) const { return to_markdown(tabulate(chart)); }
  std::string operator()(const HeatMap& map) const { return to_markdown(tabulate(map, kMostRows, kMostColumns)); }
  std::string operator()(const Code& code) const {
    return (code.caption.empty() ? "" : plain(code.caption) + ":\n\n") + fenced(code.text, "");
  }
  std::string operator()(const AnswerCard& card) const {
    std::string text = fmt::format("> **{}**\n", plain(card.answer));
    for (const auto& [word, value] : card.facts) text += fmt::format(">\n> {}: {}\n", plain(word), plain(value));
    return text;
  }
  std::string operator()(const RawJson& json) const { return plain(json.name) + ":\n\n" + fenced(json.text, "json"); }
};

}  // namespace

std::string to_markdown(const Table& table) {
  check(table);
  std::string text = table.caption.empty() ? "" : plain(table.caption) + "\n\n";
  std::string head = "|", rule = "|";
  for (const Column& column : table.columns) {
    head += ' ' + plain(heading(column)) + " |";
    rule += column.align == Align::kRight ? "---:|" : "---|";
  }
  text += head + '\n' + rule + '\n';
  for (const auto& cells : table.rows) {
    text += '|';
    for (size_t i = 0; i < cells.size(); ++i) text += ' ' + plain(words(cells[i], table.columns[i])) + " |";
    text += '\n';
  }
  return text;
}

std::string to_markdown(const Document& document) {
  std::string text = "# " + plain(document.title) + '\n';
  for (const Part& part : document.parts) text += '\n' + std::visit(Writer(), part);
  return text;
}

}  // namespace sextant::report
