#include "sextant/stats/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "tests/support/expect_refusal.h"

namespace sextant::stats {
namespace {

using ::testing::ElementsAre;
using testing::expect_refusal;
using ::testing::HasSubstr;

const std::vector<Arm> kArms = {{"rope", {1.40, 1.42, 1.41, 1.43, 1.39}},
                                {"alibi", {1.30, 1.33, 1.31, 1.32, 1.30}},
                                {"t5", {1.31, 1.32, 1.30, 1.34, 1.29}},
                                {"nope", {1.60, 1.65, 1.61, 1.62, 1.63}}};

TEST(Comparison, AgainstTheReferenceCorrectsForTheOtherArms) {
  const auto found = against_reference(kArms, "rope", "bits/byte", {});
  ASSERT_EQ(found.size(), 3);
  EXPECT_EQ(found[0].a, "alibi");
  EXPECT_EQ(found[0].b, "rope");
  EXPECT_EQ(found[0].verdict.word, Word::kBetter);
  EXPECT_EQ(found[2].verdict.word, Word::kWorse);
  for (const Comparison& comparison : found) EXPECT_GE(comparison.p, comparison.paired.p);
}

TEST(Comparison, AsGoodAsTheBestLeavesOutOnlyWhatIsShownWorse) {
  const auto pairs = all_pairs(kArms, "bits/byte", {});
  EXPECT_EQ(pairs.size(), 6);
  EXPECT_THAT(as_good_as_best(kArms, pairs, {}), ElementsAre("alibi", "t5"));  // equal means: the first
}

TEST(Comparison, SentencesSayWhatTheNumbersMean) {
  const auto pairs = all_pairs(kArms, "bits/byte", {});
  EXPECT_THAT(pairs[0].sentence, HasSubstr("rope against alibi: worse, difference +0.098 bits/byte, adjusted p = "));
  EXPECT_THAT(pairs[3].sentence, HasSubstr("alibi against t5: undecided"));
  EXPECT_THAT(pairs[3].sentence, HasSubstr("bits/byte are mostly missed"));
  EXPECT_THAT(pairs[3].sentence, HasSubstr("a sign test of so few runs cannot reach 0.05"));
}

TEST(Comparison, SentenceOfASeparationNamesTheSmallestGap) {
  const std::vector<Arm> arms = {{"a", {1.0, 1.3, 1.1}}, {"b", {1.4, 9, 2}}};
  EXPECT_THAT(all_pairs(arms, "nats", {})[0].sentence, HasSubstr("; a below b in 3 of 3 runs, smallest gap 0.4"));
}

TEST(Comparison, SentencesOfTwoRunsAndOfTinyDifferences) {
  const std::vector<Arm> two = {{"a", {1, 2}}, {"b", {2, 3.5}}};
  EXPECT_EQ(all_pairs(two, "nats", {})[0].sentence, "a against b: no verdict from fewer than 3 runs");
  const std::vector<Arm> tiny = {{"a", {1, 2, 3, 4}}, {"b", {1.004, 2.005, 3.0045, 4.0052}}};
  EXPECT_THAT(all_pairs(tiny, "nats", {})[0].sentence,
              HasSubstr("; the difference is detectable but below the margin of 0.01"));
}

TEST(Comparison, Refuses) {
  const auto against = [](std::vector<Arm> arms) { against_reference(arms, "rope", "nats", {}); };
  expect_refusal([&] { against({{"rope", {1, 2}}}); }, "comparison: arms must be at least 2, got 1");
  expect_refusal([&] { against({{"rope", {1, 2}}, {"t5", {1}}}); }, "comparison: t5: runs must be at least 2, got 1");
  expect_refusal(
      [&] {
        against({{"rope", {1, 2}}, {"t5", {1, 2, 3}}});
      },
      "comparison: t5: runs must be as many as of rope, got 3");
  expect_refusal(
      [&] {
        against({{"alibi", {1, 2}}, {"t5", {1, 2}}});
      },
      "comparison: the reference must be one of the arms, got rope");
}

}  // namespace
}  // namespace sextant::stats
