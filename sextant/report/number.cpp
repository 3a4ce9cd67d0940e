#include "sextant/report/number.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

namespace sextant::report {
namespace {

/// "1.500" → "1.5", "2.00" → "2", "-0" → "0".
std::string without_trailing_zeros(std::string text) {
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return text == "-0" ? "0" : text;
}

}  // namespace

std::string shortest(double value) {
  if (std::isnan(value)) return "nan";
  std::array<char, 32> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return {buffer.data(), end};
}

std::string significant(double value, int digits) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  if (value == 0) return "0";
  const int exponent = static_cast<int>(std::floor(std::log10(std::abs(value))));
  if (exponent < -4 || exponent >= 7) return fmt::format("{:.{}g}", value, digits);
  return without_trailing_zeros(fmt::format("{:.{}f}", value, std::max(0, digits - 1 - exponent)));
}

std::string coordinate(double value) { return without_trailing_zeros(fmt::format("{:.2f}", value)); }

}  // namespace sextant::report
