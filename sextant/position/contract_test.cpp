// Every row of the registry, and variants that claim something else, against what they claim: one layer at a time.
// What needs a model around it (decoding, packing, saving) stands in models/contract_test.cpp.
#include <gtest/gtest.h>

#include <set>

#include "sextant/position/ids.h"
#include "sextant/position/registry.h"

#include "tests/support/errors.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::distance;
using testing::small_request;

constexpr int64_t kTokens = 6;

struct Case {
  std::string spec;
  unsigned traits;
};

void PrintTo(const Case& item, std::ostream* stream) { *stream << item.spec; }

/// All rows with their defaults and their variants, then mixtures.
std::vector<Case> cases() {
  std::vector<Case> all;
  for (const SchemeEntry& entry : schemes()) {
    all.push_back({std::string(entry.name), entry.traits});
    for (const Variant& variant : entry.variants) all.push_back({std::string(variant.spec), variant.traits});
  }
  const unsigned rope = scheme_entry("rope").traits;
  const std::vector<Case> mixtures{{"alibi[0-1]+rope[2-3]", rope},
                                   {"shaw[0-1]+rope[2-3]", kRelative | kUnbounded | kPerLayer},
                                   {"rope+window:size=3+sinks:count=1", rope},
                                   {"rope+logn:original=4", rope & ~kRelative},
                                   {"rope+softcap:value=2", rope}};
  all.insert(all.end(), mixtures.begin(), mixtures.end());
  return all;
}

void to_float64(const Scheme& scheme) {
  if (scheme.input.encoding) scheme.input.encoding->to(torch::kFloat64);
  for (const LayerScheme& layer : scheme.layers) {
    if (layer.rotation) layer.rotation->to(torch::kFloat64);
    if (layer.rule) layer.rule->to(torch::kFloat64);
    for (const auto& scores : layer.scores) scores->to(torch::kFloat64);
  }
}

Scheme built(const std::string& spec, Direction direction = Direction::kCausal) {
  torch::manual_seed(11);
  SchemeRequest request = small_request();
  request.direction = direction;
  Scheme scheme = make_scheme(spec, request);
  to_float64(scheme);
  return scheme;
}

std::vector<torch::Tensor> parameters(const Scheme& scheme) {
  std::set<torch::nn::Module*> modules;
  for (const LayerScheme& layer : scheme.layers) {
    modules.insert({layer.rotation.get(), layer.rule.get()});
    for (const auto& scores : layer.scores) modules.insert(scores.get());
  }
  modules.insert(scheme.input.encoding.get());
  modules.erase(nullptr);
  std::vector<torch::Tensor> all;
  for (torch::nn::Module* module : modules)
    for (const torch::Tensor& parameter : module->parameters()) all.push_back(parameter);
  return all;
}

torch::Tensor fixed_noise(at::IntArrayRef shape, uint64_t seed) {
  auto generator = at::make_generator<at::CPUGeneratorImpl>(seed);
  return at::randn(shape, generator, at::kDouble);
}

/// One layer over content that never changes: what it computes and what it was made of.
struct Layer {
  const Scheme& scheme;
  size_t number = 0;
  bool causal = true;
  uint64_t content_seen = 1;  ///< seed of LayerCall::x, which only kReads may notice

  /// q, k and v of fixed content, place 1 added, at these positions.
  AttentionProblem projected(const Positions& positions) const {
    torch::Tensor x = fixed_noise({1, positions.count, 16}, 1);
    Memory memory;
    if (scheme.input.encoding) x = x + scheme.input.encoding->rows({seen(positions), positions, positions, memory});
    const auto heads = [&](int64_t count, uint64_t seed) {
      return torch::matmul(x, fixed_noise({16, count * 8}, seed)).view({x.size(0), -1, count, 8}).transpose(1, 2) / 4;
    };
    AttentionProblem problem{.q = heads(4, 2), .k = heads(2, 3), .v = heads(2, 4)};
    problem.queries = problem.keys = positions;
    problem.mask.causal = causal;
    return problem;
  }

  torch::Tensor seen(const Positions& positions) const { return fixed_noise({1, positions.count, 16}, content_seen); }

  AttentionProblem with_scores(AttentionProblem problem) const {
    const LayerScheme& places = scheme.layers[number];
    for (const auto& scores : places.scores) {
      Memory memory;
      add(scores->terms(problem, {seen(problem.queries), problem.queries, problem.keys, memory}), problem);
    }
    return problem;
  }

  /// The whole problem, each query turned in its own version. Keys differ by version, so a query's row is its own.
  AttentionProblem problem(const Positions& positions, int64_t version) const {
    AttentionProblem problem = projected(positions);
    Memory memory;
    if (const auto& rotation = scheme.layers[number].rotation)
      rotate(problem.q, problem.k, rotation->rotation({seen(positions), positions, positions, memory}, version));
    return with_scores(problem);
  }

  torch::Tensor attend(const AttentionProblem& problem) const {
    const auto& rule = scheme.layers[number].rule;
    Memory memory;
    if (!rule) return attention_plain(problem);
    return rule->attend(problem, {seen(problem.queries), problem.queries, problem.keys, memory});
  }

  /// [1, H, T, D]
  torch::Tensor output(const Positions& positions) const {
    const auto& rotation = scheme.layers[number].rotation;
    const torch::Tensor versions = rotation ? rotation->versions(positions) : torch::Tensor();
    if (!versions.defined()) return attend(problem(positions, 0));
    std::vector<torch::Tensor> rows;
    for (int64_t t = 0; t < positions.count; ++t) {
      const int64_t version = versions.reshape({-1, positions.count})[0][t].item<int64_t>();
      rows.push_back(attend(problem(positions, version)).slice(2, t, t + 1));
    }
    return torch::cat(rows, 2);
  }
};

Positions integers_from(int64_t first) { return {.count = kTokens, .ids = torch::arange(first, first + kTokens)}; }
Positions reals_from(double first) {
  return {.count = kTokens, .ids = torch::arange(kTokens, torch::kFloat64) * 0.5 + first};
}
Positions real_grid_from(double first) {
  return {.count = kTokens, .ids = grid_ids({2, 3}).to(torch::kFloat64) * 0.5 + first};
}
Positions grid_from(int64_t first) { return {.count = kTokens, .ids = grid_ids({2, 3}) + first}; }

/// The text of the refusal, or "" if there is none.
std::string refusal(const std::function<void()>& call) {
  try {
    call();
    return "";
  } catch (const c10::ValueError& error) {
    return testing::text_of(error);
  }
}

class Contract : public ::testing::TestWithParam<Case> {
 protected:
  bool claims(Trait trait) const { return GetParam().traits & trait; }
  const Scheme scheme = built(GetParam().spec);
  const Layer layer{.scheme = scheme};
};

TEST_P(Contract, RelativeMeansThatMovingAllPositionsChangesNothing) {
  const torch::Tensor at_zero = layer.output(integers_from(0));
  ASSERT_TRUE(at_zero.isfinite().all().item<bool>());
  double moved = distance(layer.output(integers_from(7)), at_zero);
  if (claims(kUnbounded)) moved = std::max(moved, distance(layer.output(integers_from(1000)), at_zero));
  // Some are relative on a line, and on a grid are not.
  if (claims(kGrid) && claims(kUnbounded))
    moved = std::max(moved, distance(layer.output(grid_from(7)), layer.output(grid_from(0))));
  if (claims(kRelative)) {
    EXPECT_LT(moved, 1e-11);
  } else {
    EXPECT_GT(moved, 1e-6) << "relative, but does not say so";
  }
}

TEST_P(Contract, RealPositionsAreTakenOrRefusedByName) {
  if (!claims(kReal)) {
    EXPECT_TRUE(refusal([&] { layer.output(reals_from(0)); }).ends_with(": positions must be integers, got float64"));
    return;
  }
  const torch::Tensor at_zero = layer.output(reals_from(0));
  ASSERT_TRUE(at_zero.isfinite().all().item<bool>());
  if (claims(kRelative)) {
    EXPECT_LT(distance(layer.output(reals_from(0.37)), at_zero), 1e-11);
  } else if (claims(kUnbounded)) {
    const auto places = claims(kGrid) ? real_grid_from : reals_from;  // some are relative on a line alone
    EXPECT_GT(distance(layer.output(places(1000.37)), layer.output(places(0))), 1e-6);
  }
}

TEST_P(Contract, PositionsOfSeveralAxesAreTakenOrRefusedByName) {
  if (!claims(kGrid)) {
    EXPECT_TRUE(refusal([&] { layer.output(grid_from(0)); }).ends_with(": positions have one axis, got 2"));
    return;
  }
  const torch::Tensor at_zero = layer.output(grid_from(0));
  ASSERT_TRUE(at_zero.isfinite().all().item<bool>());
  if (claims(kRelative)) {
    EXPECT_LT(distance(layer.output(grid_from(7)), at_zero), 1e-11);
  }
}

TEST_P(Contract, UnboundedMeansThatLongerSequencesWork) {
  const auto far = [&] { return layer.output({.first = 32, .count = kTokens}); };
  if (claims(kUnbounded)) {
    EXPECT_TRUE(far().isfinite().all().item<bool>());
  } else {
    const std::string name = GetParam().spec.substr(0, GetParam().spec.find(':'));
    EXPECT_EQ(refusal(far), name + ": positions must be below 16, got 37");
  }
}

TEST_P(Contract, CausalOnlyMeansThatAttentionBothWaysIsRefused) {
  const std::string text = refusal([&] { built(GetParam().spec, Direction::kBothWays); });
  EXPECT_EQ(text.ends_with("is for causal attention, got attention both ways"), claims(kCausalOnly)) << text;
  if (claims(kCausalOnly)) return;
  const Scheme both = built(GetParam().spec, Direction::kBothWays);
  EXPECT_TRUE((Layer{.scheme = both, .causal = false}.output(integers_from(0)).isfinite().all().item<bool>()));
}

TEST_P(Contract, PerLayerMeansThatNoModuleIsShared) {
  const LayerScheme &a = scheme.layers[0], &b = scheme.layers[1];
  if (a.rotation) {
    EXPECT_EQ(a.rotation != b.rotation, claims(kPerLayer) && !a.rule && a.scores.empty());
  }
  if (a.rule) {
    EXPECT_EQ(a.rule != b.rule, claims(kPerLayer));
  }
  if (!a.scores.empty()) {
    EXPECT_EQ(a.scores[0] != b.scores[0], claims(kPerLayer) && !a.rule);
  }
}

TEST_P(Contract, VersionsAreDefinedIfKeysAreKeptRaw) {
  const auto& rotation = scheme.layers[0].rotation;
  EXPECT_EQ(rotation && rotation->versions({.count = kTokens}).defined(), claims(kRawKeys));
}

TEST_P(Contract, ContentIsReadOnlyIfSaidSo) {
  const Layer other{.scheme = scheme, .content_seen = 99};
  EXPECT_EQ(torch::equal(layer.output(integers_from(0)), other.output(integers_from(0))), !claims(kReads));
}

TEST_P(Contract, EveryParameterGetsAGradientAndNoTableIsSaved) {
  const std::vector<torch::Tensor> all = parameters(scheme);
  for (const size_t number : {0, 1})
    if (!all.empty()) Layer{.scheme = scheme, .number = number}.output(integers_from(1)).square().sum().backward();
  for (const torch::Tensor& parameter : all) {
    ASSERT_TRUE(parameter.grad().defined());
    EXPECT_TRUE(parameter.grad().isfinite().all().item<bool>());
    EXPECT_GT(parameter.grad().abs().sum().item<double>(), 0);
  }
  for (const LayerScheme& places : scheme.layers) {
    if (places.rotation) {
      EXPECT_TRUE(places.rotation->buffers().empty());
    }
    for (const auto& scores : places.scores) {
      EXPECT_TRUE(scores->buffers().empty());
    }
  }
}

TEST_P(Contract, EveryAttentionAgreesWithTheReference) {
  if (scheme.layers[0].rule) GTEST_SKIP() << "a rule is no problem for implementations";
  const torch::NoGradGuard no_grad;
  AttentionProblem problem = layer.problem({.count = kTokens}, 0);
  for (torch::Tensor* tensor : {&problem.q, &problem.k, &problem.v}) *tensor = tensor->to(torch::kFloat32);
  const torch::AutoGradMode grad(true);
  for (BiasTerm& term : problem.bias)
    std::visit(
        []<class Term>(Term& shape) {
          if constexpr (std::is_same_v<Term, DistanceBias>) shape.table = shape.table.detach();
        },
        term);
  testing::expect_close_to_reference(problem);
}

TEST_P(Contract, RowsOfAmplitudeOneMeetEmbeddingsOfTheirSize) {
  // Rows made of the data grow with it: they need no meeting.
  if (!scheme.input.encoding || claims(kReads)) {
    EXPECT_FALSE(claims(kUnitRows));
    return;
  }
  const Positions positions = integers_from(0);
  Memory memory;
  const torch::Tensor x = layer.seen(positions);
  const torch::Tensor rows = scheme.input.encoding->rows({x, positions, positions, memory});
  const bool small = rows.square().mean().sqrt().item<double>() < 0.1;
  EXPECT_EQ(scheme.input.embed_scale, claims(kUnitRows) ? 4 : 1);  // √16
  EXPECT_NE(small, claims(kUnitRows)) << GetParam().spec;
}

TEST_P(Contract, ItsTextReadsBack) {
  const std::string text = scheme.spec;
  EXPECT_EQ(make_scheme(text, small_request()).spec, text);
}

std::string test_name(const ::testing::TestParamInfo<Case>& info) {
  std::string name;
  for (const char c : info.param.spec) name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(Schemes, Contract, ::testing::ValuesIn(cases()), test_name);

// Modifiers go by order: moving the tokens moves what they see.
TEST(ModifierContract, RelativeMeansThatMovingAllTokensChangesNothing) {
  const std::map<std::string_view, std::string> texts{{"window", "nope+window:size=3"},
                                                      {"chunk", "nope+chunk:size=4"},
                                                      {"sinks", "nope+window:size=2+sinks:count=1"},
                                                      {"logn", "nope+logn:original=2"},
                                                      {"softcap", "nope+softcap:value=1"}};
  for (const SchemeEntry& entry : modifiers()) {
    const Scheme scheme = built(texts.at(entry.name));
    const Layer layer{.scheme = scheme};
    const double moved = distance(layer.output({.count = kTokens}), layer.output({.first = 3, .count = kTokens}));
    EXPECT_EQ(moved < 1e-12, (entry.traits & kRelative) != 0) << entry.name << ' ' << moved;
  }
}

}  // namespace
}  // namespace sextant::position
