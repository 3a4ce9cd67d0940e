#include "sextant/position/rotation/fope.h"

#include <numbers>

#include "sextant/position/ids.h"
#include "sextant/position/rotation/frequencies.h"

namespace sextant::position {
namespace {
std::vector<double> kept_frequencies(const FopeOptions& options) {
  TORCH_CHECK_VALUE(options.original >= 1, "fope: original must be at least 1, got ", options.original);
  std::vector<double> w = rotary_frequencies({options.channels, options.base, "fope"});
  std::erase_if(
      w, [&](double frequency) { return frequency <= 2 * std::numbers::pi / static_cast<double>(options.original); });
  TORCH_CHECK_VALUE(!w.empty(), "fope: no pair turns in original tokens, got ", options.original);
  return w;
}

/// As torch.nn.init.xavier_normal_ of [K, F, F], which counts F·F inputs and K·F outputs, plus the identity.
torch::Tensor first_coefficients(const FopeOptions& options, int64_t pairs) {
  const double outputs = static_cast<double>(pairs) * static_cast<double>(pairs + options.key_heads);
  const double spread = options.gain * std::sqrt(2 / outputs);
  return torch::randn({options.key_heads, pairs, pairs}, options.generator) * spread + torch::eye(pairs);
}
}  // namespace

FopeImpl::FopeImpl(const FopeOptions& options)
    : options(options), table_(rotary_table("fope", kept_frequencies(options), 1)) {
  TORCH_CHECK_VALUE(options.gain >= 0, "fope: gain must be at least 0, got ", options.gain);
  const int64_t pairs = std::ssize(kept_frequencies(options));
  cosines = register_parameter("cosines", first_coefficients(options, pairs));
  sines = register_parameter("sines", first_coefficients(options, pairs));
}

/// Cosines or sines [T, F] or [B, 1, T, F] → [B|1, K, T, D/2].
torch::Tensor FopeImpl::mixed(const torch::Tensor& plain, const torch::Tensor& coefficients, double elsewhere) const {
  const torch::Tensor by_row = plain.dim() == 2 ? plain.unsqueeze(0).unsqueeze(0) : plain;
  const torch::Tensor sums = torch::matmul(by_row, coefficients.to(plain.device(), plain.scalar_type()));
  return torch::constant_pad_nd(sums, {0, options.channels / 2 - sums.size(-1)}, elsewhere);
}

Rotation FopeImpl::rotation(const LayerCall& call, int64_t) {
  const Rotation plain = rotation_from(table_, call, options.layout);
  const int64_t group = options.heads / options.key_heads;
  return {.q_cos = mixed(plain.q_cos, cosines, 1).repeat_interleave(group, 1),
          .q_sin = mixed(plain.q_sin, sines, 0).repeat_interleave(group, 1),
          .k_cos = mixed(plain.k_cos, cosines, 1),
          .k_sin = mixed(plain.k_sin, sines, 0),
          .layout = options.layout};
}

}  // namespace sextant::position
