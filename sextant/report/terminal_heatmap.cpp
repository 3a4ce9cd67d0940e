// Heat maps as half blocks in colour, or as the ramp of characters.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "sextant/report/number.h"
#include "sextant/report/terminal.h"
#include "sextant/report/terminal_ink.h"
#include "sextant/report/utf8.h"

namespace sextant::report {
namespace {

constexpr std::string_view kRamp = " .:-=+*#%@";
constexpr char kNoValue = '_';
constexpr int64_t kMostLines = 24;
constexpr int64_t kNameCells = 12;

bool coloured(const TerminalOptions& options) {
  return options.colour != TerminalColour::kNone && options.glyphs == TerminalGlyphs::kUtf8;
}

int64_t names_width(const HeatAxis& axis) {
  int64_t widest = 0;
  for (int64_t i = 0; i < axis.count; ++i) widest = std::max(widest, cells(name_of(axis, i)));
  return std::min(widest, kNameCells);
}

/// The first `width` cells of a name.
std::string cut(const std::string& name, int64_t width) {
  std::string text;
  for (const char32_t c : code_points(name)) {
    if (cells(text) + cells(utf8(c)) > width) break;
    text += utf8(c);
  }
  return text;
}

/// Names under the columns, as many as fit without touching.
std::string column_names(const HeatMap& shown, int64_t indent, int64_t widen) {
  std::string line(indent, ' ');
  for (int64_t i = 0; i < shown.columns.count; ++i) {
    const int64_t at = indent + i * widen;
    if (at > indent && cells(line) + 2 > at) continue;
    line = padded_right(line, at) + name_of(shown.columns, i);
  }
  return line + '\n';
}

char ramp_at(double value, std::pair<double, double> range) {
  if (std::isnan(value)) return kNoValue;
  const auto [low, high] = range;
  const double t = high > low ? (value - low) / (high - low) : 0.5;
  const auto step = static_cast<int64_t>(std::clamp(t, 0.0, 1.0) * static_cast<double>(kRamp.size()));
  return kRamp[std::min<int64_t>(step, std::ssize(kRamp) - 1)];
}

/// What the colours or characters mean, from the low end to the high one.
std::string legend(const HeatMap& shown, const TerminalOptions& options) {
  const auto [low, high] = colour_range(shown);
  std::string bar, tail = shown.unit.empty() ? "" : ' ' + glyphs(shown.unit, options.glyphs);
  if (coloured(options)) {
    for (int i = 0; i < 24; ++i) {
      const Rgb colour = colour_at(shown.colours, (i + 0.5) / 24);
      bar += half_block(colour, colour, options.colour);
    }
    bar += reset();
  } else {
    bar = fmt::format("[{}]", kRamp);
    const bool gaps = std::any_of(shown.values.begin(), shown.values.end(), [](double v) { return std::isnan(v); });
    if (gaps) tail += fmt::format("  {} no value", kNoValue);
  }
  return fmt::format("{} {} {}{}\n", significant(low, 4), bar, significant(high, 4), tail);
}

class Painter {
 public:
  Painter(const HeatMap& shown, const TerminalOptions& options, int64_t names, int64_t widen)
      : shown_(shown), options_(options), names_(names), widen_(widen), range_(colour_range(shown)) {}

  std::string lines() const {
    std::string text;
    const int64_t step = coloured(options_) ? 2 : 1;
    for (int64_t row = 0; row < shown_.rows.count; row += step) {
      text += padded_left(cut(glyphs(name_of(shown_.rows, row), options_.glyphs), names_), names_) + ' ';
      text += (step == 2 ? blocks(row) : ramp(row)) + '\n';
    }
    return text;
  }

 private:
  double value(int64_t row, int64_t column) const { return shown_.values[row * shown_.columns.count + column]; }

  std::string blocks(int64_t row) const {
    std::string text;
    const bool last = row + 1 == shown_.rows.count;
    for (int64_t i = 0; i < shown_.columns.count; ++i) {
      const Rgb upper = colour_of(value(row, i), shown_.colours, range_);
      for (int64_t k = 0; k < widen_; ++k) {
        text += last ? inked("▀", upper, options_.colour)
                     : half_block(upper, colour_of(value(row + 1, i), shown_.colours, range_), options_.colour);
      }
    }
    return text + reset();
  }

  std::string ramp(int64_t row) const {
    std::string text;
    for (int64_t i = 0; i < shown_.columns.count; ++i) text += std::string(widen_, ramp_at(value(row, i), range_));
    return text;
  }

  const HeatMap& shown_;
  const TerminalOptions& options_;
  const int64_t names_, widen_;
  const std::pair<double, double> range_;
};

}  // namespace

std::string to_terminal(const HeatMap& map, const TerminalOptions& options) {
  check(map);
  const int64_t names = names_width(map.rows);
  const int64_t room = std::max<int64_t>(8, options.width - names - 1);
  const HeatMap shown = pooled(map, coloured(options) ? 2 * kMostLines : kMostLines, room);
  // A cell of a terminal is about twice as high as wide; half blocks are square as they are.
  const int64_t widen = std::clamp<int64_t>(room / shown.columns.count, 1, coloured(options) ? 3 : 4);
  std::string text = bold(glyphs(map.title, options.glyphs), options.colour) + '\n';
  text += Painter(shown, options, names, widen).lines();
  text += glyphs(column_names(shown, names + 1, widen), options.glyphs);
  text += legend(shown, options);
  for (const std::string& line : wrapped(glyphs(caption(map, shown), options.glyphs), options.width))
    text += line + '\n';
  return text;
}

}  // namespace sextant::report
