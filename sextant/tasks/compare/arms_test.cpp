#include "sextant/tasks/compare/arms.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/support/message_of.h"

namespace sextant::tasks {
namespace {

TEST(CompareArms, GivesTheSecondCopyOfASpecANameAndAnInitialisationOfItsOwn) {
  const std::vector<CompareArm> arms = compare_arms({"rope", "alibi", "rope", "rope"});
  ASSERT_EQ(arms.size(), 4u);
  EXPECT_EQ(arms[2].name, "rope (2)");
  EXPECT_EQ(arms[3].name, "rope (3)");
  EXPECT_EQ(arms[3].candidates, std::vector<std::string>{"rope"});
  EXPECT_NE(initial_seed(42, arms[2]), initial_seed(42, arms[0]));
  EXPECT_NE(initial_seed(42, arms[2]), initial_seed(42, arms[3]));
}

TEST(CompareArms, StartsEveryFirstCopyFromTheSameWeights) {
  const std::vector<CompareArm> arms = compare_arms({"rope", "alibi"});
  EXPECT_EQ(initial_seed(42, arms[0]), initial_seed(42, arms[1]));
}

TEST(CompareArms, ReadBracesAsAlternatives) {
  using Texts = std::vector<std::string>;
  EXPECT_EQ(alternatives("rope"), Texts{"rope"});
  EXPECT_EQ(alternatives("rope:base={10,100}"), (Texts{"rope:base=10", "rope:base=100"}));
  EXPECT_EQ(
      alternatives("{sinusoidal,learned}:fusion={add,concat}"),
      (Texts{"sinusoidal:fusion=add", "sinusoidal:fusion=concat", "learned:fusion=add", "learned:fusion=concat"}));
  EXPECT_EQ(alternatives("rope{,+logn}"), (Texts{"rope", "rope+logn"}));
}

TEST(CompareArms, RefuseBracesThatMeanNothing) {
  const auto message = [](const std::string& text) {
    return testing::message_of<std::invalid_argument>([&] { alternatives(text); });
  };
  const std::string how = "; alternatives are written as in rope:base={100,1000}";
  EXPECT_EQ(message("rope:base={10"), "'rope:base={10': a '{' without its '}'" + how);
  EXPECT_EQ(message("rope}"), "'rope}': a '}' without its '{'" + how);
  EXPECT_EQ(message("a{b{c}}"), "'a{b{c}}': a '{' within another" + how);
  EXPECT_EQ(message("rope:base={10,10}"), "'rope:base={10,10}': an alternative is given twice" + how);
}

}  // namespace
}  // namespace sextant::tasks
