// Assigners that read which tokens are digits. Token ids here: the digits stand for themselves, + is 10, = is 11.
#include <gtest/gtest.h>

#include "sextant/position/assign/abacus.h"
#include "sextant/position/assign/coupled.h"
#include "sextant/position/assign/packed.h"

#include "tests/support/errors.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {

AssignCall call_of(const torch::Tensor& tokens, Phase phase, uint64_t seed = 5) {
  return {
      .tokens = tokens, .plain = {.count = tokens.size(1)}, .longest = tokens.size(1), .phase = phase, .seed = seed};
}

// 653+049=0702, the result written backwards with its zero in front: 653 + 49 = 702.
torch::Tensor a_sum() { return torch::tensor({{6, 5, 3, 10, 0, 4, 9, 11, 2, 0, 7, 0}}); }

// The authors' abacus.py gives these numbers for digits 0 to 9.
TEST(Abacus, CountsWithinEachNumber) {
  const Abacus abacus({.digits = "0-9"});
  const torch::Tensor ids = abacus.assign(call_of(a_sum(), Phase::kTest)).ids;
  EXPECT_TRUE(torch::equal(ids, torch::tensor({{1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 4}})));
  EXPECT_TRUE(torch::equal(Abacus({.digits = "6/9"}).assign(call_of(a_sum(), Phase::kTest)).ids,
                           torch::tensor({{1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0}})));
}

TEST(Abacus, RestartsWithDocumentsAndSkipsPadding) {
  const Abacus abacus({.digits = "0-9"});
  AssignCall call = call_of(torch::tensor({{1, 2, 3, 4, 10, 5}}), Phase::kTest);
  call.plain = packed_positions({{2, 4}});
  EXPECT_TRUE(torch::equal(abacus.assign(call).ids, torch::tensor({{1, 2, 1, 2, 0, 1}})));
  call.plain = {.count = 6, .documents = torch::tensor({{-1, -1, 0, 0, 0, 0}}), .origin = torch::tensor({{2}})};
  EXPECT_TRUE(torch::equal(abacus.assign(call).ids, torch::tensor({{0, 0, 1, 2, 0, 1}})));
}

TEST(Abacus, MovesAllNumbersOfABatchAlikeInTraining) {
  const Abacus abacus({.digits = "0-9", .offset = 3});
  const torch::Tensor tokens = a_sum().expand({2, -1});
  const torch::Tensor plain = abacus.assign(call_of(tokens, Phase::kTest)).ids;
  std::set<int64_t> moves;
  for (uint64_t seed = 0; seed < 100; ++seed) {
    const torch::Tensor ids = abacus.assign(call_of(tokens, Phase::kTrain, seed)).ids;
    const int64_t move = ids[0][0].item<int64_t>() - 1;
    moves.insert(move);
    EXPECT_TRUE(torch::equal(ids, torch::where(plain > 0, plain + move, plain)));
  }
  EXPECT_EQ(moves, (std::set<int64_t>{0, 1, 2, 3}));
}

// 653+049=2070, its result written backwards: 2 3 4 5 2 3 4 5 4 3 2 1 from start 1, by the authors'
// src/data/addition.py.
TEST(Coupled, GivesEqualSignificanceOnePosition) {
  const Coupled coupled({.digits = "0-9", .equals = 11, .width = 3});
  const torch::Tensor ids = coupled.assign(call_of(a_sum(), Phase::kTest)).ids;
  EXPECT_TRUE(torch::equal(ids, torch::tensor({{2, 3, 4, 5, 2, 3, 4, 5, 4, 3, 2, 1}})));
}

// The authors draw start from 1..max_position - digits - 1.
TEST(Coupled, StartsAnywhereInTraining) {
  const Coupled coupled({.digits = "0-9", .equals = 11, .width = 3, .longest = 7});
  const torch::Tensor plain = coupled.assign(call_of(a_sum(), Phase::kTest)).ids;
  std::set<int64_t> moves;
  for (uint64_t seed = 0; seed < 100; ++seed) {
    const torch::Tensor moved = coupled.assign(call_of(a_sum(), Phase::kTrain, seed)).ids - plain;
    EXPECT_EQ(moved.min().item<int64_t>(), moved.max().item<int64_t>());
    moves.insert(moved.min().item<int64_t>());
  }
  EXPECT_EQ(moves, (std::set<int64_t>{0, 1, 2})) << "start 1 to 3, the last position 7";
}

TEST(Coupled, AnswersOfAnotherDocumentDoNotCount) {
  const Coupled coupled({.digits = "0-9", .equals = 11, .width = 2});
  AssignCall call = call_of(torch::tensor({{1, 2, 11, 3, 1, 2, 11}}), Phase::kTest);
  call.plain = packed_positions({{4, 3}});
  EXPECT_TRUE(torch::equal(coupled.assign(call).ids, torch::tensor({{2, 3, 4, 3, 2, 3, 4}})));
  call.plain = {.count = 7, .documents = torch::tensor({{-1, -1, -1, -1, 0, 0, 0}}), .origin = torch::tensor({{4}})};
  EXPECT_TRUE(torch::equal(coupled.assign(call).ids, torch::tensor({{0, 0, 0, 0, 2, 3, 4}})));
}

TEST(Coupled, RefusesNumbersWithTooManyDigits) {
  const Coupled coupled({.digits = "0-9", .equals = 11, .width = 2});
  EXPECT_VALUE_ERROR(coupled.assign(call_of(torch::tensor({{1, 2, 3}}), Phase::kTest)),
                     "coupled: an operand must have at most 2 digits, got 3");
  EXPECT_VALUE_ERROR(coupled.assign(call_of(torch::tensor({{1, 11, 1, 2, 3, 4}}), Phase::kTest)),
                     "coupled: a result must have at most 3 digits, got 4");
}

TEST(Digits, AreToBeNamed) {
  EXPECT_VALUE_ERROR(Abacus({}), "abacus: digits must be a set of token ids such as 3-12, got none");
  EXPECT_VALUE_ERROR(Abacus({.digits = "0/-1"}), "abacus: digits must be a set of token ids such as 3-12, got 0/-1");
  EXPECT_VALUE_ERROR(Abacus({.digits = "ten"}), "abacus: digits must be a set of token ids such as 3-12, got ten");
  EXPECT_VALUE_ERROR(Abacus({.digits = "0-9", .offset = -1}), "abacus: offset must be at least 0, got -1");
  EXPECT_VALUE_ERROR(Coupled({}), "coupled: digits must be a set of token ids such as 3-12, got none");
  EXPECT_VALUE_ERROR(Coupled({.digits = "0-9"}), "coupled: equals must be a token id, got none");
  EXPECT_VALUE_ERROR(Coupled({.digits = "0-9", .equals = -1}), "coupled: equals must be a token id, got -1");
  EXPECT_VALUE_ERROR(Coupled({.digits = "0-9", .equals = 3}), "coupled: equals must be no digit, got 3");
  EXPECT_VALUE_ERROR(Coupled({.digits = "0-9", .equals = 10, .width = 0}), "coupled: width must be at least 1, got 0");
  EXPECT_VALUE_ERROR(Coupled({.digits = "0-9", .equals = 10, .width = 9, .longest = 10}),
                     "coupled: longest must be at least width + 2, got longest=10 and width=9");
}

}  // namespace
}  // namespace sextant::position
