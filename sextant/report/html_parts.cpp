#include "sextant/report/html_parts.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "sextant/report/csv.h"
#include "sextant/report/escape.h"
#include "sextant/report/number.h"
#include "sextant/report/scene.h"
#include "sextant/report/svg_scene.h"
#include "sextant/report/tabulate.h"

namespace sextant::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr uint16_t kNoValue = 65535;
constexpr double kTopCode = 65534;
constexpr int64_t kTableRows = 16, kTableColumns = 8;  // of a heat map without script

/// What the script sorts by: the number itself, where the cell is one.
std::string sort_key(const Cell& cell) {
  if (const auto* count = std::get_if<int64_t>(&cell)) return fmt::format(" data-v=\"{}\"", *count);
  if (const auto* number = std::get_if<double>(&cell)) return fmt::format(" data-v=\"{}\"", shortest(*number));
  return std::holds_alternative<std::monostate>(cell) ? " data-v=\"\"" : "";
}

const char* aligned(const Column& column) { return column.align == Align::kRight ? " class=\"n\"" : ""; }

/// A button of the legend: a sample of line and mark, and the name.
std::string key(const Series& series, int index) {
  Scene sample = {.width = 34, .height = 12, .title = {}, .what = {}};
  const Paint paint = {Ink::kSeries, index};
  sample.items.push_back({Stroke{.spots = {{0, 6}, {34, 6}}, .paint = paint, .width = 2, .dash = dash_of(index)}});
  sample.items.push_back({Area{.corners = mark_outline({17, 6}, index, 4), .paint = paint}});
  return fmt::format("<button type=\"button\" aria-pressed=\"true\" data-series=\"{}\">{}{}</button>\n", index,
                     svg_element(sample, Colouring::kClasses), escaped(series.name));
}

/// Values as little-endian 16-bit codes between the ends of the colour scale.
std::string codes(const HeatMap& shown) {
  const auto [low, high] = colour_range(shown);
  std::vector<uint8_t> bytes;
  for (const double value : shown.values) {
    const double t = high > low ? std::clamp((value - low) / (high - low), 0.0, 1.0) : 0.5;
    const auto code = std::isnan(value) ? kNoValue : static_cast<uint16_t>(std::lround(kTopCode * t));
    bytes.push_back(static_cast<uint8_t>(code));
    bytes.push_back(static_cast<uint8_t>(code >> 8));
  }
  return base64(bytes);
}

Json axis_json(const HeatAxis& axis) {
  Json json = {{"label", axis.label}, {"count", axis.count}, {"first", axis.first}, {"step", axis.step}};
  if (!axis.names.empty()) json["names"] = axis.names;
  return json;
}

const char* scale_name(Colours colours) { return colours == Colours::kSequential ? "sequential" : "diverging"; }

std::string heat_json(const HeatMap& shown) {
  const auto [low, high] = colour_range(shown);
  const Json json = {{"rows", axis_json(shown.rows)},
                     {"columns", axis_json(shown.columns)},
                     {"low", low},
                     {"high", high},
                     {"unit", shown.unit},
                     {"colours", scale_name(shown.colours)},
                     {"none", hex(colour_of(NAN, shown.colours, {low, high})).substr(1)},
                     {"codes", codes(shown)}};
  return inside_script(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace

std::string html_table(const Table& table, Sorting sorting) {
  check(table);
  std::string text =
      fmt::format("<div class=\"scroll\"><table{}>\n", sorting == Sorting::kSortable ? " class=\"sortable\"" : "");
  if (!table.caption.empty()) text += fmt::format("<caption>{}</caption>\n", escaped(table.caption));
  text += "<thead><tr>";
  for (const Column& column : table.columns) {
    text += fmt::format("<th scope=\"col\"{}>{}</th>", aligned(column), escaped(heading(column)));
  }
  text += "</tr></thead>\n<tbody>\n";
  for (const auto& row : table.rows) {
    text += "<tr>";
    for (size_t i = 0; i < row.size(); ++i) {
      text += fmt::format("<td{}{}>{}</td>", aligned(table.columns[i]), sort_key(row[i]),
                          escaped(words(row[i], table.columns[i])));
    }
    text += "</tr>\n";
  }
  return text + "</tbody></table></div>\n";
}

std::string html_chart(const Chart& chart) {
  std::string text = fmt::format("<figure class=\"chart\"><figcaption>{}</figcaption>\n", escaped(chart.title));
  if (chart.series.size() > 1) {
    text += "<div class=\"keys\" role=\"group\" aria-label=\"Show or hide series\">\n";
    for (int s = 0; s < std::ssize(chart.series); ++s) text += key(chart.series[s], s);
    text += "</div>\n";
  }
  text +=
      fmt::format("<div class=\"plot\" tabindex=\"0\" aria-label=\"{}: arrow keys move over the points\">\n{}</div>\n",
                  escaped(chart.title), svg_element(scene(chart, Furniture::kBare), Colouring::kClasses));
  Table numbers = tabulate(chart);
  numbers.caption.clear();
  text += fmt::format(
      "<div class=\"tools\"><button type=\"button\" class=\"save\">Save CSV</button></div>\n"
      "<details><summary>Numbers</summary>\n{}</details>\n<pre class=\"csv\" hidden>{}</pre></figure>\n",
      html_table(numbers, Sorting::kSortable), escaped(to_csv(chart)));
  return text;
}

std::string html_heat_map(const HeatMap& map, int64_t side) {
  const HeatMap shown = pooled(map, side, side);
  const Scene axes = scene(map, shown, Furniture::kBare);
  const Frame frame = heat_frame(shown, Furniture::kBare);
  const auto percent = [](double part, double whole) { return coordinate(100 * part / whole); };
  std::string text = fmt::format("<figure class=\"map\"><figcaption>{}</figcaption>\n<div class=\"heat\">\n{}",
                                 escaped(map.title), svg_element(axes, Colouring::kClasses));
  text += fmt::format(
      "<canvas tabindex=\"0\" role=\"img\" aria-label=\"{}: arrow keys move over the cells\" "
      "style=\"left:{}%;top:{}%;width:{}%;height:{}%\"></canvas>\n<div class=\"cell\" hidden></div>\n</div>\n",
      escaped(map.title), percent(frame.x, axes.width), percent(frame.y, axes.height), percent(frame.width, axes.width),
      percent(frame.height, axes.height));
  text += fmt::format("<p class=\"note\">{}</p>\n", escaped(caption(map, shown)));
  text += "<div class=\"tools\"><button type=\"button\" class=\"save\">Save CSV</button></div>\n";
  text +=
      fmt::format("<noscript>\n{}</noscript>\n", html_table(tabulate(map, kTableRows, kTableColumns), Sorting::kFixed));
  text += fmt::format("<script type=\"application/json\" class=\"data\">{}</script></figure>\n", heat_json(shown));
  return text;
}

std::string html_palettes() {
  Json json;
  for (const Colours scale : {Colours::kSequential, Colours::kDiverging}) {
    std::string digits;
    for (int i = 0; i < 256; ++i) digits += hex(colour_at(scale, i / 255.0)).substr(1);
    json[scale_name(scale)] = digits;
  }
  return json.dump();
}

std::string html_colours() {
  const auto variables = [](Ground ground) {
    const Inks& palette = inks(ground);
    std::string text =
        fmt::format("--ground:{};--panel:{};--grid:{};--frame:{};--muted:{};--text:{}", hex(palette.ground),
                    hex(palette.panel), hex(palette.grid), hex(palette.frame), hex(palette.muted), hex(palette.text));
    for (size_t s = 0; s < kSeriesInks; ++s) text += fmt::format(";--s{}:{}", s, hex(palette.series[s]));
    return text;
  };
  std::string text = fmt::format(":root{{{}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{}}}}}\n",
                                 variables(Ground::kLight), variables(Ground::kDark));
  std::vector<std::string> names = {"ground", "panel", "grid", "frame", "muted", "text"};
  for (size_t s = 0; s < kSeriesInks; ++s) names.push_back(fmt::format("s{}", s));
  for (const std::string& name : names) {
    text += fmt::format(".i-{0}{{fill:var(--{0})}}.line.i-{0}{{fill:none;stroke:var(--{0})}}\n", name);
  }
  return text;
}

}  // namespace sextant::report
