#include "sextant/tasks/stop_text.h"

#include <gtest/gtest.h>

#include <random>
#include <stdexcept>

#include "tests/support/message_of.h"

namespace sextant::tasks {
namespace {

TEST(StopText, ShowsEverythingWithoutStops) {
  StopText text({});
  EXPECT_EQ(text.feed("to be"), "to be");
  EXPECT_EQ(text.rest(), "");
  EXPECT_FALSE(text.stopped());
}

TEST(StopText, EndsBeforeAStopThatComesInPieces) {
  StopText text({"\n\n", "END"});
  EXPECT_EQ(text.feed("one\n"), "one");
  EXPECT_EQ(text.feed("two E"), "\ntwo ");
  EXPECT_EQ(text.feed("N"), "");
  EXPECT_EQ(text.feed("Dless"), "");
  EXPECT_TRUE(text.stopped());
  EXPECT_EQ(text.rest(), "");
}

TEST(StopText, GivesBackWhatOnlyLookedLikeAStop) {
  StopText text({"END"});
  EXPECT_EQ(text.feed("the EN"), "the ");
  EXPECT_EQ(text.rest(), "EN");
}

/// However a text is cut, it ends where its first stop begins.
TEST(StopText, DoesNotDependOnTheCuts) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto below = [&](size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random); };
  for (int round = 0; round < 500; ++round) {
    std::string whole;
    for (size_t i = 0; i < 40; ++i) whole += "ab"[below(2)];
    StopText text({"aabba", "bbbb"});
    std::string shown;
    for (size_t at = 0; at < whole.size();) {
      const size_t size = 1 + below(4);
      shown += text.feed(std::string_view(whole).substr(at, size));
      at += size;
    }
    shown += text.rest();
    EXPECT_EQ(shown, whole.substr(0, std::min(whole.find("aabba"), whole.find("bbbb")))) << whole;
  }
}

TEST(StopText, RefusesAnEmptyStop) {
  EXPECT_EQ(testing::message_of<std::invalid_argument>([] { StopText({"a", ""}); }), "stop must not be empty");
}

}  // namespace
}  // namespace sextant::tasks
