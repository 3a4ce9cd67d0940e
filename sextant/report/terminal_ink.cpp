#include "sextant/report/terminal_ink.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sextant/report/utf8.h"

namespace sextant::report {
namespace {

/// The nearest of xterm's 6 x 6 x 6 cube and its 24 greys: numbers 16 to 255.
int xterm_colour(Rgb c) {
  const auto level = [](int v) { return v < 48 ? 0 : v < 115 ? 1 : (v - 35) / 40; };  // cube: 0, 95, 135, … 255
  const auto shade = [](int l) { return l == 0 ? 0 : 55 + 40 * l; };
  const int r = level(c.red), g = level(c.green), b = level(c.blue);
  const int grey = std::clamp((c.red + c.green + c.blue) / 3 / 10 - 1, 0, 23);  // greys: 8, 18, … 238
  const auto far = [&](int red, int green, int blue) {
    return (red - c.red) * (red - c.red) + (green - c.green) * (green - c.green) + (blue - c.blue) * (blue - c.blue);
  };
  const int of_grey = 8 + 10 * grey;
  return far(of_grey, of_grey, of_grey) < far(shade(r), shade(g), shade(b)) ? 232 + grey : 16 + 36 * r + 6 * g + b;
}

/// The colour as a parameter of "select graphic rendition": 38 sets the foreground, 48 the background.
std::string parameter(int which, Rgb c, TerminalColour mode) {
  if (mode == TerminalColour::kTrue) return fmt::format("{};2;{};{};{}", which, c.red, c.green, c.blue);
  return fmt::format("{};5;{}", which, xterm_colour(c));
}

}  // namespace

std::string reset() { return "\x1b[0m"; }

std::string inked(std::string_view text, Rgb colour, TerminalColour mode) {
  if (mode == TerminalColour::kNone) return std::string(text);
  return fmt::format("\x1b[{}m{}{}", parameter(38, colour, mode), text, reset());
}

std::string bold(std::string_view text, TerminalColour mode) {
  return mode == TerminalColour::kNone ? std::string(text) : fmt::format("\x1b[1m{}{}", text, reset());
}

std::string half_block(Rgb upper, Rgb lower, TerminalColour mode) {
  return fmt::format("\x1b[{};{}m▀", parameter(38, upper, mode), parameter(48, lower, mode));
}

std::string glyphs(std::string_view text, TerminalGlyphs mode) {
  if (mode == TerminalGlyphs::kUtf8) return printable(text);
  static const std::map<char32_t, std::string_view> kSpelled = {
      {U'–', "-"},     {U'—', "-"},    {U'−', "-"},        {U'·', "*"},   {U'×', "x"},     {U'²', "^2"},
      {U'³', "^3"},    {U'°', " deg"}, {U'§', "section "}, {U'…', "..."}, {U'≤', "<="},    {U'≥', ">="},
      {U'≠', "!="},    {U'≈', "~"},    {U'±', "+-"},       {U'→', "->"},  {U'←', "<-"},    {U'↓', "(down)"},
      {U'↑', "(up)"},  {U'√', "sqrt"}, {U'Σ', "sum"},      {U'∑', "sum"}, {U'Δ', "D"},     {U'λ', "lambda"},
      {U'θ', "theta"}, {U'π', "pi"},   {U'μ', "mu"},       {U'µ', "u"},   {U'σ', "sigma"}, {U'∞', "inf"},
      {U'’', "'"}};
  std::string result;
  for (const char32_t c : code_points(printable(text))) {
    const auto found = kSpelled.find(c);
    if (c < 0x80) {
      result += static_cast<char>(c);
    } else {
      result += found == kSpelled.end() ? "?" : found->second;
    }
  }
  return result;
}

}  // namespace sextant::report
