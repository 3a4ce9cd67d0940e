#include "sextant/io/image.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "sextant/io/file.h"

#include "tests/support/message_of.h"

namespace sextant::io {
namespace {

using sextant::testing::message_of;

// Recorded by tests/golden/make_images.py.
const std::string kGolden = SEXTANT_SOURCE_DIR "/tests/golden/images/";

std::string fault(const std::string& bytes) {
  return message_of<std::runtime_error>([&] { parse_image(bytes, "x.png"); });
}

/// The pixels of every PNG file there, with `levels` of grey.
uint8_t expected(int64_t c, int64_t y, int64_t x, int64_t levels = 256) {
  const int64_t value = (71 * c + 40 * y + 13 * x) % 256;
  return static_cast<uint8_t>(value / (256 / levels) * 255 / (levels - 1));
}

void expect_pixels(const std::string& name, int64_t channels, int64_t levels = 256) {
  const Image image = read_image(kGolden + name);
  ASSERT_EQ(image.channels, channels) << name;
  ASSERT_EQ(image.height, 4) << name;
  ASSERT_EQ(image.width, 5) << name;
  for (int64_t c = 0; c < channels; ++c)
    for (int64_t y = 0; y < 4; ++y)
      for (int64_t x = 0; x < 5; ++x)
        EXPECT_EQ(image.pixels[(c * 4 + y) * 5 + x], expected(c, y, x, levels)) << name << " " << c << y << x;
}

TEST(Image, EveryFormOfPngIsRead) {
  expect_pixels("grey.png", 1);
  expect_pixels("grey_alpha.png", 1);
  expect_pixels("grey_16.png", 1);
  expect_pixels("grey_4.png", 1, 16);
  expect_pixels("grey_1.png", 1, 2);
  expect_pixels("interlaced.png", 1);
  expect_pixels("colours.png", 3);
  expect_pixels("opaque.png", 3);
}

TEST(Image, APaletteIsItsColours) {
  const Image image = read_image(kGolden + "palette.png");
  ASSERT_EQ(image.channels, 3);
  for (int64_t c = 0; c < 3; ++c)
    for (int64_t i = 0; i < 20; ++i) EXPECT_EQ(image.pixels[c * 20 + i], expected(c, 0, i));
}

// Decoders may round the inverse transform differently: T.83 allows 1 in it, and turning its colours into red, green
// and blue, with factors up to 1.772, makes 3 of that.
TEST(Image, JpegIsWhatPillowDecodes) {
  for (const char* name : {"grey.jpg", "colours.jpg"}) {
    const Image image = read_image(kGolden + name);
    const std::string planes = read_file(kGolden + name + ".planes");
    ASSERT_EQ(image.height, 16);
    ASSERT_EQ(image.width, 24);
    ASSERT_EQ(image.pixels.size(), planes.size()) << name;
    for (size_t i = 0; i < planes.size(); ++i)
      EXPECT_LE(std::abs(image.pixels[i] - static_cast<uint8_t>(planes[i])), 3) << name << " " << i;
  }
}

TEST(Image, FilesThatAreNotWholeAreRefused) {
  const std::string png = read_file(kGolden + "colours.png"), jpeg = read_file(kGolden + "colours.jpg");
  EXPECT_EQ(fault(""), "x.png: is empty");
  EXPECT_EQ(fault("GIF89a"), "x.png: is neither PNG nor JPEG");
  EXPECT_EQ(fault(png.substr(0, png.size() - 20)), "x.png: is no whole PNG file: it ends too early");
  std::string changed = png;
  changed[png.size() - 14] ^= 1;  // the check sum of the pixels
  EXPECT_EQ(fault(changed), "x.png: is no whole PNG file: IDAT: CRC error");
  EXPECT_EQ(fault(jpeg.substr(0, jpeg.size() - 60)), "x.png: is no whole JPEG file: Premature end of JPEG file");
  EXPECT_EQ(fault(read_file(kGolden + "transparent.png")),
            "x.png: must be opaque, a pixel is transparent; put the picture on a ground first");
}

TEST(Image, AHeaderCannotAskForMoreThanTheFileCanHold) {
  const std::string bomb = read_file(SEXTANT_SOURCE_DIR "/tests/fuzz/corpus/image/bomb.png");
  EXPECT_EQ(fault(bomb), "x.png: is cut off: its header promises 60000 x 60000 pixels");
}

}  // namespace
}  // namespace sextant::io
