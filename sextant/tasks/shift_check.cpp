#include "sextant/tasks/shift_check.h"

#include <torch/utils.h>

#include <cmath>

#include "sextant/nn/attention_layer.h"
#include "sextant/nn/embedding.h"
#include "sextant/position/registry.h"
#include "sextant/tasks/failure.h"

namespace sextant::tasks {
namespace {

constexpr uint64_t kSeed = 7;  // of weights and tokens: any would do, one is enough to repeat the measurement

Positions moved(int64_t tokens, double shift) {
  if (shift == std::floor(shift)) {
    return {.count = tokens, .shift = torch::full({1, 1}, static_cast<int64_t>(shift), torch::kInt64)};
  }
  return {.count = tokens, .ids = torch::arange(tokens, torch::kFloat64) + shift};
}

void draw(torch::nn::Module& module, double deviation) {
  module.to(torch::kFloat64);
  for (torch::Tensor& parameter : module.parameters()) parameter.normal_(0, deviation);
}

/// Everything that stays the same while positions move.
class Bench {
 public:
  Bench(const std::string& spec, const position::SchemeRequest& request, int64_t tokens)
      : scheme_((torch::manual_seed(kSeed), position::make_scheme(spec, request))),
        fusion_(request.channels, scheme_.input),
        layer_(nn::AttentionLayerOptions{.channels = request.channels,
                                         .heads = request.heads,
                                         .key_heads = request.key_heads,
                                         .head_channels = request.head_channels,
                                         .mask = {.causal = request.direction == position::Direction::kCausal}},
               scheme_.layers.front()),
        x_(torch::randn({1, tokens, request.channels}, torch::kFloat64)) {
    const double deviation = 1 / std::sqrt(static_cast<double>(request.channels));
    draw(*fusion_, deviation);
    draw(*layer_, deviation);
    to_float64();
  }

  torch::Tensor output(const Positions& positions) {
    position::Memory memory = {};
    nn::LayerCache cache = {};
    const torch::Tensor x = fusion_->applies(0) ? fusion_->forward({x_, positions, positions, memory}) : x_;
    return layer_->forward(x, positions, cache);
  }

 private:
  void to_float64() {
    const position::LayerScheme& layer = scheme_.layers.front();
    if (scheme_.input.encoding) scheme_.input.encoding->to(torch::kFloat64);
    if (layer.rotation) layer.rotation->to(torch::kFloat64);
    if (layer.rule) layer.rule->to(torch::kFloat64);
    for (const auto& encoding : layer.scores) encoding->to(torch::kFloat64);
  }

  position::Scheme scheme_;
  nn::InputFusion fusion_;
  nn::AttentionLayer layer_;
  torch::Tensor x_;
};

}  // namespace

std::vector<ShiftChange> shift_changes(const std::string& spec, const position::SchemeRequest& request, int64_t tokens,
                                       const std::vector<double>& shifts) {
  const torch::NoGradGuard no_gradients;
  Bench bench(spec, request, tokens);
  const torch::Tensor still = bench.output({.count = tokens});
  std::vector<ShiftChange> changes;
  for (const double shift : shifts) {
    ShiftChange& change = changes.emplace_back(ShiftChange{.shift = shift});
    try {
      const torch::Tensor difference = (bench.output(moved(tokens, shift)) - still).abs().max();
      change.change = (difference / still.abs().max()).item<double>();
    } catch (const std::exception& error) {
      change.refusal = sentence(error);
    }
  }
  return changes;
}

}  // namespace sextant::tasks
