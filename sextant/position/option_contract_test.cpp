// Every option of every row against values it was not made for: a sentence, or finite numbers. Never a NaN, a crash, or
// an error of somebody below.
#include <gtest/gtest.h>

#include "sextant/ops/attention.h"
#include "sextant/position/ids.h"
#include "sextant/position/registry.h"

#include "tests/support/errors.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {

constexpr int64_t kTokens = 5;

torch::Tensor content(int64_t heads) {
  return torch::linspace(-1, 1, heads * kTokens * 8, torch::kFloat64).sin().view({1, heads, kTokens, 8});
}

/// Whether one layer of the scheme gives finite numbers at the first positions and far out.
bool finite(const Scheme& scheme, const Positions& positions) {
  const torch::NoGradGuard no_grad;
  Memory memory;
  torch::Tensor x = torch::linspace(-1, 1, kTokens * 16, torch::kFloat32).view({1, kTokens, 16});
  if (scheme.input.encoding) x = x + scheme.input.encoding->rows({x, positions, positions, memory});
  AttentionProblem problem{
      .q = content(4).to(torch::kFloat32), .k = content(2).to(torch::kFloat32), .v = content(2).to(torch::kFloat32)};
  problem.queries = problem.keys = positions;
  problem.mask.causal = true;
  const LayerScheme& places = scheme.layers.front();
  if (places.rotation) {
    const torch::Tensor versions = places.rotation->versions(positions);
    const int64_t version = versions.defined() ? versions.reshape({-1})[-1].item<int64_t>() : 0;
    Memory own;
    rotate(problem.q, problem.k, places.rotation->rotation({x, positions, positions, own}, version));
  }
  for (const auto& scores : places.scores) {
    Memory own;
    add(scores->terms(problem, {x, positions, positions, own}), problem);
  }
  Memory own;
  const torch::Tensor out =
      places.rule ? places.rule->attend(problem, {x, positions, positions, own}) : attention_plain(problem);
  return x.isfinite().all().item<bool>() && out.isfinite().all().item<bool>();
}

/// "" if the spec is refused by a sentence or gives finite numbers.
std::string complaint(const std::string& spec) {
  try {
    const Scheme scheme = make_scheme(spec, testing::small_request());
    const bool grid = scheme_entry(settings::parse(spec).front().name).traits & kGrid;
    const torch::Tensor near = grid ? grid_ids({1, kTokens}) : torch::arange(kTokens);
    if (!finite(scheme, {.count = kTokens, .ids = near})) return "not finite";
    return "";
  } catch (const c10::ValueError& refused) {
    const std::string text = refused.what_without_backtrace();
    const auto says = [&](const char* word) { return text.find(word) != std::string::npos; };
    return says("got") || says("option") || says("unknown") ? "" : "neither the value nor the choice: " + text;
  } catch (const std::exception& other) {
    const std::string text = other.what();
    return "an error of another kind: " + text.substr(0, text.find('\n'));
  }
}

const std::vector<std::string> kNasty = {"0",
                                         "-1",
                                         "1",
                                         "2",
                                         "3",
                                         "-1e308",
                                         "1e308",
                                         "1e-308",
                                         "nan",
                                         "inf",
                                         "-inf",
                                         "0.5",
                                         "true",
                                         "x",
                                         "1/2",
                                         "4611686018427387904",
                                         "-4611686018427387904"};

TEST(OptionContract, EveryValueIsRefusedOrGivesNumbers) {
  for (const auto& table : {schemes(), modifiers()})
    for (const SchemeEntry& entry : table)
      for (const auto& [key, fallback, sentence] : entry.options()) {
        const bool of_scaling = sentence.starts_with("scaling=");
        const std::string before = of_scaling ? sentence.substr(0, sentence.find(':')) + "," : "";
        if (before.find(',') != before.size() - 1 && of_scaling) continue;
        for (const std::string& value : kNasty) {
          const bool modifier = table.data() == modifiers().data();
          std::string spec = std::string(entry.name) + ":" + before;
          if (of_scaling && key != "factor" && entry.name == "rope") spec += "factor=2,";
          spec += key + "=" + value;
          if (modifier) spec = "rope+" + spec;
          const std::string wrong = complaint(spec);
          EXPECT_EQ(wrong, "") << spec;
        }
      }
}

TEST(OptionContract, CommonOptionsAsWell) {
  for (const char* name : {"sinusoidal", "kerple"})
    for (const auto& [key, fallback, sentence] : common_options(scheme_entry(name)))
      for (const std::string& value : kNasty) {
        const std::string spec = std::string(name) + ":" + key + "=" + value;
        EXPECT_EQ(complaint(spec), "") << spec;
      }
}

}  // namespace
}  // namespace sextant::position
