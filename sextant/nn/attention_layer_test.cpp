// The layer and its cache with encodings made for the test, one for each way in which a real one may behave.
#include "sextant/nn/attention_layer.h"

#include <gtest/gtest.h>

#include "tests/support/errors.h"

namespace sextant::nn {
namespace {

constexpr double kEqual = 1e-12;  // float64, outputs of order 1

/// Angles p, p/10, … ; with `versions`, the table of a query grows with its position div 3.
class Turning final : public position::RotationEncoding {
 public:
  explicit Turning(int64_t pairs, bool versioned) : pairs(pairs), versioned(versioned) {}
  torch::Tensor versions(const Positions& here) override {
    return versioned ? position_ids(here).floor_divide(3) : torch::Tensor{};
  }
  Rotation rotation(const position::LayerCall& call, int64_t version) override {
    const auto angles = [&](const Positions& positions) {
      const auto speeds = torch::pow(10.0, -torch::arange(pairs, torch::kFloat64)) / static_cast<double>(1 + version);
      const auto ids = position_ids(positions).to(torch::kFloat64).unsqueeze(-1) * speeds;
      return ids.dim() == 3 ? ids.unsqueeze(1) : ids;
    };
    const auto q = angles(call.queries), k = angles(call.keys);
    return {.q_cos = q.cos(), .q_sin = q.sin(), .k_cos = k.cos(), .k_sin = k.sin()};
  }
  const int64_t pairs;
  const bool versioned;
};

/// Reads the data and remembers: score -= sum over keys up to j of x's first channel.
class Remembering final : public position::ScoreEncoding {
 public:
  position::ScoreTerms terms(const AttentionProblem&, const position::LayerCall& call) override {
    torch::Tensor sums = call.x.select(-1, 0).cumsum(-1).unsqueeze(1).unsqueeze(-1);  // [B, 1, T, 1]
    const torch::Tensor cached = position::recall(call, 0);
    if (cached.defined() && cached.size(2) > 0) sums = sums + cached.slice(2, -1);
    return {.bias = {KeyBias{.values = -position::remember(call, 0, sums).squeeze(-1)}}};
  }
};

/// A modifier: half the temperature, a window of 4.
class Narrowing final : public position::ScoreEncoding {
 public:
  position::ScoreTerms terms(const AttentionProblem& problem, const position::LayerCall&) override {
    return {.mask = {.window = 4}, .query_scale = torch::full({1, 1, problem.q.size(2)}, 0.5, torch::kFloat64)};
  }
};

/// The mean of all visible values.
class Averaging final : public position::AttentionRule {
 public:
  torch::Tensor attend(const AttentionProblem& problem, const position::LayerCall&) override {
    AttentionProblem flat = problem;
    flat.q = torch::zeros_like(problem.q);
    return attention(flat);
  }
};

/// Counts in a running state what it cannot take back.
class Running final : public position::AttentionRule {
 public:
  torch::Tensor attend(const AttentionProblem& problem, const position::LayerCall& call) override {
    call.memory.running = {torch::full({problem.q.size(0)}, problem.keys.count)};
    return attention(problem);
  }
};

const AttentionLayerOptions kOptions{
    .channels = 12, .heads = 4, .key_heads = 2, .head_channels = 6, .qk_norm = true, .mask = {.causal = true}};

AttentionLayer layer_of(position::LayerScheme scheme, AttentionLayerOptions options = kOptions) {
  AttentionLayer layer(options, std::move(scheme));
  layer->to(torch::kFloat64);
  torch::manual_seed(5);
  const torch::NoGradGuard no_grad;
  for (torch::Tensor& parameter : layer->parameters()) {
    if (parameter.dim() == 2) parameter.copy_(torch::randn(parameter.sizes(), torch::kFloat64) / 3);
  }
  return layer;
}

std::map<std::string, position::LayerScheme> schemes() {
  std::map<std::string, position::LayerScheme> all;
  all["nothing"] = {};
  all["rotation"] = {.rotation = std::make_shared<Turning>(2, false)};
  all["rotation with versions"] = {.rotation = std::make_shared<Turning>(2, true)};
  all["memory"] = {.scores = {std::make_shared<Remembering>(), std::make_shared<Narrowing>()}};
  all["versions and memory"] = {.rotation = std::make_shared<Turning>(3, true),
                                .scores = {std::make_shared<Remembering>()}};
  all["rule"] = {.rotation = std::make_shared<Turning>(2, false), .rule = std::make_shared<Averaging>()};
  return all;
}

torch::Tensor stream(int64_t batch, int64_t count) {
  torch::manual_seed(9);
  return torch::randn({batch, count, 12}, torch::kFloat64);
}

torch::Tensor whole_of(AttentionLayer& layer, const torch::Tensor& x) {
  LayerCache fresh;
  return layer->forward(x, {.count = x.size(1)}, fresh);
}

double difference(const torch::Tensor& a, const torch::Tensor& b) { return (a - b).abs().max().item<double>(); }

TEST(AttentionLayer, AnySplitGivesTheWhole) {
  const torch::Tensor x = stream(2, 11);
  for (const auto& [name, scheme] : schemes()) {
    AttentionLayer layer = layer_of(scheme);
    const torch::Tensor whole = whole_of(layer, x);
    for (const auto& parts : {std::vector<int64_t>{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, {4, 7}, {2, 8, 1}}) {
      LayerCache cache;
      std::vector<torch::Tensor> out;
      int64_t from = 0;
      for (const int64_t part : parts) {
        out.push_back(layer->forward(x.slice(1, from, from + part), {.first = from, .count = part}, cache));
        from += part;
      }
      EXPECT_LT(difference(torch::cat(out, 1), whole), kEqual) << name << ", " << parts.size();
    }
  }
}

TEST(AttentionLayer, AQuerysVersionDoesNotDependOnItsRow) {
  // Padding moves the first row's versions, so tokens of one order have two tables.
  AttentionLayer layer = layer_of({.rotation = std::make_shared<Turning>(2, true)});
  const torch::Tensor x = stream(2, 9);
  Positions padded{.count = 9, .documents = torch::zeros({2, 9}, torch::kInt64)};
  padded.documents[0].slice(0, 0, 2) = -1;
  padded.origin = torch::tensor({{2}, {0}}, torch::kInt64);
  LayerCache cache;
  const torch::Tensor both = layer->forward(x, padded, cache);
  EXPECT_LT(difference(both.slice(0, 0, 1).slice(1, 2), whole_of(layer, x.slice(0, 0, 1).slice(1, 2))), kEqual);
  EXPECT_LT(difference(both.slice(0, 1, 2), whole_of(layer, x.slice(0, 1, 2))), kEqual);
}

TEST(AttentionLayer, VersionsOfEncodersAreChosenPerQuery) {
  auto options = kOptions;
  options.mask = {};
  AttentionLayer layer = layer_of({.rotation = std::make_shared<Turning>(2, true)}, options);
  const torch::Tensor x = stream(1, 7);
  const torch::Tensor whole = whole_of(layer, x);
  // Queries 3 to 5 have version 1 whatever the others have: turned alone by it, they give the same.
  class One final : public position::RotationEncoding {
   public:
    Rotation rotation(const position::LayerCall& call, int64_t) override { return Turning(2, true).rotation(call, 1); }
  };
  AttentionLayer one = layer_of({.rotation = std::make_shared<One>()}, options);
  EXPECT_LT(difference(whole_of(one, x).slice(1, 3, 6), whole.slice(1, 3, 6)), kEqual);
  EXPECT_GT(difference(whole_of(one, x).slice(1, 0, 3), whole.slice(1, 0, 3)), 1e-3);
}

TEST(AttentionLayer, PickedAndCutCachesGoOnAsIfNothingElseHadBeen) {
  const torch::Tensor x = stream(3, 9);
  const torch::Tensor rows = torch::tensor({2, 0}, torch::kInt64);
  for (const auto& [name, scheme] : schemes()) {
    AttentionLayer layer = layer_of(scheme);
    LayerCache cache;
    layer->forward(x.slice(1, 0, 7), {.count = 7}, cache);
    cache.cut(4);
    cache.pick(rows);
    const torch::Tensor chosen = x.index_select(0, rows);
    const torch::Tensor rest = layer->forward(chosen.slice(1, 4), {.first = 4, .count = 5}, cache);
    EXPECT_LT(difference(rest, whole_of(layer, chosen).slice(1, 4)), kEqual) << name;
  }
}

TEST(AttentionLayer, EvictedTokensAreForgotten) {
  AttentionLayer layer = layer_of({.rotation = std::make_shared<Turning>(2, false)});
  const torch::Tensor x = stream(1, 8);
  LayerCache cache;
  cache.raw = true;
  layer->forward(x.slice(1, 0, 7), {.count = 7}, cache);
  cache.evict(2, 5);
  const torch::Tensor out = layer->forward(x.slice(1, 7), {.first = 4, .count = 1}, cache);
  const torch::Tensor kept = torch::cat({x.slice(1, 0, 2), x.slice(1, 5)}, 1);
  EXPECT_LT(difference(out, whole_of(layer, kept).slice(1, 4)), kEqual);
}

TEST(AttentionLayer, EveryWeightGetsAGradient) {
  for (const auto& [name, scheme] : schemes()) {
    AttentionLayer layer = layer_of(scheme);
    whole_of(layer, stream(2, 8)).square().sum().backward();
    for (const auto& item : layer->named_parameters()) {
      if (name == "rule" && item.key().find("_norm") != std::string::npos) continue;  // it looks at no query
      EXPECT_TRUE(item.value().grad().defined()) << name << ": " << item.key();
    }
  }
}

TEST(LayerCache, RefusesToTakeBackARunningState) {
  AttentionLayer layer = layer_of({.rule = std::make_shared<Running>()});
  LayerCache cache;
  layer->forward(stream(1, 4), {.count = 4}, cache);
  EXPECT_VALUE_ERROR(cache.cut(2), "cache: cannot take tokens back from a running state, read them again");
  EXPECT_EQ(cache.keys.count, 4);
}

TEST(LayerCache, RefusesWhatCannotBe) {
  LayerCache cache;
  EXPECT_VALUE_ERROR(cache.cut(1), "cache: cannot be cut to 1 of 0 tokens");
  EXPECT_VALUE_ERROR(cache.evict(0, 0), "cache: only raw keys can be evicted, these are turned for good");
  cache.raw = true;
  EXPECT_VALUE_ERROR(cache.evict(0, 1), "cache: cannot evict [0, 1) of 0 tokens");
  const torch::Tensor k = torch::zeros({1, 1, 2, 4});
  EXPECT_VALUE_ERROR(cache.append(k, k, {.first = 3, .count = 2}),
                     "positions: the next token is number 0, got first = 3");
}

TEST(LayerCache, OriginsMoveBackByWhatWasEvictedBeforeThem) {
  LayerCache cache;
  cache.raw = true;
  const torch::Tensor k = torch::zeros({1, 1, 6, 4});
  cache.append(k, k,
               {.count = 6,
                .documents = torch::tensor({{0, 0, 1, 1, 2, 2}}, torch::kInt64),
                .origin = torch::tensor({{0, 0, 2, 2, 4, 4}}, torch::kInt64)});
  cache.evict(1, 3);
  EXPECT_TRUE(torch::equal(cache.keys.origin, torch::tensor({{0, 1, 2, 2}}, torch::kInt64)));
  EXPECT_TRUE(torch::equal(cache.keys.documents, torch::tensor({{0, 1, 2, 2}}, torch::kInt64)));
}

TEST(AttentionLayer, RefusesOptionsThatCannotBe) {
  const auto with = [](int64_t heads, int64_t key_heads, int64_t head_channels) {
    return AttentionLayer(
        AttentionLayerOptions{.channels = 8, .heads = heads, .key_heads = key_heads, .head_channels = head_channels},
        position::LayerScheme{});
  };
  EXPECT_VALUE_ERROR(with(0, 1, 4), "attention layer: heads must be at least 1, got 0");
  EXPECT_VALUE_ERROR(with(4, 3, 4), "attention layer: key heads must divide 4 heads, got 3");
  EXPECT_VALUE_ERROR(with(4, 2, 0), "attention layer: head channels must be at least 1, got 0");
}

}  // namespace
}  // namespace sextant::nn
