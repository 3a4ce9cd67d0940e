// Assigners that draw: what they draw, and that a split of the sequence changes nothing.
#include <gtest/gtest.h>

#include "sextant/position/assign/cape.h"
#include "sextant/position/assign/packed.h"
#include "sextant/position/assign/pose.h"
#include "sextant/position/assign/randomized.h"
#include "sextant/position/assign/rfs.h"
#include "sextant/position/assign/shape.h"
#include "sextant/position/registry.h"

#include "tests/support/errors.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {

/// Tokens 0, 1, …, 9, 0, … in training; rows and plain.first + plain.count of them.
AssignCall call_of(Positions plain, int64_t rows, uint64_t seed = 5) {
  const int64_t tokens = plain.first + plain.count;
  return {.tokens = torch::arange(tokens, torch::kInt64).remainder(10).expand({rows, tokens}),
          .plain = std::move(plain),
          .longest = 12,
          .phase = Phase::kTrain,
          .seed = seed};
}
/// [B, T]
torch::Tensor ids(const PositionAssigner& assigner, const AssignCall& call) {
  return position_ids(assigner.assign(call)).reshape({-1, call.plain.count}).expand({call.tokens.size(0), -1});
}

std::shared_ptr<PositionAssigner> made(const AssignerEntry& entry) {
  settings::Spec spec{.name = std::string(entry.name)};
  if (entry.name == "abacus" || entry.name == "coupled") spec.options.emplace_back("digits", "2-4/6");
  if (entry.name == "coupled") spec.options.emplace_back("equals", "5");
  return entry.make(spec);
}

TEST(Assigners, GiveTheSamePositionsHoweverTheSequenceIsSplit) {
  const Positions padded = left_padded_positions({9, 12});
  for (const AssignerEntry& entry : assigners())
    for (const Positions& plain : {Positions{.count = 12}, padded})
      for (const Phase phase : {Phase::kTrain, Phase::kTest}) {
        const auto assigner = made(entry);
        AssignCall all = call_of(plain, 2);
        all.phase = phase;
        const torch::Tensor whole = ids(*assigner, all);
        for (int64_t split = 1; split < 12; ++split) {
          AssignCall rest = all;
          rest.plain = slice(plain, split, 12);
          EXPECT_TRUE(torch::equal(ids(*assigner, rest), whole.slice(-1, split))) << entry.name << " at " << split;
        }
      }
}

TEST(Assigners, AreFunctionsOfTheSeed) {
  for (const AssignerEntry& entry : assigners()) {
    const auto assigner = made(entry);
    const auto positions = [&](uint64_t seed) { return ids(*assigner, call_of({.count = 12}, 2, seed)); };
    EXPECT_TRUE(torch::equal(positions(1), positions(1))) << entry.name;
    const bool fixed = entry.name == "sequential" || entry.name == "packed" || entry.name == "padded";
    EXPECT_EQ(torch::equal(positions(1), positions(2)), fixed) << entry.name;
  }
}

// Beam search moves rows about: each takes what was drawn for it along.
TEST(Draws, OfARowGoWhereItGoes) {
  const Cape cape({});
  const Pose pose({.longest = 15});
  const Shape shape({});
  const Randomized randomized({.per = DrawPer::kSequence});
  const Rfs rfs({.per = DrawPer::kSequence});
  for (const PositionAssigner* assigner :
       std::initializer_list<const PositionAssigner*>{&cape, &pose, &shape, &randomized, &rfs}) {
    AssignCall call = call_of({.count = 12}, 3);
    const torch::Tensor before = ids(*assigner, call);
    call.rows = torch::tensor({2, 2, 0});
    EXPECT_TRUE(torch::equal(ids(*assigner, call), before.index_select(0, call.rows)));
  }
}

TEST(Shape, MovesASequenceByOneNumber) {
  const Shape shape({.max = 3});
  std::vector<int64_t> counts(4);
  for (uint64_t seed = 0; seed < 1000; ++seed) {
    const torch::Tensor moved = ids(shape, call_of({.count = 4}, 2, seed)) - torch::arange(4);
    EXPECT_TRUE(torch::equal(moved, moved.slice(1, 0, 1).expand_as(moved)));
    for (int64_t row = 0; row < 2; ++row) ++counts.at(static_cast<size_t>(moved[row][0].item<int64_t>()));
  }
  // Binomial with n = 2000, p = 1/4: deviation 19.4, five of which are allowed.
  for (const int64_t count : counts) EXPECT_NEAR(static_cast<double>(count), 500, 97);
  EXPECT_TRUE(unit_spaced(shape.assign(call_of({.count = 4}, 2)))) << "still Toeplitz";
}

TEST(Shape, StandsStillAtTestUnlessToldOtherwise) {
  AssignCall test = call_of({.count = 3}, 1);
  test.phase = Phase::kTest;
  EXPECT_TRUE(torch::equal(ids(Shape({}), test)[0], torch::arange(3)));
  EXPECT_TRUE(torch::equal(ids(Shape({.test = 500}), test)[0], torch::tensor({500, 501, 502}))) << "the authors' code";
  test.plain.shift = torch::tensor({{2}});
  EXPECT_TRUE(torch::equal(ids(Shape({.test = 5}), test)[0], torch::tensor({7, 8, 9})));
}

// The authors' code: r1 in 1..(n+1)/2, the shift in 0..longest - n.
TEST(Pose, MovesTheEndOfASequence) {
  const Pose pose({.longest = 15});
  std::set<int64_t> firsts, skips;
  for (uint64_t seed = 0; seed < 500; ++seed) {
    const torch::Tensor moved = ids(pose, call_of({.count = 12}, 1, seed))[0] - torch::arange(12);
    const int64_t skip = moved[11].item<int64_t>();
    skips.insert(skip);
    if (skip > 0) firsts.insert((moved == 0).sum().item<int64_t>());
    EXPECT_TRUE(torch::equal(moved, (moved > 0) * skip)) << seed;
    EXPECT_GE(moved.diff().min().item<int64_t>(), 0) << seed;
  }
  EXPECT_EQ(firsts, (std::set<int64_t>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(skips, (std::set<int64_t>{0, 1, 2, 3}));
}

TEST(Pose, LeavesATestAlone) {
  AssignCall test = call_of({.count = 3}, 1);
  test.phase = Phase::kTest;
  EXPECT_FALSE(Pose({.longest = 1}).assign(test).ids.defined());
}

TEST(Cape, ShiftsJittersAndStretches) {
  const Cape cape({.shift = 4, .jitter = 0.25, .stretch = 2});
  double least = 1e9, most = -1e9;
  for (uint64_t seed = 0; seed < 500; ++seed) {
    const torch::Tensor p = ids(cape, call_of({.count = 12}, 1, seed))[0];
    ASSERT_EQ(p.scalar_type(), torch::kFloat64);
    const torch::Tensor steps = p.diff();
    EXPECT_GT(steps.min().item<double>(), 0.5 / 2) << "1 - 2·jitter, over stretch";
    EXPECT_LT(steps.max().item<double>(), 1.5 * 2);
    least = std::min(least, p[0].item<double>());
    most = std::max(most, p[0].item<double>());
  }
  EXPECT_LT(least, -4) << "stretched";
  EXPECT_GT(most, 4);
  EXPECT_GE(least, -4.25 * 2);
  EXPECT_LE(most, 4.25 * 2);
}

TEST(Cape, WithoutSizesIsPlain) {
  const Cape none({.shift = 0, .jitter = 0, .stretch = 1});
  EXPECT_TRUE(torch::equal(ids(none, call_of({.count = 5}, 1))[0], torch::arange(5, torch::kFloat64)));
  AssignCall test = call_of({.count = 5}, 1);
  test.phase = Phase::kTest;
  EXPECT_FALSE(Cape({}).assign(test).ids.defined());
}

TEST(Rfs, IsAscendingBelowItsEndAndUniform) {
  const Rfs rfs({.longest = 3});
  double sum = 0;
  for (uint64_t seed = 0; seed < 1000; ++seed) {
    const torch::Tensor p = ids(rfs, call_of({.count = 12}, 1, seed))[0];
    EXPECT_GT(p.diff().min().item<double>(), 0);
    EXPECT_GE(p[0].item<double>(), 0);
    EXPECT_LT(p[11].item<double>(), 3);
    sum += p.mean().item<double>();
  }
  // 12000 uniform numbers on [0, 3): deviation of their mean 3/√12/√12000 = 0.0079, five of which are allowed.
  EXPECT_NEAR(sum / 1000, 1.5, 0.04);
}

TEST(Rfs, DrawsOnceABatchOrOnceASequenceAndAtTest) {
  AssignCall call = call_of({.count = 4}, 2);
  EXPECT_EQ(Rfs({}).assign(call).ids.dim(), 1);
  const torch::Tensor rows = Rfs({.per = DrawPer::kSequence}).assign(call).ids;
  EXPECT_FALSE(torch::equal(rows[0], rows[1]));
  call.phase = Phase::kTest;
  EXPECT_TRUE(Rfs({}).assign(call).ids.defined());
  EXPECT_FALSE(Rfs({.when = DrawWhen::kTrain}).assign(call).ids.defined());
}

TEST(Draws, RefuseWhatCannotBeDrawn) {
  const double infinite = std::numeric_limits<double>::infinity();
  EXPECT_VALUE_ERROR(Shape({.max = -1}), "shape: max must be at least 0, got -1");
  EXPECT_VALUE_ERROR(Shape({.test = -1}), "shape: test must be at least 0, got -1");
  EXPECT_VALUE_ERROR(Pose({.longest = 0}), "pose: longest must be at least 1, got 0");
  EXPECT_VALUE_ERROR(Pose({.longest = 11}).assign(call_of({.count = 3}, 1)),
                     "pose: longest must be at least the 12 tokens of a sequence, got 11");
  EXPECT_VALUE_ERROR(Cape({.shift = -1}), "cape: shift must be at least 0, got -1");
  EXPECT_VALUE_ERROR(Cape({.jitter = infinite}), "cape: jitter must be at least 0, got inf");
  EXPECT_VALUE_ERROR(Cape({.stretch = 0.5}), "cape: stretch must be at least 1, got 0.5");
  EXPECT_VALUE_ERROR(Rfs({.longest = 0}), "rfs: longest must be positive, got 0");
  EXPECT_VALUE_ERROR(Rfs({.longest = infinite}), "rfs: longest must be positive, got inf");
}

}  // namespace
}  // namespace sextant::position
