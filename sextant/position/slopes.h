// The slopes of ALiBi, where other encodings start as well.
//
// Press, Smith and Lewis, "Train short, test long", 2022, arXiv:2108.12409, section 3.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace sextant::position {

/// Two published rules for head counts that are no power of two; for powers of two they agree.
enum class SlopeRule {
  kAuthors,  ///< the authors' code: slopes of the power of two below, then every second one of the power above
  kClosed,   ///< 2^(-8(h+1)/H) for every H
};
constexpr auto names_of(SlopeRule) {
  return std::array{std::pair{std::string_view("authors"), SlopeRule::kAuthors},
                    std::pair{std::string_view("closed"), SlopeRule::kClosed}};
}

/// The slopes of `heads` heads. Unit: score per token of distance.
/// @return [heads], each in (0, 1)
/// @throws c10::ValueError unless heads >= 1
std::vector<double> alibi_slopes(int64_t heads, SlopeRule rule = SlopeRule::kAuthors);

}  // namespace sextant::position
