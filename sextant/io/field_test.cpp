#include "sextant/io/field.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "tests/support/message_of.h"

namespace sextant::io {
namespace {

/// The text of what `call` throws.
template <class Call>
std::string refusal(Call&& call) {
  return testing::message_of<std::runtime_error>(call);
}

const Json kObject =
    parse_json(R"({"n":3,"big":9223372036854775808,"minus":-1,"x":0.5,"none":null,"s":"a","l":[1]})", "f");

TEST(Field, GivesWhatIsThere) {
  EXPECT_EQ(count_field(kObject, "n", "f"), 3);
  EXPECT_EQ(real_field(kObject, "n", "f"), 3);
  EXPECT_EQ(real_field(kObject, "x", "f"), 0.5);
  EXPECT_EQ(text_field(kObject, "s", "f"), "a");
  EXPECT_EQ(list_field(kObject, "l", "f").size(), 1);
}

TEST(Field, SaysWhatIsMissingOrOfAnotherType) {
  EXPECT_EQ(refusal([] { field(kObject, "y", "f.json"); }), "f.json: 'y' is missing");
  EXPECT_EQ(refusal([] { field(Json::array(), "y", "f.json"); }), "f.json: must be an object, got array");
  EXPECT_EQ(refusal([] { count_field(kObject, "minus", "f"); }), "f: 'minus' must be an integer of at least 0, got -1");
  EXPECT_EQ(refusal([] { count_field(kObject, "x", "f"); }), "f: 'x' must be an integer of at least 0, got 0.5");
  EXPECT_EQ(refusal([] { count_field(kObject, "big", "f"); }),
            "f: 'big' must be at most 2^63 - 1, got 9223372036854775808");
  EXPECT_EQ(refusal([] { real_field(kObject, "s", "f"); }), "f: 's' must be a number, got string");
  EXPECT_EQ(refusal([] { real_field(kObject, "none", "f"); }), "f: 'none' must be a number, got null");
  EXPECT_EQ(refusal([] { text_field(kObject, "l", "f"); }), "f: 'l' must be text, got array");
  EXPECT_EQ(refusal([] { list_field(kObject, "none", "f"); }), "f: 'none' must be a list, got null");
}

TEST(Field, ReadsTheNumbersThatJsonHasNoWordFor) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  Json object = Json::object();
  set_number(object, "loss", kInfinity);
  set_number(object, "least", -kInfinity);
  set_number(object, "mean", std::nan(""));
  EXPECT_EQ(real_field(object, "loss", "f"), kInfinity);
  EXPECT_EQ(real_field(object, "least", "f"), -kInfinity);
  EXPECT_TRUE(std::isnan(real_field(object, "mean", "f")));
}

}  // namespace
}  // namespace sextant::io
