#include "sextant/settings/spec.h"

#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>

#include "tests/support/message_of.h"

namespace sextant::settings {
namespace {

using Indices = std::vector<int64_t>;
using Options = std::vector<std::pair<std::string, std::string>>;

/// What the call is refused with.
template <class Call>
std::string refusal(Call call) {
  return sextant::testing::message_of<std::invalid_argument>(call);
}

TEST(Spec, AMemberHasNameHeadsOptionsAndLayers) {
  const auto members = parse("rope[0-3/6]:base=10000,scaling=yarn@1::2");
  ASSERT_EQ(members.size(), 1u);
  EXPECT_EQ(
      members[0],
      (Spec{.name = "rope", .options = {{"base", "10000"}, {"scaling", "yarn"}}, .layers = "1::2", .heads = "0-3/6"}));
}

TEST(Spec, ACommaBeforeAKeyContinuesTheMemberAndOtherwiseStartsAGroup) {
  const auto members = parse("rope:base=10000,scaling=yarn,factor=4@0-2,nope@3");
  ASSERT_EQ(members.size(), 2u);
  EXPECT_EQ(members[0].options, (Options{{"base", "10000"}, {"scaling", "yarn"}, {"factor", "4"}}));
  EXPECT_EQ(members[0].layers, "0-2");
  EXPECT_EQ(members[1], (Spec{.name = "nope", .layers = "3", .group = 1}));
}

TEST(Spec, TheLayersOfAGroupHoldForItsWholeSum) {
  const auto members = parse("rope+window:size=512,nope+logn@3::4");
  ASSERT_EQ(members.size(), 4u);
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(members[i].layers, i < 2 ? "" : "3::4") << members[i].name;
    EXPECT_EQ(members[i].group, i / 2) << members[i].name;
  }
}

// The examples of the design's grammar section.
TEST(Spec, ExamplesPrintAsWritten) {
  for (const char* text :
       {"sinusoidal", "sinusoidal+alibi", "rope:base=500000,scaling=llama3,factor=8,original=8192",
        "rope:scaling=yarn,factor=4,original=4096", "rope@0-2,nope@3", "rope+window:size=512,nope+logn@3::4",
        "alibi[0-3]+rope[4-7]", "t5:ids=randomized,longest=2048", "x:list=1/-2/3.5,small=1e-4,large=1e+20@-1"})
    EXPECT_EQ(print(parse(text)), text);
}

TEST(Spec, ErrorsNameTheColumnAndWhatWasExpected) {
  const auto message = [](std::string_view text) { return refusal([&] { parse(text); }); };
  EXPECT_EQ(message(""), "spec '': column 1: expected a name, found the end");
  EXPECT_EQ(message("rope:"), "spec 'rope:': column 6: expected an option, found the end");
  EXPECT_EQ(message("rope:base"), "spec 'rope:base': column 10: expected '=', found the end");
  EXPECT_EQ(message("rope:base=,x"), "spec 'rope:base=,x': column 11: expected a value, found ','");
  EXPECT_EQ(message("rope alibi"), "spec 'rope alibi': column 5: expected ',', '+', '@' or the end, found ' '");
  EXPECT_EQ(message("rope@"), "spec 'rope@': column 6: expected a number, found the end");
  EXPECT_EQ(message("rope@1:2"), "spec 'rope@1:2': column 8: expected '::', found '2'");
  EXPECT_EQ(message("rope[1"), "spec 'rope[1': column 7: expected ']', found the end");
  EXPECT_EQ(message("rope@0,base=1"),
            "spec 'rope@0,base=1': column 8: expected a name (options follow ':' and come before '@'), found 'b'");
  EXPECT_EQ(message("r\xc3\xb6pe"),
            "spec 'r\xc3\xb6pe': column 2: expected ',', '+', '@' or the end, found the byte 0xc3");
}

TEST(Spec, SetsNameSortedIndicesOnce) {
  EXPECT_EQ(indices("0-2/-1", 6), (Indices{0, 1, 2, 5}));
  EXPECT_EQ(indices("2::6", 20), (Indices{2, 8, 14}));
  EXPECT_EQ(indices("3/1/3", 4), (Indices{1, 3}));
  EXPECT_EQ(indices("-2::1", 4), (Indices{2, 3}));
  EXPECT_EQ(indices("1::9223372036854775807", 4), (Indices{1}));
}

TEST(Spec, SetsRefuseWhatIsOutsideOrMalformed) {
  const auto message = [](std::string_view set) { return refusal([&] { indices(set, 4); }); };
  EXPECT_EQ(message("4"), "set '4': index must be from -4 to 3, got 4");
  EXPECT_EQ(message("-5"), "set '-5': index must be from -4 to 3, got -5");
  EXPECT_EQ(message("2-9"), "set '2-9': index must be from -4 to 3, got 9");
  EXPECT_EQ(message(""), "set '': expected 3, 0-4, 2::6 or -1, got ''");
  EXPECT_EQ(message("0/x"), "set '0/x': expected 3, 0-4, 2::6 or -1, got 'x'");
  EXPECT_EQ(message("0::0"), "set '0::0': a step must be at least 1, got '0::0'");
  EXPECT_EQ(message("3-1"), "set '3-1': a range must not run backwards, got '3-1'");
}

enum class Layout { kHalves, kInterleaved };
constexpr auto names_of(Layout) {
  return std::array<std::pair<std::string_view, Layout>, 2>{
      {{"halves", Layout::kHalves}, {"interleaved", Layout::kInterleaved}}};
}

struct SampleOptions {
  int64_t heads;
  double base = 10000;
  bool learned = false;
  Layout layout = Layout::kHalves;
  std::string start = "normal";
  std::vector<int64_t> sections = {};
  std::vector<double> factors = {1, 2};
  std::optional<double> limit = {};

  bool operator==(const SampleOptions&) const = default;
};
template <class Visit>
void fields(SampleOptions& options, Visit&& visit) {
  visit("heads", options.heads, "heads that get a slope");
  visit("base", options.base, "base of the wavelengths");
  visit("learned", options.learned, "train it");
  visit("layout", options.layout, "which channels form a pair");
  visit("start", options.start, "how it starts");
  visit("sections", options.sections, "pairs of each axis");
  visit("factors", options.factors, "one a pair");
  visit("limit", options.limit, "largest value");
}
static_assert(Fields<SampleOptions>);

TEST(Spec, ReadFillsTheFieldsOfEveryType) {
  const auto options = read(
      parse("x:base=5e5,learned=true,layout=interleaved,start=zero,sections=16/24/24,factors=none,limit=0.5").front(),
      SampleOptions{.heads = 8});
  const SampleOptions expected = {.heads = 8,
                                  .base = 5e5,
                                  .learned = true,
                                  .layout = Layout::kInterleaved,
                                  .start = "zero",
                                  .sections = {16, 24, 24},
                                  .factors = {},
                                  .limit = 0.5};
  EXPECT_TRUE(options == expected);
}

TEST(Spec, ChangedListsWhatDiffersInTheOrderOfTheFields) {
  const SampleOptions defaults = {.heads = 8};
  EXPECT_EQ(changed(defaults, defaults), Options{});
  const SampleOptions options = {.heads = 8, .base = 500000, .layout = Layout::kInterleaved, .factors = {0.5, 3}};
  EXPECT_EQ(changed(options, defaults), (Options{{"base", "500000"}, {"layout", "interleaved"}, {"factors", "0.5/3"}}));
}

TEST(Spec, WhatChangedReadsBackEqual) {
  const SampleOptions defaults = {.heads = 8, .limit = 2.0};
  const SampleOptions options = {.heads = 4, .base = 1.0 / 3, .learned = true, .sections = {1}, .limit = {}};
  const Spec spec = {.name = "x", .options = changed(options, defaults)};
  EXPECT_TRUE(read(parse(print({spec})).front(), defaults) == options);
}

TEST(Spec, ReadRefusesUnknownKeysRepeatedKeysAndWrongValues) {
  const auto message = [](std::string_view text) {
    return refusal([&] { read(parse(text).front(), SampleOptions{.heads = 8}); });
  };
  EXPECT_EQ(message("x:bsae=1"),
            "x: unknown option 'bsae'; options: heads, base, learned, layout, start, sections, factors, limit; did you "
            "mean 'base'?");
  EXPECT_EQ(message("x:base=1,base=2"), "x: option 'base' is given twice");
  EXPECT_EQ(message("x:heads=2.5"), "x: heads must be an integer, got '2.5'");
  EXPECT_EQ(message("x:base=big"), "x: base must be a number, got 'big'");
  EXPECT_EQ(message("x:learned=1"), "x: learned must be true or false, got '1'");
  EXPECT_EQ(message("x:layout=half"), "x: layout must be one of halves, interleaved, got 'half'");
  EXPECT_EQ(message("x:sections=1//2"), "x: sections must be none or a list a/b/c, each an integer, got '1//2'");
  EXPECT_EQ(message("x:limit=low"), "x: limit must be none or a number, got 'low'");
}

TEST(Spec, TheOptionsListHasKeyDefaultAndSentence) {
  const auto rows = options_list(SampleOptions{.heads = 8});
  ASSERT_EQ(rows.size(), 8u);
  EXPECT_EQ(rows[1], (std::array<std::string, 3>{"base", "10000", "base of the wavelengths"}));
  EXPECT_EQ(rows[7], (std::array<std::string, 3>{"limit", "none", "largest value"}));
}

}  // namespace
}  // namespace sextant::settings
