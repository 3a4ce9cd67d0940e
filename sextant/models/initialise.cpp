#include "sextant/models/initialise.h"

#include <string>

#include "sextant/random/philox.h"

namespace sextant::models {
namespace {

/// FNV-1a, 64 bits: offset and prime from draft-eastlake-fnv, section 5.
uint64_t hash(std::string_view name) {
  uint64_t value = 0xcbf29ce484222325;
  for (const char letter : name) value = (value ^ static_cast<unsigned char>(letter)) * 0x100000001b3;
  return value;
}

bool ends_residual_branch(std::string_view name) {
  return name.ends_with("attention.out.weight") || name.ends_with("feed_forward.down.weight");
}

double deviation_of(std::string_view name, const torch::Tensor& weight, const ModelSize& size) {
  const double usual = usual_deviation(size.channels);
  if (ends_residual_branch(name)) return usual / std::sqrt(2.0 * static_cast<double>(size.layers));
  // Embedding and position pass through this map before the first norm: it keeps their size.
  if (name.ends_with("input.concat.weight")) return 1 / std::sqrt(static_cast<double>(weight.size(1)));
  return usual;
}

}  // namespace

double usual_deviation(int64_t channels) { return std::sqrt(2 / (5.0 * static_cast<double>(channels))); }

void initialise(torch::nn::Module& module, const ModelSize& size, uint64_t seed) {
  for (auto& item : module.named_parameters()) {
    torch::Tensor& weight = item.value();
    if (weight.dim() < 2) continue;
    fill_normal(weight, deviation_of(item.key(), weight, size), seed, item.key());
  }
}

void fill_normal(torch::Tensor& weight, double deviation, uint64_t seed, std::string_view name) {
  const torch::NoGradGuard no_grad;
  random::Philox draws(seed, hash(name));
  const torch::Tensor values = torch::empty(weight.sizes(), torch::kFloat64);
  for (double& value : std::span(values.data_ptr<double>(), values.numel())) value = deviation * draws.normal();
  weight.copy_(values);
}

}  // namespace sextant::models
