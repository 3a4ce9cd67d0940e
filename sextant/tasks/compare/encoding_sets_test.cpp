#include "sextant/tasks/compare/encoding_sets.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "sextant/position/registry.h"
#include "sextant/tasks/failure.h"

namespace sextant::tasks {
namespace {

TEST(EncodingSets, StandInTheirPlaceAmongOtherSpecs) {
  const std::vector<std::string> specs = without_sets({"xpos", "set:core", "rope:base=500"});
  ASSERT_EQ(specs.size(), 10u);
  EXPECT_EQ(specs.front(), "xpos");
  EXPECT_EQ(specs[1], "nope");
  EXPECT_EQ(specs.back(), "rope:base=500");
}

TEST(EncodingSets, AllHoldsEveryRowOfTheRegistryThenTheRecipes) {
  std::vector<std::string> expected;
  for (const position::SchemeEntry& entry : position::schemes()) expected.emplace_back(entry.name);
  for (const std::string& recipe : without_sets({"set:recipes"})) expected.push_back(recipe);
  EXPECT_EQ(without_sets({"set:all"}), expected);
}

TEST(EncodingSets, HoldSpecsThatCanBeBuilt) {
  const position::SchemeRequest request{
      .channels = 32, .layers = 2, .heads = 4, .key_heads = 4, .head_channels = 8, .longest = 16};
  for (const char* set : {"set:core", "set:all"}) {
    for (const std::string& spec : without_sets({set})) EXPECT_EQ(make_scheme(spec, request).spec, spec);
  }
}

// A new assigner is either a recipe or stands here with its reason.
TEST(EncodingSets, LeaveOutNoAssignerByOversight) {
  const std::vector<std::string> plain_on_windows{"sequential", "packed", "padded"};
  const std::vector<std::string> told_the_digits{"abacus", "coupled"};
  const std::vector<std::string> recipes = without_sets({"set:recipes"});
  for (const position::AssignerEntry& entry : position::assigners()) {
    const std::string name(entry.name);
    const auto stands_in = [](const std::vector<std::string>& list, const std::string& text) {
      return std::ranges::count(list, text);
    };
    EXPECT_EQ(
        stands_in(recipes, "rope:ids=" + name) + stands_in(plain_on_windows, name) + stands_in(told_the_digits, name),
        1)
        << name;
  }
}

TEST(EncodingSets, AnUnknownOneIsRefusedWithTheKnownOnes) {
  try {
    without_sets({"set:best"});
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.facts().code, "E-SPEC");
    EXPECT_STREQ(failure.what(), "unknown set of encodings 'best'; sets: core, recipes, all");
  }
}

}  // namespace
}  // namespace sextant::tasks
