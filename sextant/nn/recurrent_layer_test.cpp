// The three cells against their formulas, one step at a time.
#include "sextant/nn/recurrent_layer.h"

#include <gtest/gtest.h>

#include "tests/support/errors.h"

namespace sextant::nn {
namespace {

constexpr int64_t kIn = 3, kState = 4, kSteps = 5;

RecurrentLayer random_layer(RecurrentKind kind) {
  torch::manual_seed(7);
  RecurrentLayer layer(RecurrentLayerOptions{.in = kIn, .state = kState, .kind = kind});
  layer->to(torch::kFloat64);
  const torch::NoGradGuard no_grad;
  for (torch::Tensor& parameter : layer->parameters()) parameter.copy_(torch::randn(parameter.sizes()));
  return layer;
}

/// What the gates see of x and of h, a block of rows a gate.
std::vector<torch::Tensor> seen(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias) {
  return (torch::matmul(x, weight.t()) + bias).split(kState, -1);
}

template <class Step>
void expect_formula(RecurrentKind kind, Step&& step) {
  RecurrentLayer layer = random_layer(kind);
  const torch::Tensor x = torch::randn({2, kSteps, kIn}, torch::kFloat64);
  torch::Tensor h = torch::zeros({2, kState}, torch::kFloat64);
  const torch::Tensor y = layer->forward(x);
  ASSERT_EQ(y.sizes(), (torch::IntArrayRef{2, kSteps, kState}));
  for (int64_t t = 0; t < kSteps; ++t) {
    h = step(seen(x.select(1, t), layer->input_weight, layer->input_bias),
             seen(h, layer->state_weight, layer->state_bias), h);
    // Five steps of a dozen operations, each within an ulp of values of order 1.
    EXPECT_LT((y.select(1, t) - h).abs().max().item<double>(), 1e-14) << t;
  }
}

// Elman 1990: h = tanh(W x + U h).
TEST(RecurrentLayer, PlainCellIsItsFormula) {
  expect_formula(RecurrentKind::kRnn,
                 [](const auto& a, const auto& b, const torch::Tensor&) { return torch::tanh(a[0] + b[0]); });
}

// Hochreiter and Schmidhuber 1997 with the forget gate of Gers et al. 2000.
TEST(RecurrentLayer, LstmIsItsFormula) {
  torch::Tensor c = torch::zeros({2, kState}, torch::kFloat64);
  expect_formula(RecurrentKind::kLstm, [&](const auto& a, const auto& b, const torch::Tensor&) {
    const torch::Tensor i = torch::sigmoid(a[0] + b[0]), f = torch::sigmoid(a[1] + b[1]), g = torch::tanh(a[2] + b[2]);
    c = f * c + i * g;
    return torch::sigmoid(a[3] + b[3]) * torch::tanh(c);
  });
}

// Cho et al. 2014, arXiv:1406.1078, with the reset gate after the product, as cuDNN and PyTorch have it.
TEST(RecurrentLayer, GruIsItsFormula) {
  expect_formula(RecurrentKind::kGru, [](const auto& a, const auto& b, const torch::Tensor& h) {
    const torch::Tensor r = torch::sigmoid(a[0] + b[0]), z = torch::sigmoid(a[1] + b[1]);
    return (1 - z) * torch::tanh(a[2] + r * b[2]) + z * h;
  });
}

TEST(RecurrentLayer, RemembersAtFirst) {
  const RecurrentLayer layer(RecurrentLayerOptions{.in = kIn, .state = kState});
  EXPECT_TRUE(layer->input_bias.slice(0, kState, 2 * kState).eq(1).all().item<bool>());
  EXPECT_EQ(layer->input_bias.sum().item<double>(), kState);
}

TEST(RecurrentLayer, RefusesOtherWidths) {
  EXPECT_VALUE_ERROR(RecurrentLayer(RecurrentLayerOptions{.in = 0, .state = 4}),
                     "recurrent: in and state must be at least 1, got 0 and 4");
  EXPECT_VALUE_ERROR(random_layer(RecurrentKind::kGru)->forward(torch::zeros({2, 5, 4}, torch::kFloat64)),
                     "recurrent: x must be [B, T, 3], got [2, 5, 4]");
}

}  // namespace
}  // namespace sextant::nn
