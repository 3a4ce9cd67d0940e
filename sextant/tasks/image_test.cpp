// train image, predict and eval on pictures of a second's work whose labels need to know where things are.
#include <ATen/Parallel.h>
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>

#include "sextant/io/file.h"
#include "sextant/random/philox.h"
#include "sextant/report/png_encode.h"
#include "sextant/tasks/eval.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/predict_images.h"
#include "sextant/tasks/train_image.h"

#include "tests/support/gzipped.h"
#include "tests/support/temporary_folder.h"

namespace sextant::tasks {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr int64_t kSide = 8, kImages = 240;

std::string refusal(const std::function<void()>& work) {
  try {
    work();
  } catch (const Failure& failure) {
    return failure.facts().code + " " + failure.facts().message;
  }
  return "no refusal";
}

std::string idx(const std::vector<int64_t>& sizes, const std::string& elements) {
  std::string bytes = {0, 0, 8, static_cast<char>(sizes.size())};
  for (const int64_t size : sizes)
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(size >> shift & 0xff);
  return bytes + elements;
}

/// One bright patch of two by two pixels: class 0 if it stands in the upper half. Both classes are made of the same
/// patches, so only their places tell.
std::string picture(uint64_t number) {
  random::Philox draws(3, 1, number);
  const auto row = static_cast<int64_t>(2 * (number % 2) + draws.below(2)),
             column = static_cast<int64_t>(draws.below(4));
  std::string pixels(kSide * kSide, '\x10');
  for (int64_t y = 0; y < 2; ++y)
    for (int64_t x = 0; x < 2; ++x) pixels[(2 * row + y) * kSide + 2 * column + x] = '\xf0';
  return pixels;
}

class Images : public ::testing::Test {
 protected:
  Images() {
    at::set_num_threads(1);
    std::string pixels, labels;
    for (uint64_t i = 0; i < kImages; ++i) {
      pixels += picture(i);
      labels += static_cast<char>(i % 2);
    }
    write("train-images-idx3-ubyte.gz", testing::gzipped(idx({kImages, kSide, kSide}, pixels)));
    write("train-labels-idx1-ubyte", idx({kImages}, labels));
  }
  void write(const std::string& name, const std::string& bytes) {
    io::write_file_atomic(root / name, bytes, io::Overwrite::kReplace);
  }
  std::string at(const std::string& name) const { return (root / name).string(); }

  TrainImageOptions options(const std::string& pos, const std::string& name = "x") {
    // Grey, since the PNG files below hold colours.
    return {.data = {.data = at("train"), .images = {.colours = data::Colours::kGrey}, .patch = 2, .batch = 16},
            .model = {.channels = 24, .layers = 1, .heads = 2, .dropout = 0, .pos = pos},
            .train = {.lr = 0.01, .warmup = "5%", .better = train::Better::kHigher},
            .epochs = 20,
            .run = {.runs = at("runs"), .name = name, .existing = Existing::kOverwrite}};
  }
  std::string run(const std::string& name = "x") { return (root / "runs" / name).string(); }
  /// A picture as a PNG file.
  std::string png(uint64_t number, const std::string& name) {
    report::Pixels pixels{.width = kSide, .height = kSide, .colours = {}};
    for (const char value : picture(number)) {
      const auto grey = static_cast<uint8_t>(value);
      pixels.colours.push_back({grey, grey, grey});
    }
    write(name, report::encode_png(pixels));
    return at(name);
  }

  testing::TemporaryFolder folder;
  const fs::path root = folder.path;
  std::vector<std::string> lines;
  Context context = {.on_line = [this](std::string_view line) { lines.emplace_back(line); },
                     .command = "sextant train image"};
};

TEST_F(Images, EveryKindOfEncodingGetsTheRichestPlacesItTakes) {
  const ImageInput input = image_input(torch::zeros({1, 1, kSide, kSide}, torch::kUInt8), {}, 2);
  const auto taken = [&](const std::string& pos) {
    models::Classifier model(image_model({.channels = 24, .layers = 1, .heads = 2, .pos = pos}, input, {"a", "b"}));
    return places_taken(*model, input);
  };
  for (const char* pos : {"nope", "learned-2d", "sincos2d", "detr-sine", "fourier:axes=2", "peg", "rope-2d",
                          "rope-mixed", "rope-dino", "swin", "sincos2d+rope-2d"})
    EXPECT_EQ(taken(pos), PatchPlaces::kGrid) << pos;
  EXPECT_EQ(taken("sincos3d"), PatchPlaces::kGrid);  // at time 0
  for (const char* pos : {"sinusoidal", "learned", "fourier", "rope", "alibi", "t5", "sinusoidal+rope-2d"})
    EXPECT_EQ(taken(pos), PatchPlaces::kOrder) << pos;
}

TEST_F(Images, EncodingsOfAGridAndOfALineLearnWherePatchesAre) {
  for (const char* pos : {"sincos2d", "rope-2d", "sinusoidal", "rope"}) {
    TrainImageOptions some = options(pos);
    some.baseline = false;
    const TrainImageResult result = train_image(some, context);
    EXPECT_GT(result.test.accuracy(), 0.9) << pos;
    EXPECT_EQ(result.input.rows(), 4);
  }
}

// Without positions both classes are the same set of patches.
TEST_F(Images, WithoutPositionsItStaysAtChance) {
  const TrainImageResult result = train_image(options("nope"), context);
  EXPECT_LT(result.test.accuracy(), 0.75);
  EXPECT_NEAR(result.majority.accuracy(), 0.5, 1e-12);
  ASSERT_TRUE(result.logistic);
  EXPECT_GT(result.logistic->accuracy(), 0.9);  // which half is brighter is a linear question
  EXPECT_THAT(lines, ::testing::Contains(HasSubstr("4 x 4 patches of 2 x 2 pixels, positions row and column")));
}

TEST_F(Images, RecurrentReadersReadPatchesInTheirOrder) {
  TrainImageOptions some = options("nope");
  some.model.architecture = Architecture::kGru;
  some.baseline = false;
  EXPECT_GT(train_image(some, context).test.accuracy(), 0.9);
}

TEST_F(Images, ATrainedModelAnswersForPathsAndForSets) {
  TrainImageOptions some = options("rope-2d");
  some.baseline = false;
  const double accuracy = train_image(some, context).test.accuracy();
  ASSERT_GT(accuracy, 0.9);
  ImagePredictor predictor({.model = run(), .top_k = 0}, context);
  const std::vector<std::string> paths = {png(1000, "a.png"), png(1001, "b.png"), png(1002, "c.png")};
  const std::vector<Prediction> answers = predictor.predict(paths);
  ASSERT_EQ(answers.size(), 3u);
  EXPECT_EQ(answers[0][0].first + answers[1][0].first + answers[2][0].first, "010");
  EXPECT_NEAR(answers[0][0].second + answers[0][1].second, 1, 1e-9);
  const std::vector<Prediction> all = predictor.predict_set(at("train-images-idx3-ubyte.gz"));
  ASSERT_EQ(all.size(), kImages);
  int64_t right = 0;
  for (int64_t i = 0; i < kImages; ++i) right += all[i][0].first == std::to_string(i % 2) ? 1 : 0;
  const EvalResult figures = evaluate({.model = run(), .data = at("train")}, context);
  EXPECT_EQ(figures.metrics[0].name, "accuracy");
  EXPECT_DOUBLE_EQ(figures.metrics[0].value, static_cast<double>(right) / kImages);
}

TEST_F(Images, AFolderOfPicturesTrainsAndIsResizedAsInTraining) {
  for (uint64_t i = 0; i < 40; ++i) {
    fs::create_directories(root / "set" / (i % 2 == 0 ? "above" : "below"));
    png(i, fmt::format("set/{}/{}.png", i % 2 == 0 ? "above" : "below", i));
  }
  TrainImageOptions some = options("learned-2d");
  some.data.data = at("set");
  some.data.images = {.size = 4, .colours = data::Colours::kGrey};
  some.epochs = 1;
  some.baseline = false;
  const TrainImageResult result = train_image(some, context);
  EXPECT_THAT(result.labels, ElementsAre("above", "below"));
  EXPECT_EQ(result.input.sizes(), (std::vector<int64_t>{1, 4, 4}));
  ImagePredictor predictor({.model = run()}, context);
  EXPECT_EQ(predictor.predict(std::vector<std::string>{png(7, "one.png")}).size(), 1u);
}

TEST_F(Images, AugmentedRunsGoOnWhereTheyStopped) {
  TrainImageOptions some = options("rope-2d", "whole");
  some.data.augmentation = {.shift = 1, .flip = true};
  some.baseline = false;
  some.epochs = 0;
  some.train.steps = 20;
  some.train.eval_every = some.train.save_every = 10;
  const TrainImageResult whole = train_image(some, context);
  some.run.name = "parts";
  bool stop = false;
  Context stopping = context;
  stopping.on_progress = [&](const Progress& progress) { stop = progress.done == 10; };
  stopping.should_stop = [&] { return stop; };
  EXPECT_THROW(train_image(some, stopping), Interrupted);
  some.run.existing = Existing::kResume;
  const TrainImageResult parts = train_image(some, context);
  EXPECT_EQ(parts.training.resumed_from, 10);
  EXPECT_EQ(parts.training.loss, whole.training.loss);
}

TEST_F(Images, WhatCannotBeLearnedIsRefusedWithACode) {
  const auto refused = [&](const std::function<void(TrainImageOptions&)>& change) {
    TrainImageOptions some = options("rope-2d");
    change(some);
    return refusal([&] { train_image(some, context); });
  };
  EXPECT_EQ(refused([](auto& o) { o.data.patch = 3; }),
            "E-USAGE-VALUE patches: patch must be at least 1 and divide 8 x 8 pixels, got 3");
  EXPECT_EQ(refused([](auto& o) { o.data.augmentation.shift = 8; }),
            "E-USAGE-VALUE images: augment-shift must be at least 0 and less than the 8 pixels of a side, got 8");
  EXPECT_EQ(refused([](auto& o) { o.data.hold_out = 0.5; }),
            "E-USAGE-VALUE hold-out must be above 0 and below 0.5, got 0.5");
  EXPECT_THAT(refused([](auto& o) { o.model.pos = "rope-2e"; }), HasSubstr("E-SPEC"));
  EXPECT_EQ(refused([&](auto& o) { o.data.data = at("none"); }),
            "E-DATA-FILE " + at("none") + ": there is no such file or folder, and no none-images-idx3-ubyte");
  write("one-images-idx3-ubyte", idx({2, 1, 1}, "ab"));
  write("one-labels-idx1-ubyte", idx({2}, "aa"));
  EXPECT_EQ(refused([&](auto& o) { o.data.data = at("one"); }),
            "E-DATA-EMPTY " + at("one") + ": every image has the label '97', so there is nothing to learn");
  EXPECT_EQ(
      refused([&](auto& o) { o.data.test = at("one"); }),
      "E-IMAGE " + at("one") + ": must have 8 x 8 pixels and 1 channels as the training images, found 1 x 1 and 1");
  write("one-labels-idx1-ubyte", idx({3}, "aaa"));
  EXPECT_THAT(refused([&](auto& o) { o.data.data = at("one"); }), HasSubstr("E-DATA-PAIRS"));
  write("one-images-idx3-ubyte", std::string("\0\0\xd\1", 4));
  EXPECT_THAT(refused([&](auto& o) { o.data.data = at("one"); }), HasSubstr("E-IMAGE"));
}

TEST_F(Images, PicturesOfAnotherSizeAreRefusedByAModel) {
  TrainImageOptions some = options("rope-2d");
  some.epochs = 1;
  some.baseline = false;
  train_image(some, context);
  ImagePredictor predictor({.model = run()}, context);
  report::Pixels pixels{.width = 2, .height = 1, .colours = {{1, 1, 1}, {2, 2, 2}}};
  write("small.png", report::encode_png(pixels));
  EXPECT_EQ(refusal([&] { predictor.predict(std::vector<std::string>{at("small.png")}); }),
            "E-IMAGE " + at("small.png") +
                ": must have 8 x 8 pixels and 1 channels as the training images, found 1 x 2 and 1");
  EXPECT_EQ(refusal([&] { ImagePredictor({.model = run(), .top_k = 3}, context); }),
            "E-USAGE-VALUE top-k must be from 0 to 2, the labels of the model, got 3");
}

}  // namespace
}  // namespace sextant::tasks
