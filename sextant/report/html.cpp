#include "sextant/report/html.h"

#include <fmt/format.h>

#include <algorithm>

#include "sextant/report/escape.h"
#include "sextant/report/html_parts.h"

namespace sextant::report {
namespace {

constexpr std::string_view kPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";
constexpr std::string_view kStyle =
#include "sextant/report/html_style.inc"
    ;
constexpr std::string_view kScript =
#include "sextant/report/html_script.inc"
    ;
static_assert(kScript.size() < 60'000, "a page's own script stays under 60 kB");

/// The word as a link if it is an address or an arXiv id, else as text. Signs after it stay outside.
std::string linked(std::string_view word) {
  const size_t end = word.find_last_not_of(".,;:!?)]'\"") + 1;
  const std::string_view core = word.substr(0, end);
  const bool paper = core.starts_with("arXiv:"), address = core.starts_with("https://");
  if (!paper && !address) return escaped(word);
  const std::string target = paper ? "https://arxiv.org/abs/" + std::string(core.substr(6)) : std::string(core);
  return fmt::format("<a href=\"{}\" rel=\"noreferrer\">{}</a>{}", escaped(target), escaped(core),
                     escaped(word.substr(end)));
}

std::string with_links(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const size_t end = std::min(text.find_first_of(" \n("), text.size());
    result += linked(text.substr(0, end));
    if (end < text.size()) result += text[end];
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

std::string block(const std::string& caption, const std::string& text) {
  return fmt::format(
      "<figure class=\"code\"><figcaption>{}</figcaption>\n<pre><code>{}</code></pre>\n"
      "<div class=\"tools\"><button type=\"button\" class=\"copy\">Copy</button></div></figure>\n",
      escaped(caption), escaped(text));
}

/// The most cells a side at which all heat maps together stay under the limit: 16 bits a cell, in base64.
int64_t heat_side(const Document& document, int64_t max_bytes) {
  for (int64_t side = 4096; side > 32; side /= 2) {
    int64_t bytes = 0;
    for (const Part& part : document.parts) {
      if (const auto* map = std::get_if<HeatMap>(&part)) {
        bytes += std::min(map->rows.count, side) * std::min(map->columns.count, side) * 8 / 3;
      }
    }
    if (bytes <= max_bytes) return side;
  }
  return 32;
}

struct Writer {
  int64_t side;  ///< most rows and columns of a heat map

  std::string operator()(const Heading& heading) const {
    return fmt::format("<h{0}>{1}</h{0}>\n", std::clamp(heading.level, 2, 3), escaped(heading.text));
  }
  std::string operator()(const Paragraph& paragraph) const {
    return fmt::format("<p>{}</p>\n", with_links(paragraph.text));
  }
  std::string operator()(const Table& table) const {
    return "<figure>" + html_table(table, Sorting::kSortable) + "</figure>\n";
  }
  std::string operator()(const Chart& chart) const { return html_chart(chart); }
  std::string operator()(const HeatMap& map) const { return html_heat_map(map, side); }
  std::string operator()(const Code& code) const { return block(code.caption, code.text); }
  std::string operator()(const AnswerCard& card) const {
    std::string text =
        fmt::format("<section class=\"answer\" aria-label=\"Answer\"><p>{}</p>\n<dl>\n", escaped(card.answer));
    for (const auto& [word, value] : card.facts) {
      text += fmt::format("<dt>{}</dt><dd>{}</dd>\n", escaped(word), with_links(value));
    }
    return text + "</dl></section>\n";
  }
  std::string operator()(const RawJson& json) const {
    return fmt::format("<details><summary>{} (JSON)</summary>\n{}</details>\n", escaped(json.name),
                       block("", json.text));
  }
};

}  // namespace

std::string to_html(const Document& document, const HtmlOptions& options) {
  std::string body;
  const Writer writer = {heat_side(document, options.max_bytes)};
  for (const Part& part : document.parts) body += std::visit(writer, part);
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n<style>\n{}{}</style>\n</head>\n<body>\n"
      "<main>\n<h1>{}</h1>\n{}</main>\n<div id=\"tip\" role=\"status\" hidden></div>\n"
      "<script type=\"application/json\" id=\"palettes\">{}</script>\n<script>{}</script>\n</body>\n</html>\n",
      kPolicy, escaped(document.title), html_colours(), kStyle, escaped(document.title), body, html_palettes(),
      kScript);
}

}  // namespace sextant::report
