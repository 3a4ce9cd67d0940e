#include "sextant/io/json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/support/message_of.h"
#include "tests/support/temporary_folder.h"

namespace sextant::io {
namespace {

using testing::message_of;

std::string refusal(std::string_view text) {
  return message_of<std::runtime_error>([&] { parse_json(text, "x.json"); });
}

TEST(Json, KeepsTheOrderOfKeys) {
  EXPECT_EQ(to_text(parse_json(R"({"b": 1, "a": [true, null]})", "x")), R"({"b":1,"a":[true,null]})");
}

TEST(Json, IndentsByTwoAndEndsWithALineFeed) {
  const Json value = {{"a", {1, 2}}, {"empty", Json::array()}, {"none", Json::object()}};
  EXPECT_EQ(to_text(value, JsonStyle::kIndented),
            "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"empty\": [],\n  \"none\": {}\n}\n");
}

TEST(Json, WritesNumbersThatReadBackEqual) {
  const Json value = {0.1, 1.0 / 3, 1e300, 5e-324, 3.0, -0.0, 7, int64_t{1} << 62, ~uint64_t{0}};
  EXPECT_EQ(to_text(value),
            "[0.1,0.3333333333333333,1e+300,5e-324,3.0,-0.0,7,4611686018427387904,18446744073709551615]");
  EXPECT_EQ(parse_json(to_text(value), "x"), value);
}

TEST(Json, WritesNullForWhatIsNotFinite) {
  EXPECT_EQ(to_text(Json{std::nan(""), std::numeric_limits<double>::infinity()}), "[null,null]");
}

TEST(Json, NotesWhichNumberWasNotFinite) {
  Json object;
  set_number(object, "loss", std::nan(""));
  set_number(object, "norm", -std::numeric_limits<double>::infinity());
  set_number(object, "lr", 0.5);
  EXPECT_EQ(to_text(object), R"({"loss":null,"nonfinite":{"loss":"nan","norm":"-inf"},"norm":null,"lr":0.5})");
}

TEST(Json, EscapesTextAndReplacesWhatIsNotUtf8) {
  EXPECT_EQ(to_text(Json("é\"\\\n\x01")), R"("é\"\\\n\u0001")");
  EXPECT_EQ(to_text(Json("a\xff")), "\"a\xef\xbf\xbd\"");
}

TEST(Json, SaysWhereItIsWrong) {
  EXPECT_EQ(refusal("{\n  \"a\": tru\n}"),
            "x.json:2:11: syntax error while parsing value - invalid literal; last read: '\"a\": tru<U+000A>'");
  EXPECT_EQ(refusal(""),
            "x.json:1:1: syntax error while parsing value - unexpected end of input; expected '[', '{', or a literal");
  EXPECT_NE(refusal("\"a\xff\"").find("x.json:1:3: syntax error while parsing value - invalid string"),
            std::string::npos);
}

TEST(Json, CitesNoByteThatIsNotUtf8) {
  EXPECT_EQ(refusal("[\x80"),
            "x.json:1:2: syntax error while parsing value - invalid literal; last read: '[\xef\xbf\xbd'");
}

TEST(Json, RefusesANumberThatNoDoubleHolds) {
  EXPECT_EQ(refusal("[1e999]"), "x.json: number overflow parsing '1e999'");
}

TEST(Json, RefusesAKeyGivenTwice) {
  EXPECT_EQ(refusal(R"({"a": 1, "b": {"a": 2}, "a": 3})"), "x.json: key 'a' is given twice");
  EXPECT_EQ(parse_json(R"([{"a": 1}, {"a": 2}])", "x").size(), 2);
}

TEST(Json, RefusesEndlessNesting) {
  EXPECT_EQ(refusal(std::string(100'000, '[')), "x.json: more than 200 levels deep");
  EXPECT_EQ(refusal(std::string(199, '[') + std::string(199, ']')), "nothing was thrown");
}

TEST(Json, NamesTheFile) {
  const testing::TemporaryFolder folder;
  EXPECT_EQ(message_of<std::runtime_error>([&] { read_json(folder / "x.json"); }),
            (folder / "x.json").string() + ": cannot be read: No such file or directory");
}

}  // namespace
}  // namespace sextant::io
