#include "sextant/settings/value.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

namespace sextant::settings {
namespace {

TEST(Value, NumbersAreReadWholeOrNotAtAll) {
  EXPECT_EQ(parse_integer("-12"), -12);
  EXPECT_EQ(parse_integer("9223372036854775807"), std::numeric_limits<int64_t>::max());
  for (const char* bad : {"", "1.5", "12x", " 1", "+1", "9223372036854775808"})
    EXPECT_EQ(parse_integer(bad), std::nullopt) << bad;
  EXPECT_EQ(parse_real("1e+5"), 1e5);
  EXPECT_EQ(parse_real("-0.25"), -0.25);
  for (const char* bad : {"", "nan", "inf", "1e999", "1,5", "0x10", "--1"})
    EXPECT_EQ(parse_real(bad), std::nullopt) << bad;
  EXPECT_EQ(parse_flag("true"), true);
  EXPECT_EQ(parse_flag("false"), false);
  EXPECT_EQ(parse_flag("yes"), std::nullopt);
}

TEST(Value, DurationsAreSumsOfPartsWithUnits) {
  EXPECT_EQ(parse_duration("90"), 90);
  EXPECT_EQ(parse_duration("1.5s"), 1.5);
  EXPECT_EQ(parse_duration("30m"), 1800);
  EXPECT_EQ(parse_duration("1d2h"), 93600);
  EXPECT_EQ(parse_duration("1h30m"), 5400);
  for (const char* bad : {"", "-5", "m", "5x", "1h30", "1h-3m", "0s", "1..5s"})
    EXPECT_EQ(parse_duration(bad), std::nullopt) << bad;
}

TEST(Value, RealNumbersPrintShort) {
  EXPECT_EQ(print_real(10000), "10000");
  EXPECT_EQ(print_real(500000), "500000");
  EXPECT_EQ(print_real(0.1), "0.1");
  EXPECT_EQ(print_real(6e-4), "6e-4");
  EXPECT_EQ(print_real(1e20), "1e20");
  EXPECT_EQ(print_real(-1.5e-10), "-1.5e-10");
  EXPECT_EQ(print_real(0), "0");
}

TEST(Value, EveryRealNumberPrintsAndReadsBackEqual) {
  const unsigned seed = 20240611;
  SCOPED_TRACE(::testing::Message() << "seed " << seed);
  std::mt19937_64 random(seed);
  for (int i = 0; i < 100000; ++i) {
    const auto value = std::bit_cast<double>(random());
    if (!(std::abs(value) <= std::numeric_limits<double>::max())) continue;
    ASSERT_EQ(parse_real(print_real(value)), value) << print_real(value);
  }
}

TEST(Value, SplitAndJoinAreInverse) {
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string>{"a", "", "b"}));
  EXPECT_EQ(split("", ','), std::vector<std::string>{""});
  EXPECT_EQ(join(split("x/y/z", '/'), "/"), "x/y/z");
}

TEST(Value, NearestForgivesSwapsAndAThirdOfTheLetters) {
  const std::vector<std::string> candidates = {"train", "eval", "explain", "encodings"};
  EXPECT_EQ(nearest("trian", candidates), "train");
  EXPECT_EQ(nearest("evla", candidates), "eval");
  EXPECT_EQ(nearest("encoding", candidates), "encodings");
  EXPECT_EQ(nearest("xyz", candidates), "");
  EXPECT_EQ(nearest("eval", candidates), "eval");
  EXPECT_EQ(nearest("", {}), "");
  EXPECT_EQ(did_you_mean("explian", candidates), "; did you mean 'explain'?");
  EXPECT_EQ(did_you_mean("zzzz", candidates), "");
}

TEST(Value, NearestPrefersFewerEditsThenTheFirst) {
  EXPECT_EQ(nearest("abcdef", {"abcdxy", "abcdex"}), "abcdex");
  EXPECT_EQ(nearest("abc", {"abx", "aby"}), "abx");
}

}  // namespace
}  // namespace sextant::settings
