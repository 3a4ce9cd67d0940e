#include "sextant/models/transformer.h"

#include <ATen/autocast_mode.h>
#include <gtest/gtest.h>

#include "sextant/models/nonfinite.h"
#include "sextant/models/tensor_file.h"

#include "tests/support/errors.h"
#include "tests/support/tiny_models.h"

namespace sextant::models {
namespace {

using sextant::testing::largest_difference;
using sextant::testing::random_tokens;
using sextant::testing::tiny_model;
using sextant::testing::tiny_options;

constexpr double kEqual = 1e-12;  // float64, outputs of order 1
const std::vector<std::string> kSpecs = {"nope", "sinusoidal", "learned", "rope", "alibi",
                                         "t5",   "kerple",     "fire",    "shaw"};

torch::Tensor integers(std::vector<int64_t> values) { return torch::tensor(values, torch::kInt64); }

TEST(Transformer, NoTokenSeesLaterOnes) {
  for (const std::string& pos : kSpecs) {
    Transformer model = tiny_model(tiny_options(pos));
    const torch::Tensor tokens = random_tokens(1, 9);
    torch::Tensor changed = tokens.clone();
    changed[0][5] = (tokens[0][5] + 1) % 11;
    const torch::Tensor a = model->forward({.tokens = tokens}), b = model->forward({.tokens = changed});
    EXPECT_LT(largest_difference(a.slice(1, 0, 5), b.slice(1, 0, 5)), kEqual) << pos;
    EXPECT_GT(largest_difference(a.slice(1, 5), b.slice(1, 5)), 1e-3) << pos;
  }
}

TEST(Transformer, AnEncoderLooksBothWays) {
  auto options = tiny_options("rope");
  options.direction = Direction::kBothWays;
  Transformer model = tiny_model(options);
  const torch::Tensor tokens = random_tokens(1, 9);
  torch::Tensor changed = tokens.clone();
  changed[0][8] = (tokens[0][8] + 1) % 11;
  EXPECT_GT(largest_difference(model->forward({.tokens = tokens}).select(1, 0),
                               model->forward({.tokens = changed}).select(1, 0)),
            1e-6);
}

TEST(Transformer, PackedDocumentsAreAsIfRunAlone) {
  for (const std::string& pos : kSpecs) {
    Transformer model = tiny_model(tiny_options(pos));
    const torch::Tensor tokens = random_tokens(1, 9);
    const torch::Tensor packed =
        model->forward({.tokens = tokens, .documents = integers({0, 0, 0, 0, 1, 1, 1, 2, 2}).unsqueeze(0)});
    for (const auto& [from, to] : {std::pair{0, 4}, {4, 7}, {7, 9}}) {
      const torch::Tensor alone = model->forward({.tokens = tokens.slice(1, from, to)});
      EXPECT_LT(largest_difference(packed.slice(1, from, to), alone), kEqual) << pos;
    }
  }
}

TEST(Transformer, PaddingOnEitherSideChangesNothing) {
  for (const std::string& pos : kSpecs) {
    Transformer model = tiny_model(tiny_options(pos));
    const torch::Tensor tokens = random_tokens(2, 9);
    const torch::Tensor documents = torch::stack({integers({-1, -1, -1, 0, 0, 0, 0, 0, 0}),  //
                                                  integers({0, 0, 0, 0, 0, 0, 0, -1, -1})});
    const torch::Tensor padded = model->forward({.tokens = tokens, .documents = documents});
    const torch::Tensor left = model->forward({.tokens = tokens.slice(0, 0, 1).slice(1, 3)});
    const torch::Tensor right = model->forward({.tokens = tokens.slice(0, 1, 2).slice(1, 0, 7)});
    EXPECT_LT(largest_difference(padded[0].slice(0, 3), left[0]), kEqual) << pos;
    EXPECT_LT(largest_difference(padded[1].slice(0, 0, 7), right[0]), kEqual) << pos;
    EXPECT_TRUE(padded.isfinite().all().item<bool>()) << pos;
  }
}

TEST(Transformer, GivenPositionsStandInPlaceOfTheOrder) {
  Transformer model = tiny_model(tiny_options("sinusoidal"));
  const torch::Tensor tokens = random_tokens(1, 4);
  const torch::Tensor ids = model->forward({.tokens = tokens, .ids = integers({3, 4, 5, 6})});
  EXPECT_LT(largest_difference(ids, model->forward({.tokens = tokens, .shift = integers({3}).unsqueeze(0)})), kEqual);
  EXPECT_GT(largest_difference(ids, model->forward({.tokens = tokens})), 1e-3);
}

TEST(Transformer, SharedKeyHeadsAreRepeatedOnes) {
  for (const char* pos : {"nope", "rope", "alibi"}) {
    auto options = tiny_options(pos);
    options.heads = 4;
    options.key_heads = 2;
    Transformer shared = tiny_model(options);
    options.key_heads = 4;
    Transformer repeated = tiny_model(options);
    const torch::NoGradGuard no_grad;
    auto from = shared->named_parameters(), to = repeated->named_parameters();
    for (auto& item : to) {
      const torch::Tensor& source = from[item.key()];
      if (source.sizes() == item.value().sizes()) {
        item.value().copy_(source);
        continue;
      }
      // 4 query heads, then 2 key heads and 2 value heads, of 4 rows each: every key and value head twice.
      const auto heads = source.unflatten(0, {8, 4});
      item.value().copy_(
          torch::cat({heads.slice(0, 0, 4), heads.slice(0, 4).repeat_interleave(2, 0)}, 0).flatten(0, 1));
    }
    const torch::Tensor tokens = random_tokens(2, 7);
    EXPECT_LT(largest_difference(shared->forward({.tokens = tokens}), repeated->forward({.tokens = tokens})), kEqual);
  }
}

TEST(Transformer, ModelsThatDifferInPositionAloneShareAllOtherWeights) {
  Transformer reference(tiny_options("nope"), 7);
  const auto expected = reference->named_parameters();
  for (const std::string& pos : kSpecs) {
    Transformer model(tiny_options(pos), 7);
    for (const auto& item : model->named_parameters()) {
      if (item.key().starts_with("position.")) continue;
      EXPECT_TRUE(torch::equal(item.value(), expected[item.key()])) << pos << ": " << item.key();
    }
  }
}

TEST(Transformer, TheSeedDecidesEveryWeightAndNothingElse) {
  torch::manual_seed(1);
  const torch::Tensor undisturbed = torch::rand({3});
  for (const std::string& pos : kSpecs) {
    torch::manual_seed(1);
    Transformer first(tiny_options(pos), 7), second(tiny_options(pos), 7), other(tiny_options(pos), 8);
    EXPECT_TRUE(torch::equal(torch::rand({3}), undisturbed)) << pos;
    const auto a = state_of(*first), b = state_of(*second), c = state_of(*other);
    for (const auto& [name, tensor] : a) EXPECT_TRUE(torch::equal(tensor, b.at(name))) << pos << ": " << name;
    EXPECT_FALSE(torch::equal(a.at("embedding.weight"), c.at("embedding.weight")));
  }
}

// √(2 / (5·64)) = .0791, and half of it, 1 / √(2·2), at the end of each of the 2·2 residual branches.
TEST(Transformer, FirstWeightsHaveTheDeviationsOfSmallInit) {
  Transformer model(TransformerOptions{.vocabulary = 100, .channels = 64, .layers = 2, .pos = "nope"}, 3);
  const auto weights = model->named_parameters();
  EXPECT_NEAR(weights["embedding.weight"].std().item<double>(), 0.0791, 0.004);
  EXPECT_NEAR(weights["layers.1.attention.qkv.weight"].std().item<double>(), 0.0791, 0.004);
  EXPECT_NEAR(weights["layers.0.attention.out.weight"].std().item<double>(), 0.0395, 0.002);
  EXPECT_NEAR(weights["layers.0.feed_forward.down.weight"].std().item<double>(), 0.0395, 0.002);
  EXPECT_EQ(weights["layers.0.attention_norm.weight"].min().item<double>(), 1);
  EXPECT_EQ(weights["layers.0.attention.qkv.bias"].abs().max().item<double>(), 0);
}

TEST(Transformer, EveryParameterGetsAGradientInEveryVariant) {
  for (const NormKind norm : {NormKind::kLayerNorm, NormKind::kRmsNorm}) {
    for (const FeedForwardKind kind : {FeedForwardKind::kGelu, FeedForwardKind::kSwiGlu}) {
      auto options = tiny_options("learned:fuse=concat,at=every+rope+t5");
      options.norm = norm;
      options.feed_forward_kind = kind;
      options.tied = false;
      options.qk_norm = true;
      Transformer model = tiny_model(options);
      model->forward({.tokens = random_tokens(2, 16), .phase = Phase::kTrain}).square().sum().backward();
      for (const auto& item : model->named_parameters()) {
        ASSERT_TRUE(item.value().grad().defined()) << item.key();
        EXPECT_TRUE(item.value().grad().isfinite().all().item<bool>()) << item.key();
      }
    }
  }
}

TEST(Transformer, DropoutIsOfTrainingAndDecidedByTheSeed) {
  auto options = tiny_options("rope");
  options.dropout = 0.2;
  Transformer model = tiny_model(options);
  const torch::Tensor tokens = random_tokens(2, 8);
  const auto with = [&](Phase phase, uint64_t seed) {
    return model->forward({.tokens = tokens, .phase = phase, .seed = seed});
  };
  EXPECT_TRUE(torch::equal(with(Phase::kTest, 1), with(Phase::kTest, 2)));
  EXPECT_TRUE(torch::equal(with(Phase::kTrain, 1), with(Phase::kTrain, 1)));
  EXPECT_FALSE(torch::equal(with(Phase::kTrain, 1), with(Phase::kTrain, 2)));
}

/// Autocast to bfloat16 on the CPU while it lives.
struct Autocast {
  Autocast() {
    at::autocast::set_autocast_enabled(at::kCPU, true);
    at::autocast::set_autocast_dtype(at::kCPU, torch::kBFloat16);
  }
  ~Autocast() {
    at::autocast::clear_cache();
    at::autocast::set_autocast_enabled(at::kCPU, false);
  }
};

// bfloat16 keeps 8 bits: errors of some 2^-8 of the largest logit, whatever the encoding, at positions that its own
// integers (exact to 256) could not tell apart.
TEST(Transformer, AutocastLeavesTablesAndBiasesInFloat32) {
  for (const std::string& pos : kSpecs) {
    if (pos == "learned") continue;  // it has no position 1,000
    auto options = tiny_options(pos);
    options.qk_norm = true;
    Transformer model = tiny_model(options);
    model->to(torch::kFloat32);
    const TokenCall call{.tokens = random_tokens(2, 16), .shift = torch::full({2, 1}, 1000, torch::kInt64)};
    const torch::Tensor exact = model->forward(call);
    torch::Tensor narrow;
    {
      const Autocast autocast;
      narrow = model->forward(call);
    }
    EXPECT_EQ(narrow.scalar_type(), torch::kBFloat16) << pos;
    EXPECT_LT(largest_difference(narrow, exact), 0.04 * exact.abs().max().item<double>()) << pos;
    narrow.sum().backward();
    for (const auto& item : model->named_parameters()) {
      EXPECT_EQ(item.value().grad().scalar_type(), torch::kFloat32) << pos << ": " << item.key();
    }
  }
}

TEST(Transformer, UsualNumbersAreResolved) {
  const auto options =
      resolved(TransformerOptions{.vocabulary = 5, .channels = 96, .feed_forward_kind = FeedForwardKind::kSwiGlu});
  EXPECT_EQ(options.key_heads, 4);
  EXPECT_EQ(options.head_channels, 24);
  EXPECT_EQ(options.feed_forward, 256);
  EXPECT_EQ(resolved(TransformerOptions{.vocabulary = 5}).feed_forward, 384);
}

TEST(Transformer, CountsASharedParameterOnce) {
  Transformer tied(tiny_options("nope"));
  auto options = tiny_options("nope");
  options.tied = false;
  Transformer free(options);
  EXPECT_EQ(parameter_count(*free) - parameter_count(*tied), 11 * 16);
  EXPECT_EQ(parameter_count(*Transformer(tiny_options("t5"))) - parameter_count(*tied), 32 * 2);
}

TEST(Transformer, TheFirstNonfinitePartIsNamed) {
  Transformer model = tiny_model(tiny_options("rope"));
  const TokenCall call{.tokens = random_tokens(1, 4)};
  EXPECT_EQ(first_nonfinite(*model, call), "");
  const torch::NoGradGuard no_grad;
  model->named_parameters()["layers.1.feed_forward.up.bias"][0] = std::numeric_limits<double>::infinity();
  EXPECT_EQ(first_nonfinite(*model, call), "layers.1");
  model->named_parameters()["embedding.weight"].fill_(std::nan(""));
  EXPECT_EQ(first_nonfinite(*model, call), "embedding");
}

TEST(Transformer, PrintsWhatItIs) {
  std::ostringstream text;
  text << Transformer(tiny_options("rope"));
  EXPECT_TRUE(text.str().starts_with("sextant::Transformer(2 layers, 16 channels, 2 heads, pos=rope)")) << text.str();
}

TEST(Transformer, RefusesWhatCannotBe) {
  const auto with = [](auto change) {
    auto options = tiny_options("nope");
    change(options);
    return Transformer(options);
  };
  EXPECT_VALUE_ERROR(with([](auto& o) { o.vocabulary = 0; }), "transformer: vocabulary must be at least 1, got 0");
  EXPECT_VALUE_ERROR(with([](auto& o) { o.layers = 0; }), "transformer: layers must be at least 1, got 0");
  EXPECT_VALUE_ERROR(with([](auto& o) { o.longest = 0; }), "transformer: longest must be at least 1, got 0");
  EXPECT_VALUE_ERROR(with([](auto& o) { o.head_channels = -1; }),
                     "transformer: head-channels must be at least 0, got -1");
  EXPECT_VALUE_ERROR(with([](auto& o) { o.heads = 3; }), "transformer: heads must divide 16 channels, got 3");
  EXPECT_VALUE_ERROR(with([](auto& o) { o.heads = 4, o.key_heads = 3; }),
                     "transformer: key-heads must divide 4 heads, got 3");
  EXPECT_VALUE_ERROR(with([](auto& o) { o.dropout = 1; }), "transformer: dropout must be in [0, 1), got 1");
  Transformer model(tiny_options("nope"));
  EXPECT_VALUE_ERROR(model->forward({.tokens = integers({1})}), "model: tokens must be [B, T], got [1]");
  EXPECT_VALUE_ERROR(model->forward({.tokens = integers({1, 11}).unsqueeze(0)}),
                     "embedding: tokens must be in [0, 11), got 11");
  EXPECT_VALUE_ERROR(model->forward({.tokens = torch::zeros({1, 2})}), "embedding: tokens must be int64, got Float");
  EXPECT_VALUE_ERROR(model->forward({.tokens = random_tokens(1, 4), .documents = integers({0}).unsqueeze(0)}),
                     "model: documents must have the tokens' shape [1, 4], got [1, 1]");
}

}  // namespace
}  // namespace sextant::models
