#include "sextant/report/terminal.h"

#include <algorithm>

#include "sextant/report/terminal_ink.h"
#include "sextant/report/utf8.h"

namespace sextant::report {
namespace {

class Writer {
 public:
  explicit Writer(const TerminalOptions& options) : options_(options) {}

  std::string operator()(const Heading& heading) const { return bold(plain(heading.text), options_.colour) + '\n'; }
  std::string operator()(const Paragraph& paragraph) const { return lines(paragraph.text, 0); }
  std::string operator()(const Table& table) const { return to_terminal(table, options_); }
  std::string operator()(const Chart& chart) const { return to_terminal(chart, options_); }
  std::string operator()(const HeatMap& map) const { return to_terminal(map, options_); }
  std::string operator()(const Code& code) const {
    return (code.caption.empty() ? "" : plain(code.caption) + ":\n") + indented(code.text);
  }
  std::string operator()(const AnswerCard& card) const {
    std::string text;
    for (const std::string& line : wrapped(plain(card.answer), options_.width))
      text += bold(line, options_.colour) + '\n';
    int64_t widest = 0;
    for (const auto& fact : card.facts) widest = std::max(widest, cells(plain(fact.first)));
    for (const auto& [word, value] : card.facts) {
      const std::string rest = lines(value, widest + 4);
      text += "  " + padded_right(plain(word), widest) + "  " + rest.substr(std::min<size_t>(rest.size(), widest + 4));
    }
    return text;
  }
  std::string operator()(const RawJson& json) const { return plain(json.name) + ":\n" + indented(json.text); }

 private:
  std::string plain(std::string_view text) const { return glyphs(text, options_.glyphs); }

  /// Wrapped lines, each behind `indent` spaces.
  std::string lines(std::string_view text, int64_t indent) const {
    std::string result;
    for (const std::string& line : wrapped(plain(text), std::max<int64_t>(20, options_.width - indent))) {
      result += std::string(indent, ' ') + line + '\n';
    }
    return result;
  }

  /// Lines as they are, two spaces in.
  std::string indented(std::string_view text) const {
    std::string result;
    while (!text.empty()) {
      const size_t end = std::min(text.find('\n'), text.size());
      result += "  " + plain(text.substr(0, end)) + '\n';
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    return result;
  }

  const TerminalOptions& options_;
};

}  // namespace

std::string to_terminal(const Document& document, const TerminalOptions& options) {
  std::string text = bold(glyphs(document.title, options.glyphs), options.colour) + '\n';
  for (const Part& part : document.parts) text += '\n' + std::visit(Writer(options), part);
  return text;
}

}  // namespace sextant::report
