// Every row of the registry between two sequences: queries of one, keys of the other, each at positions of its own.
//
// What must hold: attention across is one attention over both sequences joined, in which a query sees the other's keys
// alone. So position enters by pairs, from where each token stands, and by nothing else.
#include <gtest/gtest.h>

#include "sextant/position/ids.h"
#include "sextant/position/registry.h"

#include "tests/support/errors.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::distance;

constexpr int64_t kQueries = 4, kKeys = 6;

struct Case {
  std::string spec;
  unsigned traits;
};

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const SchemeEntry& entry : schemes()) {
    all.push_back({std::string(entry.name), entry.traits});
    for (const Variant& variant : entry.variants) all.push_back({std::string(variant.spec), variant.traits});
  }
  return all;
}

SchemeRequest across() {
  SchemeRequest request = testing::small_request();
  request.direction = Direction::kAcross;
  return request;
}

/// Where the tokens of the two sequences stand, and both after one another.
struct Places {
  torch::Tensor queries, keys;

  Positions of(const torch::Tensor& ids) const { return {.count = ids.size(-1), .ids = ids}; }
  Positions joined() const { return of(torch::cat({queries, keys}, -1)); }
};

torch::Tensor noise(at::IntArrayRef shape, uint64_t seed) {
  auto generator = at::make_generator<at::CPUGeneratorImpl>(seed);
  return at::randn(shape, generator, at::kDouble);
}

/// Content of the queries' tokens, then of the keys'.
torch::Tensor content() { return noise({1, kQueries + kKeys, 16}, 1); }

torch::Tensor heads(const torch::Tensor& x, int64_t count, uint64_t seed) {
  return torch::matmul(x, noise({16, count * 8}, seed)).view({1, -1, count, 8}).transpose(1, 2) / 4;
}

/// One layer. @param x  what the queries were projected from
torch::Tensor attend(const LayerScheme& layer, AttentionProblem problem, const torch::Tensor& x) {
  Memory turned;
  if (layer.rotation) {
    layer.rotation->to(torch::kFloat64);
    rotate(problem.q, problem.k, layer.rotation->rotation({x, problem.queries, problem.keys, turned}, 0));
  }
  for (const auto& scores : layer.scores) {
    Memory memory;
    scores->to(torch::kFloat64);
    add(scores->terms(problem, {x, problem.queries, problem.keys, memory}), problem);
  }
  if (!layer.rule) return attention_plain(problem);
  Memory memory;
  layer.rule->to(torch::kFloat64);
  return layer.rule->attend(problem, {x, problem.queries, problem.keys, memory});
}

torch::Tensor across_two(const LayerScheme& layer, const Places& places) {
  const torch::Tensor own = content().slice(1, 0, kQueries), other = content().slice(1, kQueries);
  AttentionProblem problem{.q = heads(own, 4, 2), .k = heads(other, 2, 3), .v = heads(other, 2, 4)};
  problem.queries = places.of(places.queries);
  problem.keys = places.of(places.keys);
  return attend(layer, problem, own);
}

torch::Tensor over_both(const LayerScheme& layer, const Places& places) {
  const torch::Tensor x = content();
  AttentionProblem problem{.q = heads(x, 4, 2), .k = heads(x, 2, 3), .v = heads(x, 2, 4)};
  problem.queries = problem.keys = places.joined();
  torch::Tensor hidden = torch::zeros({1, 1, 1, kQueries + kKeys}, torch::kFloat64);
  hidden.slice(3, 0, kQueries).fill_(-std::numeric_limits<double>::infinity());
  problem.bias.push_back(DenseBias{hidden});
  return attend(layer, problem, x).slice(2, 0, kQueries);
}

std::vector<Places> places_for(unsigned traits) {
  std::vector<Places> all{{torch::tensor({7, 3, 4, 9}), torch::arange(kKeys)}};
  if (traits & kReal)
    all.push_back({torch::arange(kQueries, torch::kFloat64) * 0.7 + 0.3, torch::arange(kKeys, torch::kFloat64) * 1.3});
  if (traits & kGrid) all.push_back({grid_ids({2, 2}) + 1, grid_ids({2, 3})});
  return all;
}

class AcrossContract : public ::testing::TestWithParam<Case> {};

TEST_P(AcrossContract, IsOneAttentionOverBothSequencesOrRefusedByName) {
  const auto& [spec, traits] = GetParam();
  torch::manual_seed(11);
  Scheme scheme;
  std::string refusal;
  try {
    scheme = make_scheme(spec, across());
  } catch (const c10::ValueError& error) {
    refusal = testing::text_of(error);
  }
  const std::string name = spec.substr(0, spec.find(':'));
  const bool refuses = traits & (kCausalOnly | kRawKeys | kOneSequence) || scheme_entry(name).site == Site::kEmbedding;
  EXPECT_EQ(!refusal.empty(), refuses) << refusal;
  if (!refusal.empty()) {
    EXPECT_TRUE(refusal.starts_with("scheme: " + name + " ")) << refusal;
    EXPECT_TRUE(refusal.ends_with(", got attention from one sequence to another")) << refusal;
    return;
  }
  const torch::NoGradGuard no_grad;
  for (const Places& places : places_for(traits)) {
    const torch::Tensor two = across_two(scheme.layers[0], places);
    ASSERT_TRUE(two.isfinite().all().item<bool>());
    EXPECT_LT(distance(two, over_both(scheme.layers[0], places)), 1e-12) << places.queries;
  }
}

std::string test_name(const ::testing::TestParamInfo<Case>& info) {
  std::string name;
  for (const char c : info.param.spec) name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(Schemes, AcrossContract, ::testing::ValuesIn(cases()), test_name);

TEST(Across, RefusesWhatCountsOrPlacesTheTokensOfOneSequence) {
  const auto make = [](const char* spec) { return make_scheme(spec, across()); };
  constexpr const char* kGot = ", got attention from one sequence to another";
  for (const std::string name : {"window:size=3", "chunk:size=3", "logn"})
    EXPECT_VALUE_ERROR(make(("rope+" + name).c_str()),
                       "scheme: " + name.substr(0, name.find(':')) + " counts the tokens of one sequence" + kGot);
  EXPECT_VALUE_ERROR(make("alibi:ids=randomized"),
                     std::string("scheme: ids=randomized gives positions to one sequence") + kGot);
  EXPECT_VALUE_ERROR(make("rope:scaling=dynamic,factor=4"),
                     std::string("scheme: rope turns by the length of one sequence") + kGot);
  EXPECT_NO_THROW(make("rope+softcap:value=2"));
}

}  // namespace
}  // namespace sextant::position
