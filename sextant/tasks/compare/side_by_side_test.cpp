#include "sextant/tasks/compare/side_by_side.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace sextant::tasks {
namespace {

TEST(SideBySide, DoesEveryPieceOnce) {
  for (const int64_t jobs : {1, 2, 7}) {
    std::vector<std::atomic<int>> done(23);
    side_by_side(23, jobs, [&](int64_t i) { ++done[i]; }, {});
    for (const auto& times : done) EXPECT_EQ(times, 1) << "jobs " << jobs;
  }
}

TEST(SideBySide, ThrowsTheFirstExceptionAndStartsNothingMore) {
  std::atomic<int64_t> started = 0;
  const auto work = [&](int64_t i) {
    ++started;
    if (i == 2) throw std::runtime_error("two");
  };
  EXPECT_THROW(side_by_side(1000, 1, work, {}), std::runtime_error);
  EXPECT_EQ(started, 3);
}

TEST(SideBySide, StartsNothingAfterAStop) {
  std::atomic<int64_t> started = 0;
  side_by_side(
      10, 1, [&](int64_t) { ++started; }, [&] { return started == 4; });
  EXPECT_EQ(started, 4);
}

}  // namespace
}  // namespace sextant::tasks
