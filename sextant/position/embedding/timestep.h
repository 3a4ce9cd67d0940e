// Time steps of diffusion models: sinusoids with every spacing and order under which they are published.
//
// Ho et al., "Denoising diffusion probabilistic models", 2020, arXiv:2006.11239, and its code, get_timestep_embedding;
// diffusers names the same choices downscale_freq_shift (shift) and flip_sin_to_cos (order).
// Enters at: embedding.   x + [sin s p w_0, …, cos s p w_0, …],   w_k = B^(-k/(C/2 - shift))
//
//   shift=1, sines first    DDPM               shift=0, cosines first    ADM, DiT, Stable Diffusion
//
// Odd C: a last channel of zeros. Not here: the two layers that such models put after it.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"
#include "sextant/position/row_table.h"

namespace sextant::position {

enum class TimestepOrder { kSinesFirst, kCosinesFirst };
constexpr auto names_of(TimestepOrder) {
  return std::array{std::pair{std::string_view("sines-first"), TimestepOrder::kSinesFirst},
                    std::pair{std::string_view("cosines-first"), TimestepOrder::kCosinesFirst}};
}

struct TimestepOptions {
  int64_t channels;  ///< C
  double shift = 1;
  TimestepOrder order = TimestepOrder::kSinesFirst;
  double base = 10000;
  double time_scale = 1;  ///< multiplies the time: 1000 where it runs from 0 to 1; diffusers' scale

  bool operator==(const TimestepOptions&) const = default;
  static TimestepOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.channels = request.channels};
  }
};
template <class Visit>
void fields(TimestepOptions& options, Visit&& visit) {
  visit("shift", options.shift, "taken from C/2 in the exponent: 1 as DDPM, 0 as DiT");
  visit("order", options.order, "which half of the channels comes first");
  visit("base", options.base, "base of the wavelengths");
  visit("time_scale", options.time_scale, "multiplies the time");
}
static_assert(settings::Fields<TimestepOptions>);

/// float64 times [n] → float64 [n, C]
torch::Tensor timestep_rows(const TimestepOptions& options, const torch::Tensor& times);

class TimestepImpl final : public EmbeddingEncoding {
 public:
  using Options = TimestepOptions;
  /// @throws c10::ValueError unless C >= 2, base is positive, shift below C/2, and all are finite
  explicit TimestepImpl(const TimestepOptions& options);
  torch::Tensor rows(const LayerCall& call) override;

  const TimestepOptions options;

 private:
  RowTable table_;
};
TORCH_MODULE(Timestep);

}  // namespace sextant::position
