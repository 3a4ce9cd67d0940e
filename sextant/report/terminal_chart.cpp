// Curves as braille dots, or as one mark a series where there is no UTF-8.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "sextant/report/number.h"
#include "sextant/report/terminal.h"
#include "sextant/report/terminal_ink.h"
#include "sextant/report/ticks.h"
#include "sextant/report/utf8.h"

namespace sextant::report {
namespace {

constexpr int64_t kLines = 16;
constexpr std::array<std::string_view, 8> kMarks = {"●", "■", "▲", "◆", "▼", "○", "□", "△"};
constexpr std::array<std::string_view, 8> kPlainMarks = {"o", "x", "+", "*", "#", "@", "%", "&"};
constexpr size_t kMarksPerCurve = 8;  // of a curve with more points than cells for marks

/// A cell of the plot: dots of one series, or a mark over them.
struct PlotCell {
  uint8_t dots = 0;
  int series = -1;
  std::string_view mark = {};
};

class Plot {
 public:
  Plot(const Chart& chart, const TerminalOptions& options) : chart_(chart), options_(options) {
    find_ranges();
    y_ticks_ = ticks(y_low_, y_high_, chart.y.scale, 5);
    for (const Tick& tick : y_ticks_) names_ = std::max(names_, cells(tick.label));
    width_ = std::max<int64_t>(16, options.width - names_ - 3);
    cells_.resize(width_ * kLines);
  }

  std::string text() {
    for (const Mark& mark : chart_.vertical) rule_down(mark.at);
    for (const Mark& mark : chart_.horizontal) rule_across(mark.at);
    for (int s = 0; s < std::ssize(chart_.series); ++s) curve(s);
    return body() + x_names() + marks_in_words();
  }

 private:
  bool plain() const { return options_.glyphs == TerminalGlyphs::kAscii; }

  void find_ranges() {
    std::vector<double> xs, ys;
    for (const Series& series : chart_.series) {
      for (const Point& point : series.points) {
        xs.push_back(point.x);
        if (std::isfinite(point.y)) ys.push_back(point.y);
      }
    }
    for (const Mark& mark : chart_.vertical) xs.push_back(mark.at);
    for (const Mark& mark : chart_.horizontal) ys.push_back(mark.at);
    if (xs.empty()) xs = {1, 2};
    if (ys.empty()) ys = {1, 2};
    const auto [x0, x1] = std::minmax_element(xs.begin(), xs.end());
    std::tie(x_low_, x_high_) = *x0 == *x1 ? round_range(*x0, *x1, chart_.x.scale) : std::pair{*x0, *x1};
    const auto [y0, y1] = std::minmax_element(ys.begin(), ys.end());
    std::tie(y_low_, y_high_) = round_range(*y0, *y1, chart_.y.scale);
  }

  /// Dots across and down, each cell 2 x 4 of them.
  double dot_x(double x) const {
    return fraction(x, x_low_, x_high_, chart_.x.scale) * static_cast<double>(2 * width_ - 1);
  }
  double dot_y(double y) const { return (1 - fraction(y, y_low_, y_high_, chart_.y.scale)) * (4 * kLines - 1); }

  PlotCell& cell(double x, double y) {
    const int64_t column = std::clamp<int64_t>(std::lround(x) / 2, 0, width_ - 1);
    return cells_[std::clamp<int64_t>(std::lround(y) / 4, 0, kLines - 1) * width_ + column];
  }

  void dot(double x, double y, int series) {
    static constexpr uint8_t kDots[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};  // U+2800 block
    PlotCell& at = cell(x, y);
    at.dots |= kDots[std::lround(y) % 4][std::lround(x) % 2];
    at.series = series;
    if (plain()) at.mark = kPlainMarks[series % kPlainMarks.size()];
  }

  void curve(int s) {
    const std::vector<Point>& points = chart_.series[s].points;
    for (size_t i = 0; i + 1 < points.size(); ++i) {
      if (std::isfinite(points[i].y) && std::isfinite(points[i + 1].y)) segment(points[i], points[i + 1], s);
    }
    // Marks tell curves apart without colour; each curve puts its own at other places.
    const size_t stride = points.size() <= 3 * kMarksPerCurve ? 1 : points.size() / kMarksPerCurve;
    const size_t first = stride == 1 ? 0 : stride * (s % kMarksPerCurve) / kMarksPerCurve;
    for (size_t i = first; i < points.size(); i += stride) {
      if (!std::isfinite(points[i].y)) continue;
      dot(dot_x(points[i].x), dot_y(points[i].y), s);
      if (!plain()) cell(dot_x(points[i].x), dot_y(points[i].y)).mark = kMarks[s % kMarks.size()];
    }
  }

  void segment(const Point& from, const Point& to, int s) {
    const double x0 = dot_x(from.x), y0 = dot_y(from.y), x1 = dot_x(to.x), y1 = dot_y(to.y);
    const double steps = std::max({1.0, std::abs(x1 - x0), std::abs(y1 - y0)});
    for (double k = 0; k <= steps; ++k) dot(x0 + (x1 - x0) * k / steps, y0 + (y1 - y0) * k / steps, s);
  }

  void rule_down(double x) {
    for (int64_t line = 0; line < kLines; ++line)
      cell(dot_x(x), 4.0 * static_cast<double>(line)).mark = plain() ? ":" : "┊";
  }
  void rule_across(double y) {
    for (int64_t i = 0; i < width_; ++i) cell(2.0 * static_cast<double>(i), dot_y(y)).mark = plain() ? "." : "┈";
  }

  std::string drawn(const PlotCell& at) const {
    if (at.series < 0) return at.mark.empty() ? " " : std::string(at.mark);
    const bool marked = plain() || std::find(kMarks.begin(), kMarks.end(), at.mark) != kMarks.end();
    const std::string glyph = marked ? std::string(at.mark) : utf8(0x2800 + at.dots);
    return inked(glyph, inks(Ground::kDark).series[at.series % kSeriesInks], options_.colour);
  }

  std::string body() const {
    std::string text;
    for (int64_t line = 0; line < kLines; ++line) {
      std::string name;
      for (const Tick& tick : y_ticks_) {
        if (std::lround(dot_y(tick.at)) / 4 == line) name = tick.label;
      }
      text += padded_left(name, names_) + (plain() ? " |" : name.empty() ? " │" : " ┤");
      std::string row;
      for (int64_t i = 0; i < width_; ++i) row += drawn(cells_[line * width_ + i]);
      row.erase(row.find_last_not_of(' ') + 1);
      text += row + '\n';
    }
    return text;
  }

  std::string x_names() const {
    std::string rule(names_ + 1, ' '), line(names_ + 2, ' ');
    rule += plain() ? "+" : "└";
    for (int64_t i = 0; i < width_; ++i) rule += plain() ? "-" : "─";
    const int count = static_cast<int>(std::max<int64_t>(2, width_ / 10));
    for (const Tick& tick : ticks(x_low_, x_high_, chart_.x.scale, count)) {
      const int64_t middle = names_ + 2 + std::lround(dot_x(tick.at)) / 2;
      int64_t at = std::max<int64_t>(names_ + 2, middle - cells(tick.label) / 2);
      at = std::min(at, names_ + 2 + width_ - cells(tick.label));
      if (cells(line) + 1 > at && cells(line) > names_ + 2) continue;
      line = padded_right(line, at) + tick.label;
    }
    const std::string label =
        chart_.x.unit.empty() ? chart_.x.label : fmt::format("{} ({})", chart_.x.label, chart_.x.unit);
    return rule + '\n' + line + '\n' + std::string(names_ + 2, ' ') + label + '\n';
  }

  std::string marks_in_words() const {
    std::string text;
    const auto say = [&](const std::vector<Mark>& marks, std::string_view sign, const Axis& axis) {
      for (const Mark& mark : marks)
        text += fmt::format("{} {} ({} = {})\n", sign, mark.label, axis.label, significant(mark.at, 5));
    };
    say(chart_.vertical, plain() ? ":" : "┊", chart_.x);
    say(chart_.horizontal, plain() ? "." : "┈", chart_.y);
    return text;
  }

  const Chart& chart_;
  const TerminalOptions& options_;
  double x_low_ = 0, x_high_ = 1, y_low_ = 0, y_high_ = 1;
  std::vector<Tick> y_ticks_;
  int64_t names_ = 0, width_ = 0;
  std::vector<PlotCell> cells_;
};

/// "● rope   ■ alibi", broken to the width.
std::string legend(const Chart& chart, const TerminalOptions& options) {
  std::string text, line;
  int64_t used = 0;
  for (size_t s = 0; s < chart.series.size(); ++s) {
    const bool plain = options.glyphs == TerminalGlyphs::kAscii;
    const std::string_view mark = plain ? kPlainMarks[s % kPlainMarks.size()] : kMarks[s % kMarks.size()];
    const std::string name = glyphs(chart.series[s].name, options.glyphs);
    if (used > 0 && used + 5 + cells(name) > options.width) {
      text += line + '\n';
      line.clear();
      used = 0;
    }
    if (used > 0) line += "   ";
    line += inked(mark, inks(Ground::kDark).series[s % kSeriesInks], options.colour) + ' ' + name;
    used += 5 + cells(name);
  }
  return line.empty() ? text : text + line + '\n';
}

}  // namespace

std::string to_terminal(const Chart& chart, const TerminalOptions& options) {
  check(chart);
  const std::string y = chart.y.unit.empty() ? chart.y.label : fmt::format("{} ({})", chart.y.label, chart.y.unit);
  std::string text = bold(glyphs(chart.title, options.glyphs), options.colour) + '\n';
  text += legend(chart, options);
  text += glyphs(y, options.glyphs) + '\n';
  const std::string plot = Plot(chart, options).text();
  return text + (options.glyphs == TerminalGlyphs::kAscii && options.colour == TerminalColour::kNone
                     ? glyphs(plot, options.glyphs)
                     : plot);
}

}  // namespace sextant::report
