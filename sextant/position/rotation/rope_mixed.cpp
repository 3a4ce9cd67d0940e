#include "sextant/position/rotation/rope_mixed.h"

#include <numbers>

#include "sextant/position/ids.h"
#include "sextant/position/rotation/frequencies.h"

namespace sextant::position {
namespace {
torch::Tensor first_frequencies(const RopeMixedOptions& options) {
  TORCH_CHECK_VALUE(options.channels >= 4 && options.channels % 4 == 0,
                    "rope-mixed: head channels must be a multiple of 4, got ", options.channels);
  TORCH_CHECK_VALUE(options.base > 1, "rope-mixed: base must be greater than 1, got ", options.base);
  // B^(-4m/D) are the frequencies of RoPE on D/2 channels.
  const torch::Tensor sizes =
      torch::tensor(rotary_frequencies({options.channels / 2, options.base, "rope-mixed"}), torch::kFloat64);
  constexpr double kRightAngle = std::numbers::pi / 2;
  const torch::Tensor drawn = torch::rand({options.key_heads, 1}, options.generator) * (4 * kRightAngle);
  const torch::Tensor along = drawn.to(torch::kFloat64), across = along + kRightAngle;
  const torch::Tensor x = torch::cat({sizes * along.cos(), sizes * across.cos()}, 1);
  const torch::Tensor y = torch::cat({sizes * along.sin(), sizes * across.sin()}, 1);
  return torch::stack({x, y}).to(torch::kFloat32);
}
}  // namespace

RopeMixedImpl::RopeMixedImpl(const RopeMixedOptions& options) : options(options) {
  frequencies = register_parameter("frequencies", first_frequencies(options));
}

/// float64 [B|1, K, T, D/2].
torch::Tensor RopeMixedImpl::angles(const Positions& positions) const {
  const torch::Tensor w = frequencies.to(torch::kFloat64).unsqueeze(-2);               // [2, K, 1, D/2]
  const torch::Tensor ids = real_axis_ids("rope-mixed", positions, 2).to(w.device());  // [2, B|1, T]
  const torch::Tensor places = ids.unsqueeze(2).unsqueeze(-1);                         // [2, B|1, 1, T, 1]
  return places[1] * w[0] + places[0] * w[1];                                          // columns are x
}

Rotation RopeMixedImpl::rotation(const LayerCall& call, int64_t) {
  const torch::ScalarType dtype = table_dtype(call.x);
  const torch::Tensor keys = angles(call.keys);
  const torch::Tensor queries = angles(call.queries).repeat_interleave(options.heads / options.key_heads, 1);
  return {.q_cos = queries.cos().to(dtype),
          .q_sin = queries.sin().to(dtype),
          .k_cos = keys.cos().to(dtype),
          .k_sin = keys.sin().to(dtype),
          .layout = options.layout};
}

}  // namespace sextant::position
