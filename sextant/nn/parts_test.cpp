// Norms, feed-forward, linear maps, dropout and the fusion of place 1, each against its formula.
#include <gtest/gtest.h>

#include "sextant/nn/dropping.h"
#include "sextant/nn/embedding.h"
#include "sextant/nn/feed_forward.h"
#include "sextant/nn/norm.h"

#include "tests/support/errors.h"

namespace sextant::nn {
namespace {

double difference(const torch::Tensor& a, const torch::Tensor& b) { return (a - b).abs().max().item<double>(); }

template <class Module>
void randomise(Module& module) {
  module->to(torch::kFloat64);
  const torch::NoGradGuard no_grad;
  for (torch::Tensor& parameter : module->parameters()) parameter.copy_(torch::randn(parameter.sizes()));
}

TEST(Norm, IsItsFormula) {
  const torch::Tensor x = torch::randn({2, 3, 8}, torch::kFloat64);
  Norm layer(NormOptions{.channels = 8}), rms(NormOptions{.channels = 8, .kind = NormKind::kRmsNorm});
  randomise(layer);
  randomise(rms);
  const torch::Tensor centred = x - x.mean(-1, true);
  const torch::Tensor expected =
      centred / (centred.square().mean(-1, true) + 1e-5).sqrt() * layer->weight + layer->bias;
  EXPECT_LT(difference(layer->forward(x), expected), 1e-13);
  EXPECT_LT(difference(rms->forward(x), x / (x.square().mean(-1, true) + 1e-5).sqrt() * rms->weight), 1e-13);
  EXPECT_FALSE(rms->bias.defined());
  EXPECT_VALUE_ERROR(Norm(NormOptions{.channels = 0}), "norm: channels must be at least 1, got 0");
}

TEST(FeedForward, IsItsFormula) {
  const torch::Tensor x = torch::randn({2, 3, 4}, torch::kFloat64);
  FeedForward gelu(FeedForwardOptions{.channels = 4, .hidden = 6});
  FeedForward gated(FeedForwardOptions{.channels = 4, .hidden = 6, .kind = FeedForwardKind::kSwiGlu, .biases = false});
  randomise(gelu);
  randomise(gated);
  const torch::Tensor wide = torch::matmul(x, gelu->up->weight.t()) + gelu->up->bias;
  const torch::Tensor curved = wide * 0.5 * (1 + torch::erf(wide / std::sqrt(2.0)));
  EXPECT_LT(difference(gelu->forward(x), torch::matmul(curved, gelu->down->weight.t()) + gelu->down->bias), 1e-12);
  const torch::Tensor g = torch::matmul(x, gated->up->weight.slice(0, 0, 6).t());
  const torch::Tensor u = torch::matmul(x, gated->up->weight.slice(0, 6).t());
  EXPECT_LT(difference(gated->forward(x), torch::matmul(g * torch::sigmoid(g) * u, gated->down->weight.t())), 1e-12);
}

TEST(Linear, RefusesNoChannels) {
  EXPECT_VALUE_ERROR(Linear(LinearOptions{.in = 0, .out = 3}), "linear: channels must be at least 1, got 0 to 3");
}

TEST(Dropping, DropsTheShareAskedForAndKeepsTheMean) {
  const torch::Tensor x = torch::ones({100000});
  const torch::Tensor y = Dropping{7}.of(x, 0.3);
  // Three standard deviations of a share of 0.3 among 100,000: 0.0044.
  EXPECT_NEAR((y == 0).to(torch::kFloat64).mean().item<double>(), 0.3, 0.0044);
  EXPECT_NEAR(y.max().item<double>(), 1 / 0.7, 1e-6);
  EXPECT_TRUE(torch::equal(y, Dropping{7}.of(x, 0.3)));
  EXPECT_FALSE(torch::equal(y, Dropping{8}.of(x, 0.3)));
  EXPECT_FALSE(torch::equal(Dropping{7}.at(0).of(x, 0.3), Dropping{7}.at(1).of(x, 0.3)));
}

TEST(Dropping, WithoutASeedNothingIsDropped) {
  const torch::Tensor x = torch::ones({10});
  EXPECT_TRUE(Dropping{}.at(3).of(x, 0.9).is_same(x));
  EXPECT_VALUE_ERROR(Dropping{1}.of(x, 1), "dropout: probability must be in [0, 1), got 1");
}

/// Rows of 2 at every token.
class Twos final : public position::EmbeddingEncoding {
 public:
  torch::Tensor rows(const position::LayerCall& call) override {
    return torch::full({call.queries.count, call.x.size(-1)}, 2.0, torch::kFloat64);
  }
};

TEST(InputFusion, IsItsFormula) {
  const torch::Tensor x = torch::randn({2, 3, 4}, torch::kFloat64);
  const auto fused = [&](position::Fusion fusion) {
    InputFusion input(4, position::InputTerm{.encoding = std::make_shared<Twos>(), .fusion = fusion});
    randomise(input);
    position::Memory memory;
    const Positions here{.count = 3};
    return std::pair(input, input->forward({x, here, here, memory}));
  };
  EXPECT_LT(difference(fused(position::Fusion::kAdd).second, x + 2), 1e-15);
  EXPECT_LT(difference(fused(position::Fusion::kMultiply).second, x * 2), 1e-15);
  EXPECT_LT(difference(fused(position::Fusion::kModulate).second, x * 3), 1e-15);
  const auto [input, concat] = fused(position::Fusion::kConcat);
  const torch::Tensor both = torch::cat({x, torch::full_like(x, 2)}, -1);
  EXPECT_LT(difference(concat, torch::matmul(both, input->concat->weight.t()) + input->concat->bias), 1e-13);
}

TEST(InputFusion, ScalesTheTokenEmbeddingsAndNotTheRows) {
  const torch::Tensor x = torch::randn({2, 3, 4}, torch::kFloat64);
  const InputFusion plain(4, position::InputTerm{}), scaled(4, position::InputTerm{.embed_scale = 3});
  EXPECT_TRUE(plain->scaled(x).is_same(x));
  EXPECT_TRUE(torch::equal(scaled->scaled(x), 3 * x));
}

TEST(InputFusion, AppliesOnceAtTheBottomOrWhereItIsTold) {
  const auto encoding = std::make_shared<Twos>();
  const InputFusion none(4, position::InputTerm{}), bottom(4, position::InputTerm{.encoding = encoding});
  const InputFusion named(4, position::InputTerm{.encoding = encoding, .layers = {1, 3}});
  for (int64_t layer = 0; layer < 4; ++layer) {
    EXPECT_FALSE(none->applies(layer));
    EXPECT_EQ(bottom->applies(layer), layer == 0);
    EXPECT_EQ(named->applies(layer), layer % 2 == 1);
  }
}

TEST(TokenEmbedding, RefusesTokensItDoesNotKnow) {
  TokenEmbedding embedding(5, 4);
  EXPECT_VALUE_ERROR(embedding->forward(torch::tensor({{0, 5}}, torch::kInt64)),
                     "embedding: tokens must be in [0, 5), got 5");
  EXPECT_VALUE_ERROR(embedding->forward(torch::tensor({{-1, 3}}, torch::kInt64)),
                     "embedding: tokens must be in [0, 5), got -1");
  EXPECT_VALUE_ERROR(embedding->forward(torch::zeros({1, 2})), "embedding: tokens must be int64, got Float");
  EXPECT_VALUE_ERROR(TokenEmbedding(0, 4), "embedding: vocabulary must be at least 1, got 0");
}

}  // namespace
}  // namespace sextant::nn
