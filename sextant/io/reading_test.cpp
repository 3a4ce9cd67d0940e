#include "sextant/io/reading.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/support/message_of.h"

namespace sextant::io {
namespace {

template <class Call>
std::string refusal(Call&& call) {
  return testing::message_of<std::runtime_error>(call);
}

const Json kObject = parse_json(
    R"({"n":3,"big":9223372036854775808,"x":0.5,"none":null,"s":"a","yes":true,"l":[1,2.5],"t":["a"],"o":{}})", "f");

TEST(Reading, GivesWhatIsThereAndNothingForWhatIsNot) {
  Reading fields(kObject, "f");
  EXPECT_EQ(fields.integer("n"), 3);
  EXPECT_EQ(fields.number("n"), 3.0);
  EXPECT_EQ(fields.number("x"), 0.5);
  EXPECT_EQ(fields.text("s"), "a");
  EXPECT_EQ(fields.flag("yes"), true);
  EXPECT_EQ(fields.numbers("l"), (std::vector<double>{1, 2.5}));
  EXPECT_EQ(fields.texts("t"), std::vector<std::string>{"a"});
  EXPECT_EQ(*fields.object("o"), Json::object());
  EXPECT_EQ(fields.number("none"), std::nullopt);
  EXPECT_EQ(fields.object("absent"), nullptr);
  EXPECT_EQ(fields.required_integer("n"), 3);
}

TEST(Reading, TellsWhatNobodyAskedFor) {
  Reading fields(kObject, "f");
  for (const char* key : {"n", "big", "s", "yes", "l", "t"}) fields.pass(key);
  EXPECT_EQ(fields.unread(), (std::vector<std::string>{"x", "o"})) << "null holds nothing";
}

TEST(Reading, NamesTheFieldOfAnotherKind) {
  Reading fields(kObject, "f");
  EXPECT_EQ(refusal([&] { fields.integer("x"); }), "f: 'x' must be an integer of at most 64 bits, got 0.5");
  EXPECT_EQ(refusal([&] { fields.integer("big"); }),
            "f: 'big' must be an integer of at most 64 bits, got 9223372036854775808");
  EXPECT_EQ(refusal([&] { fields.number("s"); }), "f: 's' must be a number, got \"a\"");
  EXPECT_EQ(refusal([&] { fields.flag("n"); }), "f: 'n' must be true or false, got 3");
  EXPECT_EQ(refusal([&] { fields.text("n"); }), "f: 'n' must be a text, got 3");
  EXPECT_EQ(refusal([&] { fields.numbers("t"); }), "f: 't' must be a list of numbers, got [\"a\"]");
  EXPECT_EQ(refusal([&] { fields.texts("l"); }), "f: 'l' must be a list of texts, got [1,2.5]");
  EXPECT_EQ(refusal([&] { fields.object("l"); }), "f: 'l' must be an object, got [1,2.5]");
  EXPECT_EQ(refusal([&] { fields.required_integer("none"); }), "f: 'none' is missing");
  EXPECT_EQ(refusal([&] { Reading(kObject["n"], "f"); }), "f: must be an object, got 3");
}

}  // namespace
}  // namespace sextant::io
