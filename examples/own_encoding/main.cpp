// An encoding of one's own, in a model, its gradient checked against differences.
//
// Enters at: scores.   score[h, i, j] -= width[h]·√|p_i - p_j|      one trained width a head
#include <sextant/models/transformer.h>
#include <sextant/position/distance.h>

#include <cmath>
#include <iostream>

using namespace sextant;

class RootDistanceImpl final : public position::ScoreEncoding {
 public:
  explicit RootDistanceImpl(int64_t heads) : width(register_parameter("width", torch::full({heads}, 0.5))) {}

  position::ScoreTerms terms(const AttentionProblem& problem, const position::LayerCall&) override {
    return {.bias = {position::distance_bias("root_distance", problem, [this](const torch::Tensor& offsets) {
              return -width.unsqueeze(-1) * offsets.abs().sqrt();  // [H, 1]·[n]
            })}};
  }

  torch::Tensor width;  ///< [H], score per square root of a token
};
TORCH_MODULE(RootDistance);

int main() {
  const RootDistance encoding(4);
  position::Scheme scheme{.spec = "root_distance"};
  scheme.layers.assign(2, {.scores = {encoding.ptr()}});  // both layers share the widths
  models::Transformer model(models::TransformerOptions{.vocabulary = 10, .channels = 32, .layers = 2, .heads = 4},
                            scheme);
  model->to(torch::kFloat64);
  model->eval();

  const torch::Tensor tokens = torch::arange(24).view({2, 12}).remainder(10);
  const auto loss = [&] {
    const torch::Tensor logits = model->forward({.tokens = tokens.slice(1, 0, -1)});  // [2, 11, 10]
    return torch::nll_loss(logits.log_softmax(-1).flatten(0, 1), tokens.slice(1, 1).flatten());
  };
  loss().backward();

  constexpr double kStep = 1e-6;
  const torch::NoGradGuard no_grad;
  for (int64_t h = 0; h < 4; ++h) {
    const auto moved = [&](double by) {
      encoding->width[h] += by;
      const double value = loss().item<double>();
      encoding->width[h] -= by;
      return value;
    };
    const double expected = (moved(kStep) - moved(-kStep)) / (2 * kStep);
    const double found = encoding->width.grad()[h].item<double>();
    std::cout << "head " << h << ": gradient " << found << ", difference quotient " << expected << '\n';
    if (std::abs(found - expected) > 1e-6 * std::max(1.0, std::abs(expected))) return 1;
  }
}
