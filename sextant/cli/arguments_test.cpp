#include "sextant/cli/arguments.h"

#include <gtest/gtest.h>

#include "sextant/tasks/failure.h"

#include "tests/support/message_of.h"

namespace sextant::cli {
namespace {

using settings::Option;
using settings::OptionType;
using Words = std::vector<std::string>;

std::vector<Option> sample() {
  return {
      {.name = "model", .key = {}, .type = OptionType::kPath, .fallback = {}, .sentence = {}, .positional = true},
      {.name = "pos", .key = {}, .type = OptionType::kTexts, .fallback = {}, .sentence = {}, .aliases = {"encoding"}},
      {.name = "lr", .key = {}, .type = OptionType::kReal, .fallback = {}, .sentence = {}},
      {.name = "output", .key = {}, .type = OptionType::kPath, .fallback = {}, .sentence = {}, .letter = 'o'},
      {.name = "quiet", .key = {}, .type = OptionType::kFlag, .fallback = {}, .sentence = {}, .letter = 'q'},
      {.name = "resume", .key = {}, .type = OptionType::kText, .fallback = {}, .sentence = {}, .implied = "auto"}};
}

Arguments split(const Words& words) { return split_arguments(words, sample(), "eval"); }

TEST(Arguments, ValuesFollowAnEqualsSignOrTheNextWord) {
  EXPECT_EQ(split({"--lr=1", "--pos", "a,b=c", "--pos=d"}), (Arguments{{"lr", {"1"}}, {"pos", {"a,b=c", "d"}}}));
  EXPECT_EQ(split({"--lr="}), (Arguments{{"lr", {""}}}));
  EXPECT_EQ(split({"--lr", "-1"}), (Arguments{{"lr", {"-1"}}}));
}

TEST(Arguments, LettersStandAloneTogetherOrWithTheirValue) {
  EXPECT_EQ(split({"-q", "-o", "x"}), (Arguments{{"quiet", {"true"}}, {"output", {"x"}}}));
  EXPECT_EQ(split({"-qox"}), (Arguments{{"quiet", {"true"}}, {"output", {"x"}}}));
}

TEST(Arguments, AFlagNeverTakesTheNextWord) {
  EXPECT_EQ(split({"--quiet", "m"}), (Arguments{{"quiet", {"true"}}, {"model", {"m"}}}));
  EXPECT_EQ(split({"--quiet=false"}), (Arguments{{"quiet", {"false"}}}));
  EXPECT_EQ(split({"--resume", "m"}), (Arguments{{"resume", {"auto"}}, {"model", {"m"}}}));
  EXPECT_EQ(split({"--resume=p"}), (Arguments{{"resume", {"p"}}}));
}

TEST(Arguments, ADashIsAWordAndTwoEndTheOptions) {
  EXPECT_EQ(split({"-"}), (Arguments{{"model", {"-"}}}));
  EXPECT_EQ(split({"--", "--lr"}), (Arguments{{"model", {"--lr"}}}));
}

TEST(Arguments, OlderNamesCountForTheNewOne) { EXPECT_EQ(split({"--encoding=x"}), (Arguments{{"pos", {"x"}}})); }

TEST(Arguments, UnknownOptionsMissingValuesAndExtraWordsAreRefused) {
  const auto message = [](const Words& words) {
    return sextant::testing::message_of<tasks::Failure>([&] { split(words); });
  };
  EXPECT_EQ(message({"--outptu=x"}), "unknown option '--outptu' of 'eval'; did you mean '--output'?");
  EXPECT_EQ(message({"--zzzzzzzz"}), "unknown option '--zzzzzzzz' of 'eval'");
  EXPECT_EQ(message({"-z"}), "unknown option '-z' of 'eval'");
  EXPECT_EQ(message({"--lr"}), "option '--lr' needs a value");
  EXPECT_EQ(message({"-o"}), "option '-o' needs a value");
  EXPECT_EQ(message({"a", "b"}), "'b' is one word too many for 'eval'");
}

}  // namespace
}  // namespace sextant::cli
