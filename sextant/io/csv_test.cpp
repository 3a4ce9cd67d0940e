#include "sextant/io/csv.h"

#include <gtest/gtest.h>

#include <vector>

namespace sextant::io {
namespace {

// RFC 4180, section 2, rules 5 to 7.
TEST(Csv, QuotesOnlyWhatNeedsIt) {
  EXPECT_EQ(csv_field("plain text"), "plain text");
  EXPECT_EQ(csv_field(""), "");
  EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_field("say \"so\""), "\"say \"\"so\"\"\"");
  EXPECT_EQ(csv_field("two\nrows"), "\"two\nrows\"");
  EXPECT_EQ(csv_field("a\rb"), "\"a\rb\"");
}

TEST(Csv, EndsARowWithALineFeed) {
  EXPECT_EQ(csv_row(std::vector<std::string>{"alibi:learned=1,x", "0.5", ""}), "\"alibi:learned=1,x\",0.5,\n");
  EXPECT_EQ(csv_row({}), "\n");
}

}  // namespace
}  // namespace sextant::io
