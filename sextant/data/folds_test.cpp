#include "sextant/data/folds.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "tests/support/message_of.h"

namespace sextant::data {
namespace {

std::vector<std::string> labels(int64_t of_a, int64_t of_b) {
  std::vector<std::string> all(static_cast<size_t>(of_a), "a");
  all.insert(all.end(), static_cast<size_t>(of_b), "b");
  return all;
}

TEST(Folds, HoldEveryLabelInTheSameProportion) {
  const std::vector<std::string> all = labels(52, 13);
  const std::vector<int64_t> fold_of = stratified_folds(all, 5, 1);
  std::map<std::pair<int64_t, std::string>, int64_t> counts;
  std::map<int64_t, int64_t> sizes;
  for (size_t i = 0; i < all.size(); ++i) {
    ++counts[{fold_of[i], all[i]}];
    ++sizes[fold_of[i]];
  }
  ASSERT_EQ(sizes.size(), 5u);
  for (int64_t fold = 0; fold < 5; ++fold) {
    EXPECT_EQ(sizes[fold], 13);
    EXPECT_GE((counts[{fold, "a"}]), 10);
    EXPECT_LE((counts[{fold, "a"}]), 11);
    EXPECT_GE((counts[{fold, "b"}]), 2);
    EXPECT_LE((counts[{fold, "b"}]), 3);
  }
}

TEST(Folds, DependOnTheSeedAndOnNothingElse) {
  const std::vector<std::string> all = labels(40, 40);
  EXPECT_EQ(stratified_folds(all, 4, 7), stratified_folds(all, 4, 7));
  EXPECT_NE(stratified_folds(all, 4, 7), stratified_folds(all, 4, 8));
}

TEST(Folds, KeepAGroupTogether) {
  const std::vector<std::string> speakers = {"a", "b", "c", "a", "d", "e", "b", "c", "e"};
  const std::vector<int64_t> fold_of = grouped_folds(speakers, 5, 3);
  std::map<std::string, int64_t> first;
  std::map<int64_t, int64_t> groups;
  for (size_t i = 0; i < speakers.size(); ++i) {
    if (first.emplace(speakers[i], fold_of[i]).second) ++groups[fold_of[i]];
    EXPECT_EQ(first[speakers[i]], fold_of[i]);
  }
  EXPECT_EQ(groups.size(), 5u) << "five groups, five folds: one each";
}

TEST(Folds, RefuseWhatCannotBe) {
  EXPECT_EQ(testing::message_of<std::invalid_argument>([] {
              grouped_folds({"a", "a", "b"}, 3, 0);
            }),
            "folds: 2 groups are fewer than 3 folds");
  using testing::message_of;
  EXPECT_EQ(message_of<std::invalid_argument>([] { stratified_folds(labels(5, 5), 1, 0); }),
            "folds: there must be at least 2, got 1");
  EXPECT_EQ(message_of<std::invalid_argument>([] { stratified_folds(labels(9, 1), 3, 0); }),
            "folds: label 'b' has 1 sample, fewer than 3 folds");
}

}  // namespace
}  // namespace sextant::data
