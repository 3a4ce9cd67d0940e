#include "sextant/data/held_out.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "tests/support/message_of.h"

namespace sextant::data {
namespace {

using Names = std::vector<std::string>;

TEST(HeldOutExamples, AreTheSameShareOfEachLabel) {
  Names labels;
  for (int i = 0; i < 60; ++i) labels.push_back(i % 3 == 0 ? "rare" : "common");
  const std::vector<bool> held = held_out(labels, 0.1, 5);
  EXPECT_EQ(std::ranges::count(chosen(labels, held, true), "rare"), 2);
  EXPECT_EQ(std::ranges::count(chosen(labels, held, true), "common"), 4);
  EXPECT_EQ(chosen(labels, held, false).size(), 54);
  EXPECT_EQ(held, held_out(labels, 0.1, 5));
  EXPECT_NE(held, held_out(labels, 0.1, 6));
}

TEST(HeldOutExamples, OfGroupsAreAllOfTheirGroup) {
  const Names groups = {"a", "b", "c", "a", "b", "c", "d", "d", "a"};
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const std::vector<bool> held = held_out_groups(groups, 0.5, seed);
    const Names out = chosen(groups, held, true), in = chosen(groups, held, false);
    for (const std::string& group : out) EXPECT_EQ(std::ranges::count(in, group), 0);
    EXPECT_EQ(out.size() + in.size(), groups.size());
  }
  const std::vector<bool> most = held_out_groups({"a", "b"}, 0.99, 1);
  EXPECT_EQ(std::ranges::count(most, true), 1);
}

TEST(HeldOutExamples, NeedEnoughOfEach) {
  const auto refusal = [](const auto& work) { return testing::message_of<std::invalid_argument>(work); };
  EXPECT_EQ(refusal([] {
              held_out({"a", "a", "b"}, 0.5, 1);
            }),
            "hold out: label 'b' has 1 sample, too few to be in both parts");
  EXPECT_EQ(refusal([] { held_out({"a"}, 0, 1); }), "hold out: share must be in (0, 1), got 0");
  EXPECT_EQ(refusal([] { held_out_groups({"a", "a"}, 0.5, 1); }), "hold out: groups must be at least 2, got 1");
}

}  // namespace
}  // namespace sextant::data
