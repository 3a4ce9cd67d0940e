#include "sextant/position/embedding/tape.h"

#include <gtest/gtest.h>

#include "sextant/position/sinusoid.h"

#include "tests/support/errors.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::at_ids;
using testing::distance;
using testing::rows_at;

torch::Tensor doubles(const std::vector<double>& values) { return torch::tensor(values, torch::kFloat64); }

// C = 4, L = 8: angles 3·4/8 and 3·4/8·0.01, at ten digits.
TEST(Tape, FitsTheFrequenciesToTheLength) {
  Tape encoding(TapeOptions{.channels = 4, .longest = 8});
  EXPECT_LT(distance(rows_at(*encoding, at_ids({3}))[0], doubles({.9974949866, .0707372017, .0149994375, .9998875021})),
            1e-10);
  Tape square(TapeOptions{.channels = 16, .longest = 16});
  EXPECT_TRUE(
      torch::equal(rows_at(*square, {.count = 9}), sinusoid_rows({.channels = 16}, torch::arange(9, torch::kFloat64))))
      << "as long as wide: plain sinusoids";
}

TEST(Tape, RefusesOtherSizes) {
  EXPECT_VALUE_ERROR(Tape(TapeOptions{.channels = 4, .longest = 0}), "tape: longest must be at least 1, got 0");
  EXPECT_VALUE_ERROR(Tape(TapeOptions{.channels = 4, .longest = 4, .base = -1}), "tape: base must be positive, got -1");
}
}  // namespace
}  // namespace sextant::position
