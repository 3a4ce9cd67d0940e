// `explain` and `plot`: every encoding has a text, what is measured agrees with what the registry claims, and pictures
// hold the numbers.
#include "sextant/tasks/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "sextant/position/registry.h"
#include "sextant/report/terminal.h"
#include "sextant/tasks/explain_texts.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/plot.h"

namespace sextant::tasks {
namespace {

using ::testing::HasSubstr;

template <class Work>
std::string refusal(Work work) {
  try {
    work();
  } catch (const Failure& failure) {
    return failure.facts().code + ": " + failure.what();
  }
  return "nothing thrown";
}

TEST(Explain, EveryEncodingOfTheRegistryHasAText) {
  for (const position::SchemeEntry& entry : position::schemes()) {
    for (const std::string_view text :
         {entry.lesson.idea, entry.lesson.formula, entry.lesson.enters, entry.lesson.limits})
      EXPECT_FALSE(text.empty()) << entry.name;
  }
}

TEST(Explain, MeasuredInvarianceAgreesWithTheTraitRelative) {
  for (const char* name : {"nope", "sinusoidal", "rope", "alibi", "t5", "kerple", "time2vec"}) {
    SCOPED_TRACE(name);
    const ExplainResult result = explain({.name = name}, {});
    const bool relative = std::find(result.traits.begin(), result.traits.end(), "relative") != result.traits.end();
    ASSERT_FALSE(result.shifts.empty());
    ASSERT_TRUE(result.shifts[1].change.has_value()) << result.shifts[1].refusal;
    EXPECT_EQ(*result.shifts[1].change < 1e-9, relative) << *result.shifts[1].change;
  }
}

TEST(Explain, APositionATableDoesNotHaveIsReportedAsRefused) {
  const ExplainResult result = explain({.name = "learned"}, {});
  EXPECT_FALSE(result.shifts[2].change.has_value());
  EXPECT_THAT(result.shifts[2].refusal, HasSubstr("learned"));
}

TEST(Explain, ShowsWorkedNumbersAndTheSource) {
  const std::string text = report::to_terminal(
      document(explain({.name = "rope:base=100", .channels = 4, .positions = "0,1"}, {})), {.width = 100});
  for (const char* part : {"Idea", "Formula", "Worked numbers", "0.540302306", "Measured", "arXiv:2104.09864"})
    EXPECT_THAT(text, HasSubstr(part));
}

TEST(Explain, TermsAndErrorCodesHavePages) {
  EXPECT_EQ(explain({.name = "wavelength"}, {}).kind, "term");
  const io::Json json = to_json(explain({.name = "E-POS-LIMIT"}, {}));
  EXPECT_EQ(json["kind"], "error");
  EXPECT_FALSE(json["fix"].get<std::string>().empty());
}

TEST(Explain, ModifiersAndIdsAreExplainedByTheRegistry) {
  EXPECT_EQ(explain({.name = "window"}, {}).kind, "modifier");
  EXPECT_EQ(explain({.name = "randomized"}, {}).kind, "ids");
}

TEST(Explain, AnUnknownNameGetsASuggestion) {
  EXPECT_EQ(refusal([] { explain({.name = "sinusodial"}, {}); }),
            "E-USAGE-VALUE: 'sinusodial' is no encoding, term or error code; did you mean 'sinusoidal'?");
}

TEST(Plot, AnEmbeddingIsAHeatMapOfItsRows) {
  const PlotResult result = plot({.what = "sinusoidal", .channels = 4, .positions = "0..2"}, {});
  const auto& map = std::get<report::HeatMap>(result.pictures.parts.front());
  EXPECT_EQ(map.rows.count, 3);
  EXPECT_EQ(map.columns.count, 4);
  EXPECT_NEAR(map.values[4], std::sin(1), 1e-15);
}

// |row|² = C/2, whatever the position.
TEST(Plot, DotProductsOfSinusoidsDependOnDistanceAlone) {
  const PlotResult result = plot({.what = "dot-products", .channels = 16, .positions = "0..7"}, {});
  const auto& map = std::get<report::HeatMap>(result.pictures.parts.front());
  EXPECT_NEAR(map.values[0], 8, 1e-12);
  EXPECT_NEAR(map.values[1 * 8 + 3], map.values[5 * 8 + 7], 1e-12);
}

TEST(Plot, ABiasIsOneCurveAHeadOverTheDistance) {
  const PlotResult result = plot({.what = "bias", .pos = "alibi", .heads = 2, .positions = "0..3"}, {});
  const auto& chart = std::get<report::Chart>(result.pictures.parts.front());
  ASSERT_EQ(chart.series.size(), 2u);
  EXPECT_EQ(chart.series[0].points.back().x, 3);
  EXPECT_DOUBLE_EQ(chart.series[0].points.back().y, -3 * std::exp2(-4));
}

TEST(Plot, WavelengthsAreTwoPiOverTheFrequency) {
  const PlotResult result = plot({.what = "wavelengths", .pos = "rope", .channels = 4}, {});
  const auto& chart = std::get<report::Chart>(result.pictures.parts.front());
  EXPECT_NEAR(chart.series[0].points[1].y, 2 * M_PI * 100, 1e-9);
}

TEST(Plot, AScheduleEndsWhereItSays) {
  const PlotResult result =
      plot({.what = "lr-schedule", .schedule = "linear", .warmup = "0", .steps = 10, .lr = 1}, {});
  const auto& points = std::get<report::Chart>(result.pictures.parts.front()).series[0].points;
  EXPECT_EQ(points.front().y, 1);
  EXPECT_NEAR(points.back().y, 0.1, 1e-12);
}

TEST(Plot, ARunIsItsLearningCurve) {
  const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) / "plot-run";
  std::filesystem::create_directories(folder);
  EXPECT_EQ(refusal([&] { plot({.what = folder.string()}, {}); }),
            "E-DATA-FILE: '" + folder.string() + "' is a folder without metrics.jsonl");
  std::ofstream(folder / "metrics.jsonl") << R"({"step":1,"split":"train","loss":4.5})" << '\n'
                                          << R"({"step":2,"split":"test","loss":4.25})" << '\n'
                                          << R"({"step":2,"split":"train","loss":null})" << '\n';
  const PlotResult result = plot({.what = folder.string()}, {.command = "sextant plot plot-run"});
  const auto& chart = std::get<report::Chart>(result.pictures.parts.front());
  ASSERT_EQ(chart.series.size(), 2u);
  EXPECT_EQ(chart.series[0].name, "train");
  EXPECT_EQ(chart.series[0].points.size(), 1u);
  EXPECT_EQ(to_json(result)["parts"].size(), 2u);
  std::filesystem::remove_all(folder);
}

TEST(Plot, WhatHasNoPictureIsRefused) {
  EXPECT_EQ(refusal([] { plot({.what = "bias", .pos = "rope"}, {}); }),
            "E-USAGE-VALUE: 'rope' (rotation) has no bias to draw");
  EXPECT_EQ(refusal([] { plot({.what = "nope"}, {}); }), "E-USAGE-VALUE: 'nope' (nowhere) has no numbers to draw");
  EXPECT_EQ(refusal([] { plot({}, {}); }), "E-USAGE-VALUE: what to plot is missing");
}

}  // namespace
}  // namespace sextant::tasks
