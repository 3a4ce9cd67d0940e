// Frequencies of rotary encodings before any scaling, as pure functions of doubles.
//
// Su et al., "RoFormer", 2021, arXiv:2104.09864. Pair k of R rotated channels turns by w_k radians a token;
// w_k = B^(-2k/R). B is the base, L0 the length the model was trained at.
//
// Not here: schedules that change them past L0 (rotary_scaling.h); angles, tables, layouts (rope.h).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace sextant::position {

struct RotaryBasis {
  int64_t channels;               ///< R, even
  double base;                    ///< B
  std::string_view who = "rope";  ///< the encoding that asks, for refusals
};

/// @throws c10::ValueError naming who asks, unless R is even, R >= 2 and B > 1
void check_basis(const RotaryBasis& basis);

/// B^(-2k/R), radians a token.  [R/2]
/// @throws c10::ValueError as check_basis
std::vector<double> rotary_frequencies(const RotaryBasis& basis);

/// The base with which the slowest pair makes two turns in L0 tokens: (L0/4π)^(R/(R-2)).
/// @throws c10::ValueError unless L0 > 4π and R > 2
double automatic_base(int64_t channels, int64_t original);

/// The first int(fraction·D/2) of D/2 pairs as usual, divided by `factor`; the others stand still.
/// "Round and round we go", arXiv:2410.06205, section 6; Hugging Face calls it `proportional`.
/// @throws c10::ValueError unless 0 <= fraction <= 1
std::vector<double> proportional_frequencies(const RotaryBasis& basis, double fraction, double factor);

/// Frequencies for positions on two axes. halves: each axis is an encoding of R/2 channels, so both have the same
/// frequencies. alternate: the even pairs of R channels go to the first axis, the odd ones to the second (Pixtral).
enum class AxisSplit { kHalves, kAlternate };
constexpr auto names_of(AxisSplit) {
  return std::array{std::pair{std::string_view("halves"), AxisSplit::kHalves},
                    std::pair{std::string_view("alternate"), AxisSplit::kAlternate}};
}
/// [2][R/4], one row an axis.
/// @throws c10::ValueError unless R is a multiple of 4
std::array<std::vector<double>, 2> axial_frequencies(const RotaryBasis& basis, AxisSplit split);
/// π·linspace(1, resolution/2, count): for coordinates in [-1, 1]. rotary-embedding-torch, freqs_for="pixel".
std::vector<double> pixel_frequencies(int64_t count, double resolution);

}  // namespace sextant::position
