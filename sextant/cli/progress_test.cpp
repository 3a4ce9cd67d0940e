#include "sextant/cli/progress.h"

#include <gtest/gtest.h>

#include <limits>

namespace sextant::cli {
namespace {

TEST(Progress, TheTextLeavesOutWhatIsNotKnown) {
  EXPECT_EQ(progress_text({.what = "read", .done = 3}), "read  3");
  EXPECT_EQ(progress_text({.what = "train rope",
                           .done = 30,
                           .total = 400,
                           .value = 2.3125,
                           .value_name = "nats/token",
                           .per_second = 8100,
                           .rate_name = "tokens",
                           .eta_s = 80}),
            "train rope  30/400  7 %  2.312 nats/token  8100 tokens/s  1m20s left");
}

TEST(Progress, TheJsonNamesItsUnitsAndHasNullForNan) {
  EXPECT_EQ(progress_json({.what = "a",
                           .done = 1,
                           .total = 2,
                           .value = std::numeric_limits<double>::quiet_NaN(),
                           .value_name = "nats/token"}),
            "{\"schema\":\"sextant.progress/1\",\"what\":\"a\",\"done\":1,\"total\":2,\"value_name\":\"nats/token\","
            "\"value\":null,\"nonfinite\":{\"value\":\"nan\"}}\n");
}

TEST(Progress, WordsNameStyles) {
  EXPECT_EQ(progress_style("bar"), ProgressStyle::kBar);
  EXPECT_EQ(progress_style("json"), ProgressStyle::kJson);
  EXPECT_EQ(progress_style("none"), ProgressStyle::kNone);
  EXPECT_EQ(progress_style("plain"), ProgressStyle::kPlain);
}

}  // namespace
}  // namespace sextant::cli
