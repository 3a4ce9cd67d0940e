// Numbers, ticks, colours, text width, and the rules of tables, charts and heat maps.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sextant/report/colour.h"
#include "sextant/report/number.h"
#include "sextant/report/sample_document.h"
#include "sextant/report/tabulate.h"
#include "sextant/report/ticks.h"
#include "sextant/report/utf8.h"

namespace sextant::report {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

template <class Work>
std::string refusal(Work work) {
  try {
    work();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "nothing thrown";
}

std::vector<std::string> labels(const std::vector<Tick>& ticks) {
  std::vector<std::string> result;
  for (const Tick& tick : ticks) result.push_back(tick.label);
  return result;
}

TEST(Number, SignificantDigitsDropTrailingZerosAndStayPlainInTheMiddle) {
  EXPECT_EQ(significant(1.5, 4), "1.5");
  EXPECT_EQ(significant(131071, 4), "131071");
  EXPECT_EQ(significant(0.000123456, 4), "0.0001235");
  EXPECT_EQ(significant(1.25e-7, 4), "1.25e-07");
  EXPECT_EQ(significant(kNan, 4), "nan");
  EXPECT_EQ(significant(-std::numeric_limits<double>::infinity(), 4), "-inf");
}

TEST(Number, ShortestReadsBackToTheSameDouble) {
  for (const double value : {0.1, 1.0 / 3, 1e300, -2.5e-308}) EXPECT_EQ(std::stod(shortest(value)), value);
}

TEST(Number, CoordinatesHaveTwoDecimalsAndNoMinusZero) {
  EXPECT_EQ(coordinate(1.005), "1");
  EXPECT_EQ(coordinate(-0.001), "0");
  EXPECT_EQ(coordinate(12.345), "12.35");
}

TEST(Ticks, AreRoundNumbersInsideTheRange) {
  EXPECT_THAT(labels(ticks(0, 1, Scale::kLinear, 5)), ElementsAre("0.0", "0.2", "0.4", "0.6", "0.8", "1.0"));
  EXPECT_THAT(labels(ticks(64, 1024, Scale::kLog2, 10)), ElementsAre("64", "128", "256", "512", "1024"));
  EXPECT_THAT(labels(ticks(1e-3, 1, Scale::kLog10, 10)), ElementsAre("0.001", "0.01", "0.1", "1"));
}

TEST(Ticks, ALogarithmicAxisWithinOnePowerFallsBackToRoundNumbers) {
  EXPECT_THAT(labels(ticks(5, 7, Scale::kLog2, 2)), ElementsAre("5", "6", "7"));
}

TEST(Ticks, ARangeWithoutWidthGetsOne) {
  EXPECT_EQ(round_range(2, 2, Scale::kLinear), (std::pair{1.0, 3.0}));
  EXPECT_EQ(round_range(0, 0, Scale::kLinear), (std::pair{-1.0, 1.0}));
  EXPECT_EQ(round_range(8, 8, Scale::kLog2), (std::pair{4.0, 16.0}));
}

TEST(Colour, InksHaveTheContrastThatReadersNeed) {
  for (const Ground ground : {Ground::kLight, Ground::kDark}) {
    const Inks& palette = inks(ground);
    EXPECT_GE(contrast(palette.text, palette.ground), 7);
    EXPECT_GE(contrast(palette.muted, palette.ground), 4.5);
    EXPECT_GE(contrast(palette.muted, palette.panel), 4.5);
    for (const Rgb ink : palette.series) EXPECT_GE(contrast(ink, palette.ground), 4.5) << hex(ink);
  }
}

// WCAG 2.1: black on white is 21 to 1.
TEST(Colour, ContrastOfBlackOnWhiteIsTwentyOne) { EXPECT_NEAR(contrast({0, 0, 0}, {255, 255, 255}), 21, 1e-9); }

TEST(Colour, ScalesBeginAndEndAsPublishedAndDivergingIsWhiteAtZero) {
  EXPECT_EQ(hex(colour_at(Colours::kSequential, 0)), "#440154");
  EXPECT_EQ(hex(colour_at(Colours::kSequential, 1)), "#fde725");
  EXPECT_EQ(hex(colour_of(0, Colours::kDiverging, {-3, 3})), "#ffffff");
  EXPECT_EQ(colour_of(99, Colours::kDiverging, {-3, 3}), colour_at(Colours::kDiverging, 1));
}

TEST(Utf8, MeasuresCellsOfWideAndCombiningCharacters) {
  EXPECT_EQ(cells("abc"), 3);
  EXPECT_EQ(cells("é"), 1);
  EXPECT_EQ(cells("e\u0301"), 1);
  EXPECT_EQ(cells("日本"), 4);
  EXPECT_EQ(padded_left("日", 4), "  日");
}

TEST(Utf8, BytesThatBelongToNoCharacterAreReplaced) {
  EXPECT_THAT(code_points("a\xff\xe2\x82z"), ElementsAre(U'a', 0xfffd, 0xfffd, U'z'));
}

TEST(Utf8, WrapsAtSpacesAndKeepsLineBreaks) {
  EXPECT_THAT(wrapped("one two three\nfour", 8), ElementsAre("one two", "three", "four"));
  EXPECT_THAT(wrapped("longer-than-width x", 5), ElementsAre("longer-than-width", "x"));
}

TEST(Table, WordsAreMissingTextCountsAndRoundedNumbers) {
  const Column column = {.name = "loss", .unit = "nats", .digits = 3};
  EXPECT_EQ(words({}, column), "–");
  EXPECT_EQ(words("text", column), "text");
  EXPECT_EQ(words(int64_t{131071}, column), "131071");
  EXPECT_EQ(words(1.23456, column), "1.23");
  EXPECT_EQ(heading(column), "loss (nats)");
}

TEST(Table, ARowOfAnotherLengthIsRefused) {
  const Table table = {.caption = "t", .columns = {{.name = "a"}, {.name = "b"}}, .rows = {std::vector<Cell>(1)}};
  EXPECT_EQ(refusal([&] { check(table); }), "table 't': row 0 has 1 cells, expected 2");
}

TEST(Chart, ALogarithmicAxisRefusesZeroAndXMustNotFall) {
  Chart chart = {.title = "c", .x = {.label = "length", .scale = Scale::kLog2}, .y = {.label = "loss"}};
  chart.series = {{.name = "rope", .points = {{0, 1}}}};
  EXPECT_EQ(refusal([&] { check(chart); }), "chart: series 'rope' must be positive on the axis 'length', got 0");
  chart.series[0].points = {{2, 1}, {1, 1}};
  EXPECT_EQ(refusal([&] { check(chart); }), "chart: series 'rope': x falls from 2 to 1");
  chart.series.clear();
  chart.horizontal = {{.at = kNan, .label = "chance"}};
  EXPECT_EQ(refusal([&] { check(chart); }), "chart: mark 'chance' must be finite on the axis 'loss', got nan");
}

TEST(Chart, TabulatesOneRowAnX) {
  const Table table = tabulate(
      Chart{.title = "c",
            .x = {.label = "n"},
            .y = {.label = "y"},
            .series = {{.name = "a", .points = {{1, 5}, {2, kNan}}}, {.name = "b", .points = {{2, 6, 5.5, 6.5}}}}});
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(words(table.rows[0][1], table.columns[1]), "5");
  EXPECT_EQ(words(table.rows[0][2], table.columns[2]), "–");
  EXPECT_EQ(words(table.rows[1][2], table.columns[2]), "6 [5.5, 6.5]");
}

HeatMap counting_map(Pooling pooling) {
  return {.title = "m",
          .rows = {.label = "query", .count = 3},
          .columns = {.label = "key", .count = 4},
          .values = {0, 1, 2, 3, 4, 5, 6, 7, kNan, kNan, 10, 11},
          .pooling = pooling};
}

TEST(HeatMap, PoolingTakesTheMeanOrTheMaximumOfABlockAndSkipsMissingValues) {
  const HeatMap mean = pooled(counting_map(Pooling::kMean), 2, 2), most = pooled(counting_map(Pooling::kMax), 2, 2);
  EXPECT_THAT(std::vector(mean.values.begin(), mean.values.begin() + 2), ElementsAre(2.5, 4.5));
  EXPECT_TRUE(std::isnan(mean.values[2]));
  EXPECT_EQ(mean.values[3], 10.5);
  EXPECT_EQ(most.values[1], 7);
  EXPECT_EQ(name_of(mean.rows, 1), "2");
}

TEST(HeatMap, PooledColoursKeepTheRangeOfTheWholeMap) {
  const HeatMap map = counting_map(Pooling::kMean);
  EXPECT_EQ(colour_range(pooled(map, 1, 1)), colour_range(map));
}

TEST(HeatMap, TheCaptionSaysWhatPoolingDid) {
  const HeatMap map = counting_map(Pooling::kMax);
  EXPECT_EQ(caption(map, map), "query × key, 3 × 4; value from 0 to 11");
  EXPECT_EQ(caption(map, pooled(map, 2, 2)), "query × key, 3 × 4, each cell the maximum of 2 × 2; value from 0 to 11");
}

TEST(HeatMap, DivergingRangesAreSymmetricAboutZero) {
  HeatMap map = counting_map(Pooling::kMean);
  map.colours = Colours::kDiverging;
  EXPECT_EQ(colour_range(map), (std::pair{-11.0, 11.0}));
}

TEST(HeatMap, SizesThatDisagreeAreRefused) {
  HeatMap map = counting_map(Pooling::kMean);
  map.values.pop_back();
  EXPECT_EQ(refusal([&] { check(map); }), "heat map 'm': 11 values for 3 x 4 cells");
  map.rows.names = {"a"};
  EXPECT_EQ(refusal([&] { check(map); }), "heat map 'm': axis 'query' has 1 names for 3 places");
  map.rows = {.label = "query", .count = 0};
  EXPECT_EQ(refusal([&] { check(map); }), "heat map 'm': axis 'query' must have a count of at least 1, got 0");
}

}  // namespace
}  // namespace sextant::report
