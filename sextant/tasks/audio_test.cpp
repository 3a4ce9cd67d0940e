// train audio and predict on tones of a second's work: rising and falling ones, so that only their order tells.
#include <ATen/Parallel.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <functional>
#include <numbers>

#include "sextant/io/file.h"
#include "sextant/random/philox.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/open_model.h"
#include "sextant/tasks/predict_sounds.h"
#include "sextant/tasks/train_audio.h"

#include "tests/support/temporary_folder.h"
#include "tests/support/wav.h"

namespace sextant::tasks {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::HasSubstr;

constexpr int64_t kRate = 8000, kSounds = 160;

/// An eighth of a second of two tones, the second higher or lower, over faint noise.
std::vector<float> two_tones(bool rising, uint64_t seed) {
  random::Philox draw(seed, 0x746f6e65);
  const double low = 400 + 200 * draw.uniform(), high = 1500 + 500 * draw.uniform();
  std::vector<float> samples;
  for (int64_t n = 0; n < kRate / 8; ++n) {
    const bool first = n < kRate / 16;
    const double hertz = first == rising ? low : high;
    samples.push_back(static_cast<float>(0.5 * std::sin(2 * std::numbers::pi * hertz * static_cast<double>(n) / kRate) +
                                         0.01 * draw.normal()));
  }
  return samples;
}

std::string refusal(const std::function<void()>& work) {
  try {
    work();
  } catch (const Failure& failure) {
    return failure.facts().code + " " + failure.facts().message;
  }
  return "no refusal";
}

class Audio : public ::testing::Test {
 protected:
  Audio() {
    at::set_num_threads(1);
    fs::create_directories(sounds);
    for (int64_t i = 0; i < kSounds; ++i) {
      const std::string name = std::string(i % 2 ? "up_" : "down_") + (i % 4 < 2 ? "ann_" : "bob_") + std::to_string(i);
      write(name, two_tones(i % 2 == 1, static_cast<uint64_t>(i)));
    }
  }
  void write(const std::string& name, const std::vector<float>& samples, uint32_t rate = kRate) {
    io::write_file_atomic(sounds / (name + ".wav"), testing::wav_bytes(samples, rate), io::Overwrite::kReplace);
  }
  TrainAudioOptions options(const std::string& name, const std::string& pos = "sinusoidal") {
    return {.data = {.data = sounds.string(), .list = {.label_from_name = "{label}_{speaker}_*"}, .batch = 16},
            .model = {.channels = 16, .layers = 1, .heads = 2, .dropout = 0, .pos = pos},
            .train = {.lr = 0.01, .warmup = "5%", .better = train::Better::kHigher},
            .epochs = 12,
            .run = {.runs = (root / "runs").string(), .name = name}};
  }
  std::string path(const std::string& name) { return (sounds / (name + ".wav")).string(); }

  ::sextant::testing::TemporaryFolder folder;
  const fs::path root = folder.path, sounds = root / "sounds";
  std::vector<std::string> lines, warnings;
  Context context = {.on_line = [this](std::string_view line) { lines.emplace_back(line); },
                     .on_warning = [this](std::string_view id, std::string_view) { warnings.emplace_back(id); },
                     .command = "sextant train audio"};
};

// Averaged over time, a rising and a falling pair of tones are the same.
TEST_F(Audio, LabelsThatNeedTheOrderOfRowsAreLearnedWithPositions) {
  const TrainAudioResult with = train_audio(options("with"), context);
  ASSERT_TRUE(with.of_labels);
  EXPECT_GE(with.of_labels->test.accuracy(), 0.9);
  EXPECT_TRUE(with.input.timed);
  EXPECT_EQ(with.input.rows, 13);
  EXPECT_EQ(with.labels, (std::vector<std::string>{"down", "up"}));
  EXPECT_FALSE(train_audio(options("order", "learned"), context).input.timed);

  SoundPredictor predictor({.model = with.folder.string(), .top_k = 2}, context);
  const std::vector<std::string> paths = {path("up_ann_1"), path("down_bob_2"), path("up_bob_3")};
  const std::vector<Prediction> answers = predictor.predict(paths);
  ASSERT_EQ(answers.size(), 3);
  EXPECT_EQ(answers[0][0].first, "up");
  EXPECT_EQ(answers[1][0].first, "down");
  EXPECT_NEAR(answers[0][0].second + answers[0][1].second, 1, 1e-6);
}

TEST_F(Audio, StringsAreWrittenDownWithoutBeingToldWhereTheirSoundsAre) {
  TrainAudioOptions strings = options("strings", "rope");
  strings.target = SoundTarget::kString;
  strings.strings = {.shortest = 1, .longest = 3, .gap = 0.1};
  strings.test_strings = 30;
  strings.epochs = 60;
  strings.model.channels = 32;
  const TrainAudioResult result = train_audio(strings, context);
  ASSERT_TRUE(result.of_strings);
  EXPECT_LT(result.of_strings->edits.rate(), 0.3);
  EXPECT_EQ(result.of_strings->strings, 30);
  EXPECT_TRUE(is_transcriber(result.folder.string()));
  SoundPredictor predictor({.model = result.folder.string()}, context);
  const std::vector<std::string> paths = {path("up_ann_1")};
  EXPECT_FALSE(predictor.predict(paths)[0][0].first.empty());
  EXPECT_THAT(refusal([&] { open_classifier(result.folder.string(), "cpu"); }), HasSubstr("is a transcriber"));
}

TEST_F(Audio, GroupsAreHeldOutWhole) {
  TrainAudioOptions groups = options("groups");
  groups.data.list.group = "speaker";
  groups.epochs = 1;
  EXPECT_EQ(train_audio(groups, context).of_labels->test.texts, kSounds / 2);
}

TEST_F(Audio, SoundsOfAnotherRateAreBroughtToTheModelsAndClippedOnesTold) {
  std::vector<float> clipped = two_tones(true, 1);
  for (int64_t n = 100; n < 110; ++n) clipped[n] = 1;
  write("up_ann_1", clipped, 16000);
  TrainAudioOptions resampling = options("rates");
  resampling.data.reading.rate = kRate;
  resampling.epochs = 1;
  train_audio(resampling, context);
  EXPECT_THAT(lines, Contains(HasSubstr("1 of 160 sounds had another rate and were brought to 8000 Hz")));
  EXPECT_THAT(warnings, Contains("W-AUDIO-CLIPPED"));
}

TEST_F(Audio, WhatCannotBeReadIsRefusedOrSkipped) {
  io::write_file_atomic(sounds / "up_ann_99.wav", "label,text\n");
  EXPECT_THAT(refusal([&] { train_audio(options("a"), context); }), HasSubstr("E-AUDIO " + path("up_ann_99")));
  TrainAudioOptions skipping = options("b");
  skipping.data.table.bad_rows = data::BadRows::kSkip;
  skipping.epochs = 1;
  EXPECT_EQ(train_audio(skipping, context).of_labels->test.texts, kSounds / 10);
  EXPECT_THAT(lines, Contains(HasSubstr("1 sounds skipped in all")));
  fs::remove(sounds / "up_ann_99.wav");

  TrainAudioOptions pattern = options("c"), bands = options("d"), spec = options("e", "rope"), alone = options("f");
  pattern.data.list.label_from_name = "{label}-{speaker}";
  EXPECT_THAT(refusal([&] { train_audio(pattern, context); }), HasSubstr("E-DATA-LABEL"));
  bands.data.mel.bands = 200;
  EXPECT_THAT(refusal([&] { train_audio(bands, context); }), HasSubstr("E-USAGE-VALUE mel: band"));
  spec.model.architecture = Architecture::kGru;
  EXPECT_THAT(refusal([&] { train_audio(spec, context); }), HasSubstr("E-SPEC"));
  alone.data.list.label_from_name = "*_{label}_*";
  alone.data.data = (root / "none").string();
  EXPECT_THAT(refusal([&] { train_audio(alone, context); }), HasSubstr("E-DATA-FILE"));
  EXPECT_FALSE(fs::exists(root / "runs" / "a"));
}

}  // namespace
}  // namespace sextant::tasks
