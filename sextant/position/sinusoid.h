// Sinusoids of a position, in the two spacings and three channel orders that are published under one name.
//
// Vaswani et al., 2017, arXiv:1706.03762, section 3.5; tensor2tensor, get_timing_signal_1d.
#pragma once

#include <torch/types.h>

#include <array>
#include <string_view>
#include <utility>

namespace sextant::position {

enum class SinusoidSpacing {
  kPaper,  ///< w_k = B^(-2k/d)
  kT2t,    ///< w_k = B^(-k/(d/2-1)): the last wavelength is 2πB (Whisper, M2M, XGLM, fairseq)
};
constexpr auto names_of(SinusoidSpacing) {
  return std::array{std::pair{std::string_view("paper"), SinusoidSpacing::kPaper},
                    std::pair{std::string_view("t2t"), SinusoidSpacing::kT2t}};
}

enum class SinusoidOrder {
  kInterleaved,   ///< s0 c0 s1 c1 …
  kSinesFirst,    ///< s0 s1 … c0 c1 …
  kCosinesFirst,  ///< c0 c1 … s0 s1 …
};
constexpr auto names_of(SinusoidOrder) {
  return std::array{std::pair{std::string_view("interleaved"), SinusoidOrder::kInterleaved},
                    std::pair{std::string_view("sines-first"), SinusoidOrder::kSinesFirst},
                    std::pair{std::string_view("cosines-first"), SinusoidOrder::kCosinesFirst}};
}

struct Sinusoid {
  int64_t channels;  ///< d
  double base = 10000;
  SinusoidOrder order = SinusoidOrder::kInterleaved;
  SinusoidSpacing spacing = SinusoidSpacing::kPaper;
  std::string_view who = "sinusoidal";  ///< the encoding that asks, for refusals
};

/// w_k, radians a token.  float64, ceil(d/2) of them with kPaper, floor(d/2) with kT2t
/// @throws c10::ValueError naming who asks, unless d >= 1 and base > 0
torch::Tensor sinusoid_frequencies(const Sinusoid& sinusoid);

/// float64 positions [n] → float64 [n, d]. Odd d: kPaper drops the last cosine, kT2t appends a column of zeros.
torch::Tensor sinusoid_rows(const Sinusoid& sinusoid, const torch::Tensor& positions);

}  // namespace sextant::position
