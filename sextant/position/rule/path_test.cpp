#include "sextant/position/rule/path.h"

#include <gtest/gtest.h>

#include "tests/support/errors.h"
#include "tests/support/golden_tensors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::causal_problem;
using testing::distance;

PathSteps random_steps(int64_t key_heads, int64_t tokens, int64_t channels, uint64_t seed) {
  auto generator = at::make_generator<at::CPUGeneratorImpl>(seed);
  const torch::Tensor w = at::randn({1, key_heads, tokens, channels}, generator, at::kDouble);
  return {w / w.norm(2, -1, true), at::rand({1, key_heads, tokens}, generator, at::kDouble) * 2};
}

/// The definition: q walks back over one reflection after the other. [1, H, T, T], keys ahead 0.
torch::Tensor by_loops(const torch::Tensor& q, const torch::Tensor& k, const PathSteps& steps) {
  const int64_t heads = q.size(1), tokens = q.size(2), group = heads / k.size(1);
  torch::Tensor scores = torch::zeros({1, heads, tokens, tokens}, torch::kFloat64);
  for (int64_t h = 0; h < heads; ++h)
    for (int64_t i = 0; i < tokens; ++i) {
      torch::Tensor walked = q[0][h][i];
      for (int64_t j = i; j >= 0; --j) {
        scores[0][h][i][j] = torch::dot(walked, k[0][h / group][j]);
        const torch::Tensor w = steps.w[0][h / group][j];
        walked = walked - steps.beta[0][h / group][j] * torch::dot(walked, w) * w;
      }
    }
  return scores;
}

Path some_path(int64_t conv = 3) {
  torch::manual_seed(20);
  Path path(PathOptions{.channels = 6, .key_heads = 2, .head_channels = 8, .rank = 4, .conv = conv});
  path->to(torch::kFloat64);
  return path;
}

torch::Tensor attend(PathImpl& path, const AttentionProblem& problem, const torch::Tensor& x) {
  Memory memory;
  return path.attend(problem, {x, problem.queries, problem.keys, memory});
}

// fla's naive_path_attn, in one chunk and in several: tests/golden/make_fla_scores.py. Sums of 11 numbers of order 1.
TEST(PathScores, AreThoseOfFla) {
  const testing::GoldenTensors peer("fla_scores.safetensors");
  AttentionProblem problem{.q = peer["path.q"], .k = peer["path.k"], .v = peer["path.v"]};
  problem.queries = problem.keys = {.count = problem.q.size(2)};
  problem.mask.causal = true;
  torch::Tensor reflected;
  problem.bias = {
      DenseBias{path_scores(problem.q / std::sqrt(6.0), problem.k, {peer["path.w"], peer["path.beta"]}, reflected)}};
  problem.q = torch::zeros_like(problem.q);
  for (const char* name : {"path.out16", "path.out4"})
    EXPECT_LT(distance(attention_plain(problem), peer[name]), 1e-13) << name;
}

// 130 tokens: three chunks of 64.
TEST(PathScores, AreTheDefinitionInLoops) {
  const AttentionProblem problem = causal_problem(2, 130, 1);
  const PathSteps steps = random_steps(1, 130, 8, 21);
  torch::Tensor reflected;
  const torch::Tensor scores = path_scores(problem.q, problem.k, steps, reflected).tril();
  // 130 reflections, each rounding |q|·|k| < 100 by a few units of 2^-53.
  EXPECT_LT(distance(scores, by_loops(problem.q, problem.k, steps)), 1e-11);
}

TEST(PathScores, WithoutReflectionsAreThePlainOnes) {
  const AttentionProblem problem = causal_problem(2, 70);
  PathSteps steps = random_steps(2, 70, 8, 22);
  steps.beta.zero_();
  torch::Tensor reflected;
  const torch::Tensor scores = path_scores(problem.q, problem.k, steps, reflected).tril();
  EXPECT_LT(distance(scores, torch::matmul(problem.q, problem.k.transpose(-1, -2)).tril()), 1e-14);
  EXPECT_EQ(distance(reflected, problem.k), 0);
}

// β = 2: every factor is orthogonal, so reflected keys keep their length.
TEST(PathScores, OfWholeReflectionsKeepTheKeysLength) {
  const AttentionProblem problem = causal_problem(2, 100);
  PathSteps steps = random_steps(2, 100, 8, 23);
  steps.beta.fill_(2);
  torch::Tensor reflected;
  path_scores(problem.q, problem.k, steps, reflected);
  EXPECT_LT(distance(reflected.norm(2, -1), problem.k.norm(2, -1)), 1e-12);
}

// Three calls with the reflected keys carried over give the rows of one.
TEST(PathScores, GoOnFromReflectedKeys) {
  const AttentionProblem problem = causal_problem(2, 9);
  const PathSteps steps = random_steps(2, 9, 8, 24);
  torch::Tensor whole, carried;
  const torch::Tensor all = path_scores(problem.q, problem.k, steps, whole);
  int64_t from = 0;
  for (const int64_t to : {4, 5, 9}) {
    const auto part = [&](const torch::Tensor& x) { return x.slice(2, from, to); };
    const torch::Tensor rows =
        path_scores(part(problem.q), part(problem.k), {part(steps.w), part(steps.beta)}, carried);
    EXPECT_LT(distance(rows.tril(from), all.slice(2, from, to).slice(3, 0, to).tril(from)), 1e-14) << from;
    from = to;
  }
  EXPECT_LT(distance(carried, whole), 1e-14);
}

// The convolution of a document's first tokens reads none of the document before it.
TEST(Path, ReadsNoOtherDocument) {
  Path path = some_path();
  const torch::NoGradGuard no_grad;
  const torch::Tensor x = torch::randn({1, 8, 6}, torch::kFloat64);
  AttentionProblem packed = causal_problem(4, 8, 2);
  packed.queries.documents = packed.keys.documents = torch::tensor({{0, 0, 0, 0, 1, 1, 1, 1}});
  AttentionProblem alone = packed;
  for (torch::Tensor* tensor : {&alone.q, &alone.k, &alone.v}) *tensor = tensor->slice(2, 4);
  alone.queries = alone.keys = {.count = 4};
  EXPECT_LT(distance(attend(*path, packed, x).slice(2, 4), attend(*path, alone, x.slice(1, 4))), 1e-13);
}

TEST(Path, PassesGradientsToEveryWeight) {
  for (const int64_t conv : {1, 3}) {
    Path path = some_path(conv);
    const torch::Tensor x = torch::randn({1, 5, 6}, torch::kFloat64);
    const AttentionProblem problem = causal_problem(4, 5, 2);
    std::vector<torch::Tensor> leaves = path->parameters();
    leaves.insert(leaves.end(), {x, problem.q, problem.k});
    testing::expect_gradients([&] { return attend(*path, problem, x); }, leaves);
  }
}

TEST(Path, RefusesSizesAndSomeHeads) {
  const PathOptions sizes{.channels = 4, .key_heads = 2, .head_channels = 4};
  PathOptions wrong = sizes;
  wrong.rank = 0;
  EXPECT_VALUE_ERROR(std::make_shared<PathImpl>(wrong), "path: rank must be at least 1, got 0");
  wrong = sizes;
  wrong.conv = 0;
  EXPECT_VALUE_ERROR(std::make_shared<PathImpl>(wrong), "path: conv must be at least 1, got 0");
  Path path = some_path();
  EXPECT_VALUE_ERROR(attend(*path, causal_problem(2, 3, 1), torch::zeros({1, 3, 6}, torch::kFloat64)),
                     "path: holds for all 2 key heads, got 1");
}

}  // namespace
}  // namespace sextant::position
