// Every frequency schedule of rotary encodings, as pure functions of doubles.
//
// Su et al., "RoFormer", 2021, arXiv:2104.09864; the schedules name their own sources. Pair k of R rotated channels
// turns by w_k radians a token; w_k = B^(-2k/R) before any scaling. B is the base, s the factor by which the context
// grows, L0 the length the model was trained at, λ_k = 2π/w_k a wavelength in tokens.
//
// Not here: angles, tables, layouts (rope.h).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace sextant::position {

struct RotaryBasis {
  int64_t channels;  ///< R, even
  double base;       ///< B
};

/// B^(-2k/R), radians a token.  [R/2]
/// @throws c10::ValueError unless R is even, R >= 2 and B > 1
std::vector<double> rotary_frequencies(const RotaryBasis& basis);

/// The base with which the slowest pair makes two turns in L0 tokens: (L0/4π)^(R/(R-2)).
/// @throws c10::ValueError unless L0 > 4π and R > 2
double automatic_base(int64_t channels, int64_t original);

/// The first int(fraction·D/2) of D/2 pairs as usual, divided by `factor`; the others stand still.
/// "Round and round we go", arXiv:2410.06205, section 6; Hugging Face calls it `proportional`.
/// @throws c10::ValueError unless 0 <= fraction <= 1
std::vector<double> proportional_frequencies(const RotaryBasis& basis, double fraction, double factor);

// Schedules: one aggregate each, its fields are the options that `scaling=` of `rope` brings with it.

struct NoScaling {
  bool operator==(const NoScaling&) const = default;
};
template <class Visit>
void fields(NoScaling&, Visit&&) {}

/// w_k/s. Chen et al., arXiv:2306.15595.
struct LinearScaling {
  double factor;
  bool operator==(const LinearScaling&) const = default;
};
template <class Visit>
void fields(LinearScaling& options, Visit&& visit) {
  visit("factor", options.factor, "how many times longer the context gets");
}

/// Which of two published formulas is called NTK-aware.
enum class NtkVariant {
  kBloc97,  ///< B·s^(R/(R-2)) in place of B: the first pair stays, the last is divided by s
  kSu,      ///< w_k·s^(-2(k+1)/R): already the first pair moves
};
constexpr auto names_of(NtkVariant) {
  return std::array{std::pair{std::string_view("bloc97"), NtkVariant::kBloc97},
                    std::pair{std::string_view("su"), NtkVariant::kSu}};
}
/// bloc97's post, 2023, as in x-transformers and the YaRN repository.
struct NtkScaling {
  double factor;
  NtkVariant variant = NtkVariant::kBloc97;
  bool operator==(const NtkScaling&) const = default;
};
template <class Visit>
void fields(NtkScaling& options, Visit&& visit) {
  visit("factor", options.factor, "how many times longer the context gets");
  visit("variant", options.variant, "bloc97 changes the base, su every pair");
}

/// B·(s·l/L0 - (s - 1))^(R/(R-2)) with l = max(length, L0). Hugging Face `dynamic`.
struct DynamicScaling {
  double factor;
  int64_t original;              ///< L0, tokens
  std::string length = "query";  ///< query, call or a number of tokens
  int64_t step = 0;              ///< tokens between tables, with length=query; 0 = L0/16
  bool operator==(const DynamicScaling&) const = default;
};
template <class Visit>
void fields(DynamicScaling& options, Visit&& visit) {
  visit("factor", options.factor, "how strongly the base grows with the length");
  visit("original", options.original, "tokens the model was trained at");
  visit("length", options.length, "whose length decides: query, call or a number of tokens");
  visit("step", options.step, "tokens between two tables of length=query; 0 is a sixteenth of original");
}

/// Interpolates slow pairs, leaves fast ones, ramps between. Peng et al., "YaRN", arXiv:2309.00071, and its code,
/// which ramps in the index of the pair where the paper's text ramps in rotations.
struct YarnScaling {
  double factor;
  int64_t original;                   ///< L0, tokens
  double fast = 32;                   ///< turns in L0 from which a pair is left alone
  double slow = 1;                    ///< turns in L0 up to which a pair is interpolated
  bool truncate = true;               ///< corners to whole pairs
  std::optional<double> mscale = {};  ///< with mscale_all: the temperature is a ratio of the two
  std::optional<double> mscale_all = {};
  std::optional<double> temperature = {};  ///< multiplies cos and sin in place of 0.1 ln s + 1
  bool operator==(const YarnScaling&) const = default;
};
template <class Visit>
void fields(YarnScaling& options, Visit&& visit) {
  visit("factor", options.factor, "how many times longer the context gets");
  visit("original", options.original, "tokens the model was trained at");
  visit("fast", options.fast, "turns in `original` from which a pair is left alone");
  visit("slow", options.slow, "turns in `original` up to which a pair is interpolated");
  visit("truncate", options.truncate, "round the corners of the ramp to whole pairs");
  visit("mscale", options.mscale, "numerator of the temperature, together with mscale_all");
  visit("mscale_all", options.mscale_all, "denominator of the temperature, together with mscale");
  visit("temperature", options.temperature, "multiplies cosines and sines, in place of 0.1 ln(factor) + 1");
}

/// Interpolates wavelengths past L0/low, leaves those below L0/high, ramps between. Llama 3.1, as in Hugging Face.
struct Llama3Scaling {
  double factor = 8;
  double low = 1;
  double high = 4;
  int64_t original = 8192;
  bool operator==(const Llama3Scaling&) const = default;
};
template <class Visit>
void fields(Llama3Scaling& options, Visit&& visit) {
  visit("factor", options.factor, "how many times longer the context gets");
  visit("low", options.low, "turns in `original` up to which a pair is interpolated");
  visit("high", options.high, "turns in `original` from which a pair is left alone");
  visit("original", options.original, "tokens the model was trained at");
}

using Scaling = std::variant<NoScaling, LinearScaling, NtkScaling, DynamicScaling, YarnScaling, Llama3Scaling>;

/// Frequencies after scaling, radians a token.  [R/2]
/// @param length  tokens, read by DynamicScaling alone
/// @throws c10::ValueError naming the field, unless factor >= 1, L0 >= 1, corners are in order and R > 2 where R - 2
///         divides
std::vector<double> frequencies(const RotaryBasis& basis, const Scaling& scaling, int64_t length = 0);

/// What multiplies cosines and sines: 1 but for YaRN.
double table_factor(const Scaling& scaling);

/// YaRN's g(s, m) = 0.1·m·ln s + 1 for s > 1, else 1. Section 3.4.
double yarn_temperature(double factor, double mscale);
/// YaRN's dim(turns) = R·ln(L0/(2π·turns))/(2 ln B): the pair, as a real number, that makes `turns` turns in L0.
double yarn_pair(const RotaryBasis& basis, int64_t original, double turns);
/// The pairs between which YaRN ramps.
struct YarnCorners {
  double low;   ///< pairs up to here are left alone
  double high;  ///< pairs from here are interpolated
};
/// Rounded if `truncate`, then low clamped to [0, R-1], high to [low, R-1], and 0.001 added to high if they are equal:
/// the published code clamps less, so that for tiny L0 its ramp runs backwards.
YarnCorners yarn_corners(const RotaryBasis& basis, const YarnScaling& scaling);

/// B·(s·l/L0 - (s - 1))^(R/(R-2)), l = max(length, L0).
double dynamic_base(const RotaryBasis& basis, const DynamicScaling& scaling, int64_t length);

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
