#include "sextant/position/embedding/sincos3d.h"

#include <gtest/gtest.h>

#include "sextant/position/ids.h"

#include "tests/support/errors.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::at_ids;
using testing::rows_at;

struct Warnings final : c10::WarningHandler {
  std::vector<std::string> texts = {};
  void process(const c10::Warning& warning) override { texts.push_back(warning.msg()); }
};

TEST(Sincos3d, CountsAPictureAtTimeZero) {
  Sincos3d encoding(Sincos3dOptions{.channels = 12});
  const Positions picture{.count = 6, .ids = grid_ids({2, 3})}, film{.count = 6, .ids = grid_ids({1, 2, 3})};
  EXPECT_TRUE(torch::equal(rows_at(*encoding, picture), rows_at(*encoding, film)));
  const torch::Tensor line = rows_at(*encoding, at_ids({5}))[0];
  EXPECT_TRUE(torch::equal(line.slice(0, 0, 4), line.slice(0, 8, 12))) << "a line counts on every axis";
}

TEST(Sincos3d, SaysWhichAxisIsStarved) {
  Warnings warnings;
  const c10::WarningUtils::WarningHandlerGuard guard(&warnings);
  Sincos3d enough(Sincos3dOptions{.channels = 12}), few(Sincos3dOptions{.channels = 16});
  EXPECT_EQ(warnings.texts, std::vector<std::string>{"sincos3d: of 16 channels the last axis gets 4, not 6"});
}

TEST(Sincos3d, RefusesOtherWidthsAndAxes) {
  EXPECT_VALUE_ERROR(Sincos3d(Sincos3dOptions{.channels = 8}),
                     "sincos3d: channels must leave some to the last axis, got 8");
  EXPECT_VALUE_ERROR(Sincos3d(Sincos3dOptions{.channels = 12, .base = 0}), "sincos3d: base must be positive, got 0");
  Sincos3d encoding(Sincos3dOptions{.channels = 12});
  EXPECT_VALUE_ERROR(rows_at(*encoding, {.count = 1, .ids = grid_ids({1, 1, 1, 1})}),
                     "sincos3d: positions have 1 or 3 axes, got 4");
}
}  // namespace
}  // namespace sextant::position
