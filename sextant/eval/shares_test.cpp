#include "sextant/eval/shares.h"

#include <gtest/gtest.h>

#include <vector>

namespace sextant::eval {
namespace {

TEST(Shares, AddUpToTheMean) {
  const Result result = reduce({1, 2, 4}, plan(parse_protocol("chunk:4"), {3, 2}), {1, 1, 2});
  const std::vector<int64_t> all = {0, 1};
  EXPECT_DOUBLE_EQ(stats::ratio(shares_of_tokens(result), all), result.nats);
}

}  // namespace
}  // namespace sextant::eval
