#include "sextant/position/rule/dca.h"

#include <gtest/gtest.h>

#include "tests/support/errors.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::distance;

Dca dca(int64_t chunk, int64_t local) { return Dca(DcaOptions{.channels = 8, .chunk = chunk, .local = local}); }

torch::Tensor back_from(int64_t i, const DistanceMap& map) {
  return mapped_distances(map, torch::tensor({{i}}), torch::arange(i + 1).unsqueeze(0))[0][0].flip(0);
}

torch::Tensor attend(AttentionRule& rule, const AttentionProblem& problem) {
  Memory memory;
  return rule.attend(problem, {testing::blank(1, problem.queries.count), problem.queries, problem.keys, memory});
}

TEST(Dca, CountsFromTheStartOfEachChunk) {
  const torch::Tensor expected =
      torch::tensor({0, 1, 2, 3, 4, 5, 6, 7, 8, 3, 4, 5, 6, 7, 8, 3, 4, 5, 6, 7, 8}, torch::kInt64);
  EXPECT_TRUE(torch::equal(back_from(20, dca(8, 2)->map()), expected));
}

TEST(Dca, IsItsFormulaForEveryPair) {
  for (const auto& [chunk, local] : {std::pair<int64_t, int64_t>{8, 2}, {12, 1}, {5, 0}, {6, 2}}) {
    const int64_t c = chunk - local;
    for (int64_t i = 0; i < 50; ++i) {
      const torch::Tensor distances = back_from(i, dca(chunk, local)->map());
      for (int64_t j = 0; j <= i; ++j) {
        const int64_t a = i % c, b = j % c, chunks = i / c - j / c;
        const int64_t expected = chunks == 0   ? a - b
                                 : chunks == 1 ? std::min(c + a, chunk) - b
                                               : std::min(2 * c - 1, chunk) - b;
        const int64_t mapped = distances[i - j].item<int64_t>();
        EXPECT_EQ(mapped, expected) << i << ' ' << j;
        EXPECT_TRUE(0 <= mapped && mapped <= chunk);
        if (i - j <= local) {
          EXPECT_EQ(mapped, i - j) << "neighbours at their true distance";
        }
      }
    }
  }
}

TEST(Dca, IsRopeInsideItsFirstChunk) {
  const AttentionProblem problem = testing::causal_problem(4, 9, 2);
  AttentionProblem turned = problem;
  const auto rope = make_scheme("rope", testing::small_request()).layers[0].rotation;
  rotate(turned.q, turned.k, testing::rotation_at(*rope, {.count = 9}));
  EXPECT_LT(distance(attend(*dca(11, 2), problem), attention_plain(turned)), 1e-13);
  EXPECT_GT(distance(attend(*dca(4, 1), problem), attention_plain(turned)), 1e-3);
}

TEST(Dca, RefusesChunksWithoutTokens) {
  EXPECT_VALUE_ERROR(dca(8, 8), "dca: local must be at least 0 and below chunk, got 8 and 8");
  EXPECT_VALUE_ERROR(dca(8, -1), "dca: local must be at least 0 and below chunk, got -1 and 8");
}

}  // namespace
}  // namespace sextant::position
