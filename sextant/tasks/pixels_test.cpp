// train pixels and generate on pictures of a few pixels whose right answers are known.
#include <ATen/Parallel.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>

#include "sextant/io/file.h"
#include "sextant/io/image.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/generate_pixels.h"
#include "sextant/tasks/train_pixels.h"

#include "tests/support/temporary_folder.h"

namespace sextant::tasks {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr int64_t kSide = 4, kImages = 200;

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
  for (const int64_t size : sizes) bytes += {0, 0, 0, static_cast<char>(size)};
  return bytes + elements;
}

/// Class 0 is a column of light, class 1 a row of it, the number'th of four.
std::string stripe(int64_t number) {
  std::string pixels(kSide * kSide, '\0');
  for (int64_t i = 0; i < kSide; ++i) {
    const int64_t line = number / 2 % kSide;
    pixels[number % 2 == 0 ? i * kSide + line : line * kSide + i] = '\xff';
  }
  return pixels;
}

class Pixels : public ::testing::Test {
 protected:
  Pixels() {
    at::set_num_threads(1);
    std::string pixels, labels;
    for (int64_t i = 0; i < kImages; ++i) {
      pixels += stripe(i);
      labels += static_cast<char>(i % 2);
    }
    io::write_file_atomic(root / "x-images-idx3-ubyte", idx({kImages, kSide, kSide}, pixels));
    io::write_file_atomic(root / "x-labels-idx1-ubyte", idx({kImages}, labels));
  }
  TrainPixelsOptions options(const std::string& pos) {
    return {.data = {.data = (root / "x").string(), .images = {.colours = data::Colours::kGrey}, .batch = 20},
            .levels = 2,
            .model = {.vocabulary = 0, .channels = 24, .layers = 2, .heads = 2, .pos = pos},
            .train = {.lr = 0.01, .warmup = "5%"},
            .epochs = 30,
            .run = {.runs = (root / "runs").string(), .name = "x", .existing = Existing::kOverwrite}};
  }
  std::string run() const { return (root / "runs" / "x").string(); }

  testing::TemporaryFolder folder;
  const fs::path root = folder.path;
  Context context = {.command = "sextant train pixels"};
};

// The line is one of four: ln 4 nats an image, and nothing after its first pixel of light.
TEST_F(Pixels, APainterLearnsAllThatCanBeKnown) {
  for (const auto& [pos, places] : {std::pair{"rope-2d", PatchPlaces::kGrid}, std::pair{"rope", PatchPlaces::kOrder}}) {
    const TrainPixelsResult result = train_pixels(options(pos), context);
    EXPECT_EQ(result.input.places, places) << pos;
    EXPECT_LT(result.nats, 1.3 * std::log(4.0) / (kSide * kSide)) << pos;
    EXPECT_GT(result.independent, 3 * result.nats) << pos;
  }
}

TEST_F(Pixels, SamplesAreImagesOfTheirClass) {
  train_pixels(options("rope-2d"), context);
  GeneratePixelsOptions asked{.model = run(), .samples = 8, .zoom = 3};
  const GeneratePixelsResult result = generate_pixels(asked, context);
  ASSERT_EQ(result.images.sizes(), (torch::IntArrayRef{2, 8, kSide, kSide}));
  const torch::Tensor light = result.images.eq(255).to(torch::kInt64);
  const torch::Tensor columns = light[0].sum(1).eq(kSide).any(1), rows = light[1].sum(2).eq(kSide).any(1);
  EXPECT_GE(columns.sum().item<int64_t>(), 7);
  EXPECT_GE(rows.sum().item<int64_t>(), 7);
  EXPECT_TRUE(generate_pixels(asked, context).images.equal(result.images));
  asked.samples = 3;  // a sample depends on its own draws alone, but its number counts labels first
  EXPECT_TRUE(generate_pixels(asked, context).images[0].equal(result.images[0].slice(0, 0, 3)));
  const io::Image sheet = io::parse_image(to_png(result), "sheet");
  EXPECT_EQ(sheet.height, 2 * (kSide + 1) * 3);
  EXPECT_EQ(sheet.width, 8 * (kSide + 1) * 3);
}

TEST_F(Pixels, WhatCannotBePaintedIsRefused) {
  TrainPixelsOptions some = options("rope-2d");
  some.levels = 1;
  EXPECT_EQ(refusal([&] { train_pixels(some, context); }), "E-USAGE-VALUE pixels: levels must be 2 to 256, got 1");
  some.levels = 2;
  some.data.images.colours = data::Colours::kRgb;
  EXPECT_THAT(refusal([&] { train_pixels(some, context); }),
              HasSubstr("E-USAGE-VALUE pixels: images must be grey, [N, 1, H, W], got ["));
  some = options("rope-2d");
  some.epochs = 1;
  train_pixels(some, context);
  EXPECT_EQ(refusal([&] { generate_pixels({.model = run(), .samples = 0}, context); }),
            "E-USAGE-VALUE samples must be at least 1, got 0");
  EXPECT_THAT(refusal([&] { generate_pixels({.model = run(), .samples = 1, .sampling = {.top_p = 0}}, context); }),
              HasSubstr("E-USAGE-VALUE sampling: top-p"));
}

}  // namespace
}  // namespace sextant::tasks
