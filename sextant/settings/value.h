// Single values as text: numbers, flags, durations, lists.
//
// Reading gives nothing for anything but the whole text; whoever reads knows the name of the value and says what
// is wrong. Printing gives the shortest text that reads back to the same value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sextant::settings {

std::optional<bool> parse_flag(std::string_view text);        ///< true or false
std::optional<int64_t> parse_integer(std::string_view text);  ///< decimal, with an optional "-"
std::optional<double> parse_real(std::string_view text);      ///< finite; 3, 0.5, -1e-4, 1e+5
/// Seconds of "90", "1.5s", "30m", "2h", "1d" or a sum of such parts, "1h30m". Not negative.
std::optional<double> parse_duration(std::string_view text);

std::string print_flag(bool value);
/// Whole numbers below 10^15 without an exponent; others in the shorter form: 0.5, 6e-4, 1e20.
std::string print_real(double value);

/// The parts between separators: "a,,b" has three. One empty part for empty text.
std::vector<std::string> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);

/// The candidate nearest to `word`: insertions, deletions, replacements and swaps of neighbours, at most a third of
/// the word's length of them, at least 1. "" if none is that near; the first of equally near ones.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);
/// "; did you mean 'CANDIDATE'?" for the nearest candidate, or "".
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace sextant::settings
