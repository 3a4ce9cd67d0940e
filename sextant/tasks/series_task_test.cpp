// train series and predict on sampled waves: how often a wave comes back can be told only by when it was looked at.
#include <ATen/Parallel.h>
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <functional>
#include <numbers>

#include "sextant/io/file.h"
#include "sextant/random/philox.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/predict_series.h"
#include "sextant/tasks/train_series.h"

#include "tests/support/temporary_folder.h"

namespace sextant::tasks {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// sin(t) is "slow", sin(2t) is "fast", each looked at 24 times after drawn waits of 2 on the average. Waits are drawn
/// alike for both and longer than a wave, so the values alone, in whatever order, are the same mixture for both labels.
std::string waves(int64_t count) {
  std::string rows = "id,t,x,label\n";
  for (int64_t i = 0; i < count; ++i) {
    random::Philox draw(3, 0x77617665, static_cast<uint64_t>(i));
    double t = 0;
    for (int64_t n = 0; n < 24; ++n) {
      t += -2 * std::log(1 - draw.uniform());
      rows +=
          fmt::format("{},{:.6f},{:.6f},{}\n", i, t, std::sin((i % 2 == 0 ? 1 : 2) * t), i % 2 == 0 ? "slow" : "fast");
    }
  }
  return rows;
}

class SeriesTask : public ::testing::Test {
 protected:
  SeriesTask() {
    at::set_num_threads(1);
    io::write_file_atomic(table, waves(600));
  }
  TrainSeriesOptions options(const std::string& name, const std::string& pos) {
    return {.data = {.data = table.string(), .tick = 1},
            .model = {.channels = 32, .layers = 1, .heads = 2, .dropout = 0, .pos = pos},
            .train = {.lr = 5e-3, .warmup = "5%", .better = train::Better::kHigher},
            .epochs = 20,
            .run = {.runs = (root / "runs").string(), .name = name}};
  }
  std::string refusal(const std::function<void()>& work) {
    try {
      work();
    } catch (const Failure& failure) {
      return failure.facts().code + " " + failure.facts().message;
    }
    return "no refusal";
  }

  ::sextant::testing::TemporaryFolder folder;
  const fs::path root = folder.path, table = root / "waves.csv";
  Context context = {.command = "sextant train series"};
};

TEST_F(SeriesTask, RealTimesTellWhatTheOrderCannot) {
  const TrainSeriesResult timed = train_series(options("timed", "sinusoidal"), context);
  EXPECT_TRUE(timed.input.timed);
  EXPECT_GT(timed.test.accuracy(), 0.9);
  const TrainSeriesResult ordered = train_series(options("ordered", "learned"), context);
  EXPECT_FALSE(ordered.input.timed);
  EXPECT_LT(ordered.test.accuracy(), 0.8);

  const std::vector<Prediction> answers =
      predict_series({.model = timed.folder.string(), .input = "waves.csv"}, waves(10), context);
  ASSERT_EQ(answers.size(), 10);
  int64_t right = 0;
  for (size_t i = 0; i < answers.size(); ++i) right += answers[i][0].first == (i % 2 == 0 ? "slow" : "fast") ? 1 : 0;
  EXPECT_GE(right, 9);
}

TEST_F(SeriesTask, WhatCannotBeReadIsRefusedWithItsCode) {
  TrainSeriesOptions column = options("a", "sinusoidal"), label = column, spec = options("b", "rope"), missing = column;
  column.data.columns.time = "when";
  EXPECT_THAT(refusal([&] { train_series(column, context); }), HasSubstr("E-DATA-COLUMN"));
  label.data.columns.label = "x";
  EXPECT_THAT(refusal([&] { train_series(label, context); }), HasSubstr("E-DATA-ROW"));
  spec.model.architecture = Architecture::kLstm;
  EXPECT_THAT(refusal([&] { train_series(spec, context); }), HasSubstr("E-SPEC"));
  missing.data.data = (root / "none.csv").string();
  EXPECT_THAT(refusal([&] { train_series(missing, context); }), HasSubstr("E-DATA-FILE"));
  EXPECT_FALSE(fs::exists(root / "runs"));
}

}  // namespace
}  // namespace sextant::tasks
