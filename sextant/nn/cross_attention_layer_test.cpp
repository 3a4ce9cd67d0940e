#include "sextant/nn/cross_attention_layer.h"

#include <gtest/gtest.h>

#include "sextant/position/registry.h"

#include "tests/support/errors.h"

namespace sextant::nn {
namespace {

constexpr int64_t kChannels = 8, kHeads = 4, kKeyHeads = 2, kHeadChannels = 4;
constexpr double kEqual = 1e-12;  // float64, outputs of order 1

AttentionLayerOptions options() {
  return {.channels = kChannels, .heads = kHeads, .key_heads = kKeyHeads, .head_channels = kHeadChannels};
}

position::LayerScheme scheme_of(const std::string& spec) {
  return position::make_scheme(spec, {.channels = kChannels,
                                      .layers = 1,
                                      .heads = kHeads,
                                      .key_heads = kKeyHeads,
                                      .head_channels = kHeadChannels,
                                      .longest = 16,
                                      .direction = position::Direction::kBothWays})
      .layers.at(0);
}

CrossAttentionLayer layer_of(const std::string& spec = "nope", AttentionLayerOptions given = options()) {
  torch::manual_seed(3);
  const position::LayerScheme scheme = scheme_of(spec);
  if (scheme.rule) scheme.rule->to(torch::kFloat64);
  CrossAttentionLayer layer(given, scheme);
  layer->to(torch::kFloat64);
  const torch::NoGradGuard no_grad;
  for (torch::Tensor& parameter : layer->parameters()) parameter.normal_();
  return layer;
}

torch::Tensor some(int64_t rows, int64_t tokens) { return torch::randn({rows, tokens, kChannels}, torch::kFloat64); }

double apart(const torch::Tensor& a, const torch::Tensor& b) { return (a - b).abs().max().item<double>(); }

// The definition, head by head.
TEST(CrossAttentionLayer, IsAttentionOfEachQueryOverTheWholeOtherSequence) {
  CrossAttentionLayer layer = layer_of();
  const torch::Tensor x = some(2, 3), memory = some(2, 5);
  const torch::Tensor output = layer->forward(x, {.count = 3}, layer->read(memory, {.count = 5}));
  const torch::Tensor q = layer->q->forward(x), kv = layer->kv->forward(memory);
  std::vector<torch::Tensor> heads;
  for (int64_t h = 0; h < kHeads; ++h) {
    const int64_t k = h / (kHeads / kKeyHeads);
    const auto part = [](const torch::Tensor& all, int64_t n) {
      return all.narrow(2, n * kHeadChannels, kHeadChannels);
    };
    const torch::Tensor weights = (part(q, h).matmul(part(kv, k).transpose(1, 2)) / 2).softmax(-1);  // √D = 2
    heads.push_back(weights.matmul(part(kv, kKeyHeads + k)));
  }
  EXPECT_LT(apart(output, layer->out->forward(torch::cat(heads, 2))), kEqual);
}

TEST(CrossAttentionLayer, DoesNotSeeThePaddingOfTheOtherSequence) {
  for (const char* spec : {"nope", "rope", "t5"}) {
    CrossAttentionLayer layer = layer_of(spec);
    const torch::Tensor x = some(2, 3), memory = some(2, 5);
    const torch::Tensor documents = torch::tensor({{0, 0, 0, -1, -1}, {0, 0, 0, 0, 0}}, torch::kInt64);
    const Positions here{.count = 3, .documents = torch::zeros({2, 3}, torch::kInt64)};
    const torch::Tensor padded = layer->forward(x, here, layer->read(memory, {.count = 5, .documents = documents}));
    const torch::Tensor alone =
        layer->forward(x.slice(0, 0, 1), {.count = 3}, layer->read(memory.slice(0, 0, 1).slice(1, 0, 3), {.count = 3}));
    EXPECT_LT(apart(padded.slice(0, 0, 1), alone), kEqual) << spec;
  }
}

TEST(CrossAttentionLayer, SeesThePlaceOfQueryAndKeyByItsScheme) {
  const torch::Tensor x = some(1, 3), memory = some(1, 5);
  const auto moved = [&](const char* spec, int64_t query, int64_t key) {
    CrossAttentionLayer layer = layer_of(spec);
    const SourceKeys source = layer->read(memory, {.count = 5, .ids = torch::arange(5) + key});
    return layer->forward(x, {.count = 3, .ids = torch::arange(3) + query}, source);
  };
  for (const char* spec : {"rope", "t5", "rope+t5", "shaw", "pope"}) {
    EXPECT_GT(apart(moved(spec, 0, 0), moved(spec, 2, 0)), 1e-3) << spec;
    EXPECT_LT(apart(moved(spec, 0, 0), moved(spec, 2, 2)), 1e-10) << spec << ": only the distance counts";
  }
  EXPECT_LT(apart(moved("nope", 0, 0), moved("nope", 2, 0)), kEqual);
}

TEST(CrossAttentionLayer, AnyPartOfTheQueriesGivesTheWhole) {
  CrossAttentionLayer layer = layer_of("rope");
  const torch::Tensor x = some(2, 4);
  const SourceKeys source = layer->read(some(2, 5), {.count = 5});
  const torch::Tensor whole = layer->forward(x, {.count = 4}, source);
  for (int64_t t = 0; t < 4; ++t)
    EXPECT_LT(apart(layer->forward(x.slice(1, t, t + 1), {.first = t, .count = 1}, source), whole.slice(1, t, t + 1)),
              kEqual);
}

TEST(CrossAttentionLayer, NormsHeadsWhenAsked) {
  AttentionLayerOptions normed = options();
  normed.qk_norm = true;
  CrossAttentionLayer layer = layer_of("nope", normed);
  const torch::Tensor x = some(1, 2), memory = some(1, 3);
  const auto output = [&](double size) {
    return layer->forward(size * x, {.count = 2}, layer->read(memory, {.count = 3}));
  };
  {
    const torch::NoGradGuard no_grad;
    layer->q->bias.zero_();
  }
  EXPECT_LT(apart(output(1), output(5)), 1e-4);  // the norm's own eps is what is left of the size
}

TEST(CrossAttentionLayer, RefusesSchemesWithoutAMeaningBetweenTwoSequences) {
  EXPECT_VALUE_ERROR(layer_of("rope:scaling=dynamic,factor=4"),
                     "cross attention: a rotation must have one table for ever, got one that changes with the length");
}

}  // namespace
}  // namespace sextant::nn
