#include "sextant/tasks/compare/arms.h"

#include <gtest/gtest.h>

namespace sextant::tasks {
namespace {

TEST(CompareArms, GivesTheSecondCopyOfASpecANameAndAnInitialisationOfItsOwn) {
  const std::vector<CompareArm> arms = compare_arms({"rope", "alibi", "rope", "rope"});
  ASSERT_EQ(arms.size(), 4u);
  EXPECT_EQ(arms[2].name, "rope (2)");
  EXPECT_EQ(arms[3].name, "rope (3)");
  EXPECT_EQ(arms[3].spec, "rope");
  EXPECT_NE(initial_seed(42, arms[2]), initial_seed(42, arms[0]));
  EXPECT_NE(initial_seed(42, arms[2]), initial_seed(42, arms[3]));
}

TEST(CompareArms, StartsEveryFirstCopyFromTheSameWeights) {
  const std::vector<CompareArm> arms = compare_arms({"rope", "alibi"});
  EXPECT_EQ(initial_seed(42, arms[0]), initial_seed(42, arms[1]));
}

}  // namespace
}  // namespace sextant::tasks
