#include "sextant/settings/value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace sextant::settings {

namespace {

/// The number the whole text spells, or nothing.
template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<double> seconds_of(char unit) {
  switch (unit) {
    case 's':
      return 1;
    case 'm':
      return 60;
    case 'h':
      return 3600;
    case 'd':
      return 86400;
    default:
      return std::nullopt;
  }
}

/// Edits between two words with swaps of neighbours (optimal string alignment).
size_t edits(std::string_view a, std::string_view b) {
  std::array<std::vector<size_t>, 3> rows;  // of the last two prefixes of a, and this one
  for (auto& row : rows) row.resize(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) rows[2][j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    std::rotate(rows.begin(), rows.begin() + 1, rows.end());
    rows[2][0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = rows[1][j - 1] + (a[i - 1] != b[j - 1]);
      rows[2][j] = std::min({replaced, rows[1][j] + 1, rows[2][j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) rows[2][j] = std::min(rows[2][j], rows[0][j - 2] + 1);
    }
  }
  return rows[2][b.size()];
}

}  // namespace

std::optional<bool> parse_flag(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return std::nullopt;
}

std::optional<int64_t> parse_integer(std::string_view text) { return parse_number<int64_t>(text); }

std::optional<double> parse_real(std::string_view text) {
  const auto value = parse_number<double>(text);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

std::optional<double> parse_duration(std::string_view text) {
  if (const auto plain = parse_real(text)) return *plain >= 0 ? plain : std::nullopt;
  double sum = 0;
  while (!text.empty()) {
    const size_t digits = text.find_first_not_of("0123456789.");
    if (digits == 0 || digits == std::string_view::npos) return std::nullopt;
    const auto count = parse_real(text.substr(0, digits));
    const auto unit = seconds_of(text[digits]);
    if (!count || !unit) return std::nullopt;
    sum += *count * *unit;
    text.remove_prefix(digits + 1);
  }
  return sum > 0 ? std::optional(sum) : std::nullopt;
}

std::string print_flag(bool value) { return value ? "true" : "false"; }

std::string print_real(double value) {
  std::array<char, 32> buffer;
  const bool whole = std::trunc(value) == value && std::abs(value) < 1e15;
  const auto end = whole ? std::to_chars(buffer.begin(), buffer.end(), value, std::chars_format::fixed).ptr
                         : std::to_chars(buffer.begin(), buffer.end(), value).ptr;
  std::string text(buffer.begin(), end);
  const size_t exponent = text.find('e');
  if (exponent == std::string::npos) return text;
  const bool negative = text[exponent + 1] == '-';
  const size_t digits = text.find_first_not_of("+-0", exponent + 1);
  return text.substr(0, exponent) + (negative ? "e-" : "e") + text.substr(digits);
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (;;) {
    const size_t end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += separator;
    text += parts[i];
  }
  return text;
}

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  size_t allowed = std::max<size_t>(1, word.size() / 3);
  std::string best;
  for (const std::string& candidate : candidates) {
    const size_t longer = std::max(candidate.size(), word.size()), shorter = std::min(candidate.size(), word.size());
    if (longer - shorter > allowed) continue;
    const size_t distance = edits(word, candidate);
    if (distance > allowed || (distance == allowed && !best.empty())) continue;
    best = candidate;
    allowed = distance;
  }
  return best;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string candidate = nearest(word, candidates);
  return candidate.empty() ? "" : "; did you mean '" + candidate + "'?";
}

}  // namespace sextant::settings
