// The schedules of `scaling=`: what becomes of rotary frequencies where the context grows past the training length.
//
// Each names its own source. B is the base, s the factor by which the context grows, L0 the length the model was
// trained at, λ_k = 2π/w_k a wavelength in tokens; ramp(lo, hi, k) goes from 0 at lo to 1 at hi.
//
// Not here: frequencies before scaling (frequencies.h); whose length decides (rotation/rope_lengths.h).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sextant/position/rotation/frequencies.h"

namespace sextant::position {

// One aggregate each; its fields are the options that `scaling=` of `rope` brings with it.

// What several of them say alike.
constexpr const char* kFactorMeans = "how many times longer the context gets";
constexpr const char* kOriginalMeans = "tokens the model was trained at";
constexpr const char* kLengthMeans = "whose length decides: query, call or a number of tokens";
template <class Options, class Visit>
void ramp_fields(Options& options, Visit&& visit) {
  visit("fast", options.fast, "turns in `original` from which a pair is left alone");
  visit("slow", options.slow, "turns in `original` up to which a pair is interpolated");
  visit("truncate", options.truncate, "round the corners of the ramp to whole pairs");
}
template <class Options, class Visit>
void length_fields(Options& options, Visit&& visit) {
  visit("length", options.length, kLengthMeans);
  visit("step", options.step, "tokens between two tables of length=query; 0 is a sixteenth of original");
}

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
  visit("factor", options.factor, kFactorMeans);
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
  visit("factor", options.factor, kFactorMeans);
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
  visit("original", options.original, kOriginalMeans);
  length_fields(options, visit);
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
  visit("factor", options.factor, kFactorMeans);
  visit("original", options.original, kOriginalMeans);
  ramp_fields(options, visit);
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
  visit("factor", options.factor, kFactorMeans);
  visit("low", options.low, "turns in `original` up to which a pair is interpolated");
  visit("high", options.high, "turns in `original` from which a pair is left alone");
  visit("original", options.original, kOriginalMeans);
}

/// w_k/f_k, f the short factors in calls of up to L0 tokens and the long ones past them; cosines and sines times
/// √(1 + ln s/ln L0) on both sides of the switch. Ding et al., arXiv:2402.13753; Hugging Face `longrope`.
struct LongRopeScaling {
  double factor;
  int64_t original;                        ///< L0, tokens
  std::vector<double> short_factors = {};  ///< f_k up to L0, [R/2]; none: all 1
  std::vector<double> long_factors = {};   ///< f_k past L0, [R/2]
  std::string length = "query";            ///< query, call or a number of tokens
  std::optional<double> temperature = {};  ///< multiplies cos and sin in place of the root
  bool operator==(const LongRopeScaling&) const = default;
};
template <class Visit>
void fields(LongRopeScaling& options, Visit&& visit) {
  visit("factor", options.factor, "how many times longer the context gets; decides the temperature");
  visit("original", options.original, kOriginalMeans);
  visit("short", options.short_factors, "what divides each pair up to `original`; none is 1");
  visit("long", options.long_factors, "what divides each pair past `original`");
  visit("length", options.length, kLengthMeans);
  visit("temperature", options.temperature, "multiplies cosines and sines, in place of √(1 + ln factor/ln original)");
}

/// Slow pairs as linear, faster ones as ntk, the fastest as they are, with ramps between: the YaRN authors' step
/// before YaRN. Code: jquesnelle/yarn, LlamaPartNTKScaledRotaryEmbedding.
struct NtkByPartsScaling {
  double factor;
  int64_t original;  ///< L0, tokens
  bool operator==(const NtkByPartsScaling&) const = default;
};
template <class Visit>
void fields(NtkByPartsScaling& options, Visit&& visit) {
  visit("factor", options.factor, kFactorMeans);
  visit("original", options.original, kOriginalMeans);
}

/// YaRN whose factor is max(1, length/L0). Code: jquesnelle/yarn, LlamaDynamicYaRNScaledRotaryEmbedding.
struct DynamicYarnScaling {
  int64_t original;              ///< L0, tokens
  double fast = 32;              ///< turns in L0 from which a pair is left alone
  double slow = 1;               ///< turns in L0 up to which a pair is interpolated
  bool truncate = true;          ///< corners to whole pairs
  std::string length = "query";  ///< query, call or a number of tokens
  int64_t step = 0;              ///< tokens between tables, with length=query; 0 = L0/16
  bool operator==(const DynamicYarnScaling&) const = default;
};
template <class Visit>
void fields(DynamicYarnScaling& options, Visit&& visit) {
  visit("original", options.original, kOriginalMeans);
  ramp_fields(options, visit);
  length_fields(options, visit);
}

/// B·α^(R/(R-2)), whatever the length; configurations often call it dynamic. vLLM, dynamic_ntk_alpha_rope.py.
struct AlphaScaling {
  double alpha;
  bool operator==(const AlphaScaling&) const = default;
};
template <class Visit>
void fields(AlphaScaling& options, Visit&& visit) {
  visit("alpha", options.alpha, "what divides the frequency of the slowest pair");
}

/// The last n pairs times ½(1 + cos(π·t/(n-1))), t = 0 … n-1: the first of them stays, the last stands still.
/// "CoPE: clipped RoPE", arXiv:2602.05258; its code fixes n = 20 of 64.
struct ClipScaling {
  int64_t original;                   ///< L0, tokens
  std::optional<int64_t> pairs = {};  ///< n; nothing: those with λ_k > L0
  bool operator==(const ClipScaling&) const = default;
};
template <class Visit>
void fields(ClipScaling& options, Visit&& visit) {
  visit("original", options.original, kOriginalMeans);
  visit("pairs", options.pairs, "slow pairs that are slowed down; none is those whose wavelength is past `original`");
}

/// w_k/exp(a·(k+1)^b), a = ln s/(R/2)^b: the slowest pair is divided by s, b decides how fast the others follow.
/// Su, kexue.fm/archives/9706; b as in bojone/rerope, ntk_patch.py; vLLM, ntk_scaling_rope.py.
struct NtkMixedScaling {
  double factor;
  double b = 0.75;
  bool operator==(const NtkMixedScaling&) const = default;
};
template <class Visit>
void fields(NtkMixedScaling& options, Visit&& visit) {
  visit("factor", options.factor, kFactorMeans);
  visit("b", options.b, "exponent of the pair: 0 divides all alike, larger values spare the fast ones");
}

using Scaling =
    std::variant<NoScaling, LinearScaling, NtkScaling, DynamicScaling, YarnScaling, Llama3Scaling, LongRopeScaling,
                 NtkByPartsScaling, DynamicYarnScaling, AlphaScaling, ClipScaling, NtkMixedScaling>;

/// Frequencies after scaling, radians a token.  [R/2]
/// @param length  tokens, read by DynamicScaling, LongRopeScaling and DynamicYarnScaling
/// @throws c10::ValueError naming the field, unless factor >= 1, L0 >= 1, corners are in order, lists have R/2 positive
///         numbers and R > 2 where R - 2 divides
std::vector<double> frequencies(const RotaryBasis& basis, const Scaling& scaling, int64_t length = 0);

/// What multiplies cosines and sines: 1 but for YaRN, dynamic or not, and LongRoPE.
double table_factor(const Scaling& scaling, int64_t length = 0);

/// YaRN's g(s, m) = 0.1·m·ln s + 1 for s > 1, else 1. Section 3.4.
double yarn_temperature(double factor, double mscale);
/// LongRoPE's √(1 + ln s/ln L0) for s > 1, else 1.
double longrope_temperature(double factor, int64_t original);
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

}  // namespace sextant::position
