#include "sextant/data/images.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <set>
#include <stdexcept>

#include "sextant/data/image_batches.h"
#include "sextant/io/file.h"

#include "tests/support/errors.h"
#include "tests/support/gzipped.h"
#include "tests/support/message_of.h"
#include "tests/support/temporary_folder.h"

namespace sextant::data {
namespace {

using sextant::testing::gzipped;
using sextant::testing::message_of;
using sextant::testing::TemporaryFolder;

const std::string kGolden = SEXTANT_SOURCE_DIR "/tests/golden/images/";

/// An IDX file whose elements count from 0.
std::string idx(const std::vector<int64_t>& sizes) {
  std::string bytes = {0, 0, 8, static_cast<char>(sizes.size())};
  int64_t count = 1;
  for (const int64_t size : sizes) {
    bytes += {0, 0, 0, static_cast<char>(size)};
    count *= size;
  }
  for (int64_t i = 0; i < count; ++i) bytes += static_cast<char>(i);
  return bytes;
}

class ImagesTest : public ::testing::Test {
 protected:
  void write(const std::string& name, const std::string& bytes) {
    const std::filesystem::path path = folder / name;
    std::filesystem::create_directories(path.parent_path());
    io::write_file_atomic(path, bytes, io::Overwrite::kReplace);
  }
  void copy(const std::string& golden, const std::string& name) { write(name, io::read_file(kGolden + golden)); }
  std::string at(const std::string& name) const { return (folder / name).string(); }
  LabelledImages read(const std::string& name, const ImageOptions& options = {}, const LabelledOptions& table = {}) {
    return read_images(at(name), options, table);
  }
  std::string fault(const std::string& name, const ImageOptions& options = {}) {
    return message_of<std::runtime_error>([&] { read(name, options); });
  }

  TemporaryFolder folder;
};

TEST_F(ImagesTest, IdxFilesAreFoundByTheirPrefixOrByTheImages) {
  write("train-images-idx3-ubyte.gz", gzipped(idx({3, 4, 5})));
  write("train-labels-idx1-ubyte", idx({3}));
  for (const char* name : {"train", "train-images-idx3-ubyte.gz"}) {
    if (std::string(name) != "train") write("train-labels-idx1-ubyte.gz", gzipped(idx({3})));
    const LabelledImages images = read(name);
    EXPECT_EQ(images.pixels.sizes(), (torch::IntArrayRef{3, 1, 4, 5}));
    EXPECT_EQ(images.pixels[2][0][3][4].item<int64_t>(), 59);
    EXPECT_EQ(images.labels, (std::vector<std::string>{"0", "1", "2"}));
    EXPECT_EQ(images.names[1], at("train-images-idx3-ubyte.gz") + ": image 2");
  }
}

TEST_F(ImagesTest, LabelsThatDoNotFitAreRefused) {
  write("x-images-idx3-ubyte", idx({3, 4, 5}));
  EXPECT_EQ(fault("x"), at("x") + ": there is no such file or folder, and no x-labels-idx1-ubyte");
  write("x-labels-idx1-ubyte", idx({2}));
  EXPECT_EQ(fault("x"),
            at("x-labels-idx1-ubyte") + ": holds 2 labels for the 3 images of " + at("x-images-idx3-ubyte"));
  write("x-labels-idx1-ubyte", idx({3, 1}));
  EXPECT_EQ(fault("x"), at("x-labels-idx1-ubyte") + ": labels must have 1 axis, found 2");
  write("x-images-idx3-ubyte", idx({3}));
  EXPECT_EQ(fault("x"), at("x-images-idx3-ubyte") + ": images must have 3 axes, found 1");
  EXPECT_EQ(fault("y"), at("y") + ": there is no such file or folder, and no y-images-idx3-ubyte");
  write("digits", idx({3, 4, 5}));
  EXPECT_EQ(fault("digits"), at("digits") + ": has no labels beside it: its name must hold 'images-idx3-ubyte'");
  EXPECT_EQ(read_images(at("digits"), {}, {}, ImageLabels::kIgnored).size(), 3);
}

TEST_F(ImagesTest, RecordsOfCifarHaveTheirLabelsNames) {
  write("x.bin", std::string(1, '\6') + std::string(3072, 'a') + std::string(1, '\0') + std::string(3072, 'b'));
  const LabelledImages images = read("x.bin");
  EXPECT_EQ(images.pixels.sizes(), (torch::IntArrayRef{2, 3, 32, 32}));
  EXPECT_EQ(images.labels, (std::vector<std::string>{"frog", "airplane"}));
}

TEST_F(ImagesTest, AFolderForEachLabelIsReadInOrder) {
  copy("grey.png", "pets/dog/b.PNG");
  copy("interlaced.png", "pets/cat/a.png");
  copy("grey.png", "pets/cat/b.png");
  write("pets/notes.txt", "no picture");
  const LabelledImages images = read("pets");
  EXPECT_EQ(images.labels, (std::vector<std::string>{"cat", "cat", "dog"}));
  EXPECT_EQ(images.names[2], at("pets/dog/b.PNG"));
  EXPECT_EQ(images.pixels[0][0][1][2].item<int64_t>(), 40 + 2 * 13);  // make_images.py's pixels
}

TEST_F(ImagesTest, ATableNamesItsFilesFromWhereItStands) {
  copy("grey.png", "data/a.png");
  copy("grey.png", "data/more/b.png");
  write("data/list.csv", "label,path\nx,a.png\ny,more/b.png\n");
  EXPECT_EQ(read("data/list.csv").labels, (std::vector<std::string>{"x", "y"}));
  write("data/list.csv", "label,path\nx,a.png\ny,c.png\n");
  EXPECT_EQ(fault("data/list.csv"),
            at("data/list.csv") + ":3: " + at("data/c.png") + ": cannot be read: No such file or directory");
}

TEST_F(ImagesTest, PicturesOfAnotherSizeOrBrokenAreRefusedByName) {
  copy("grey.png", "x/a/1.png");
  copy("grey.jpg", "x/a/2.jpg");
  EXPECT_EQ(fault("x"), at("x/a/2.jpg") + ": must have 4 x 5 pixels and 1 channels as " + at("x/a/1.png") +
                            ", found 16 x 24 and 1");
  copy("colours.png", "x/a/2.jpg");
  EXPECT_EQ(fault("x"),
            at("x/a/2.jpg") + ": must have 4 x 5 pixels and 1 channels as " + at("x/a/1.png") + ", found 4 x 5 and 3");
  write("x/a/2.jpg", io::read_file(kGolden + "grey.png").substr(0, 60));
  EXPECT_EQ(fault("x"), at("x/a/2.jpg") + ": is no whole PNG file: it ends too early");
  write("x/a/2.jpg", "");
  EXPECT_EQ(fault("x"), at("x/a/2.jpg") + ": is empty");
  write("none/readme", "");
  EXPECT_EQ(fault("none"), at("none") + ": holds no image");
}

TEST_F(ImagesTest, BrokenPicturesAreSkippedAndCountedIfAskedFor) {
  copy("grey.png", "x/a/1.png");
  write("x/b/2.png", "");
  copy("grey.png", "x/b/3.png");
  const LabelledImages images = read("x", {}, {.bad_rows = BadRows::kSkip});
  EXPECT_EQ(images.labels, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(images.skipped, 1);
  EXPECT_EQ(images.faults, (std::vector<std::string>{at("x/b/2.png") + ": is empty"}));
}

TEST_F(ImagesTest, SizesAndColoursAreMadeAlikeIfAskedFor) {
  copy("colours.jpg", "x/a/1.jpg");
  copy("grey.png", "x/a/2.png");
  const LabelledImages grey = read("x", {.size = 8, .colours = Colours::kGrey});
  EXPECT_EQ(grey.pixels.sizes(), (torch::IntArrayRef{2, 1, 8, 8}));
  const LabelledImages colours = read("x", {.size = 8, .colours = Colours::kRgb});
  EXPECT_EQ(colours.pixels.sizes(), (torch::IntArrayRef{2, 3, 8, 8}));
  EXPECT_TRUE(colours.pixels[1][0].equal(colours.pixels[1][2]));
}

TEST(Resized, ASmallerPictureAveragesOverWhatItSkips) {
  // Columns 0 and 200 in turn: taking every second would give one of them. Triangles of antialiasing weigh
  // 1/8, 3/8, 3/8, 1/8 within the picture (PIL, Image.resize, bilinear), so all is 100.
  const torch::Tensor stripes = torch::tensor({0, 200}, torch::kUInt8).repeat({1, 1, 8, 4});
  const torch::Tensor half = resized(stripes, 4);
  EXPECT_EQ(half[0][0][1][1].item<int64_t>(), 100);
  EXPECT_TRUE(resized(stripes, 8).is_same(stripes));
}

TEST(Grey, ColoursCountAsTheEyeSeesThem) {
  const torch::Tensor pixels = torch::tensor({255, 0, 0, 0, 255, 0, 0, 0, 255}, torch::kUInt8).view({3, 3, 1, 1});
  EXPECT_TRUE(grey(pixels).flatten().equal(torch::tensor({76, 150, 29}, torch::kUInt8)));
}

TEST(Patches, RowsAreBlocksChannelByChannel) {
  const torch::Tensor images = torch::arange(2 * 3 * 4 * 6).view({2, 3, 4, 6});
  const torch::Tensor rows = patches(images, 2);
  ASSERT_EQ(rows.sizes(), (torch::IntArrayRef{2, 6, 12}));
  // Patch 4 stands in the second row of patches and the second column: pixels from (2, 2) on.
  for (int64_t c = 0; c < 3; ++c)
    EXPECT_TRUE(rows[1][4].slice(0, 4 * c, 4 * c + 4).equal(images[1][c].slice(0, 2, 4).slice(1, 2, 4).flatten()));
  EXPECT_TRUE(patches(images, 1)[0].t().equal(images[0].flatten(1)));
}

TEST(Patches, ASideThatDoesNotDivideIsRefused) {
  const torch::Tensor images = torch::zeros({1, 1, 28, 28});
  EXPECT_VALUE_ERROR(patches(images, 5), "patches: patch must be at least 1 and divide 28 x 28 pixels, got 5");
  EXPECT_VALUE_ERROR(patches(images, 0), "patches: patch must be at least 1 and divide 28 x 28 pixels, got 0");
}

TEST(PixelScale, TrainingPixelsHaveMeanNoughtAndDeviationOne) {
  torch::manual_seed(1);
  const torch::Tensor pixels = torch::randint(256, {20, 3, 8, 8}).to(torch::kUInt8);
  const torch::Tensor values = scaled(pixels, scale_of(pixels)).transpose(0, 1).flatten(1).to(torch::kFloat64);
  EXPECT_LT(values.mean(1).abs().max().item<double>(), 1e-5);  // float32, of values of order 1
  EXPECT_LT((values.std(1, false) - 1).abs().max().item<double>(), 1e-5);
  EXPECT_EQ(scale_of(torch::full({2, 1, 3, 3}, 7, torch::kUInt8)).deviation, std::vector<double>{1});
}

ImageSet numbered(int64_t count) {
  const torch::Tensor numbers = torch::arange(count);
  return {.pixels = numbers.to(torch::kUInt8).view({-1, 1, 1, 1}).expand({-1, 1, 4, 4}), .classes = numbers};
}

const ImageView kPlain{.patch = 2, .scale = {.mean = {0}, .deviation = {1}}};

TEST(ImageBatches, AnEpochHasEveryImageOnce) {
  const BatchAt batches = image_batches(numbered(10), kPlain, {}, 4, 1);
  std::vector<int64_t> orders[2];
  for (int64_t step = 0; step < 6; ++step) {
    const Batch batch = batches(step);
    EXPECT_EQ(batch.features.sizes(), (torch::IntArrayRef{step % 3 == 2 ? 2 : 4, 4, 4}));
    for (int64_t b = 0; b < batch.targets.size(0); ++b) {
      EXPECT_EQ(batch.features[b][0][0].item<int64_t>(), batch.targets[b].item<int64_t>());
      orders[step / 3].push_back(batch.targets[b].item<int64_t>());
    }
  }
  EXPECT_NE(orders[0], orders[1]);
  for (const auto& order : orders) EXPECT_EQ(std::set(order.begin(), order.end()).size(), 10u);
}

TEST(ImageBatches, ABatchIsAFunctionOfItsStep) {
  torch::manual_seed(2);
  const ImageSet images{.pixels = torch::randint(256, {9, 1, 4, 4}).to(torch::kUInt8), .classes = torch::arange(9)};
  const Augmentation some{.shift = 1, .flip = true};
  const BatchAt batches = image_batches(images, kPlain, some, 3, 1), again = image_batches(images, kPlain, some, 3, 1);
  batches(4);
  EXPECT_TRUE(batches(7).features.equal(again(7).features));
  EXPECT_FALSE(batches(7).features.equal(image_batches(images, kPlain, some, 3, 2)(7).features));
}

TEST(ImageBatches, AugmentationMovesAndMirrors) {
  torch::Tensor image = torch::zeros({1, 1, 5, 5});
  image[0][0][2][1] = 1;
  std::set<std::pair<int64_t, int64_t>> seen;
  for (uint64_t draw = 0; draw < 200; ++draw) {
    const torch::Tensor changed = augmented(image, {draw}, {.shift = 1, .flip = true}, 7);
    ASSERT_EQ(changed.sum().item<double>(), 1);
    const int64_t at = changed.flatten().argmax().item<int64_t>();
    seen.emplace(at / 5, at % 5);
  }
  // Rows 1 to 3; columns 0 to 2, or, mirrored, 4 to 2.
  EXPECT_EQ(seen.size(), 15u);
  EXPECT_TRUE(augmented(image, {3}, {}, 7).equal(image));
}

TEST(ImageBatches, WhatCannotBeIsRefused) {
  EXPECT_VALUE_ERROR(image_batches(numbered(0), kPlain, {}, 4, 1), "images: at least 1 is needed, got 0");
  EXPECT_VALUE_ERROR(image_batches(numbered(2), kPlain, {}, 0, 1), "images: batch must be at least 1, got 0");
  EXPECT_VALUE_ERROR(image_batches(numbered(2), kPlain, {.shift = 4}, 1, 1),
                     "images: augment-shift must be at least 0 and less than the 4 pixels of a side, got 4");
}

}  // namespace
}  // namespace sextant::data
