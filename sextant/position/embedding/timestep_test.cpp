#include "sextant/position/embedding/timestep.h"

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

// With shift=1 they are tensor2tensor's sinusoids.
TEST(Timestep, OfDdpmIsTensor2tensors) {
  Timestep encoding(TimestepOptions{.channels = 8});
  const torch::Tensor expected = sinusoid_rows({.channels = 8, .spacing = SinusoidSpacing::kT2t}, doubles({0, 1, 500}));
  // Frequencies right to a few 2^-53, times 500.
  EXPECT_LT(distance(rows_at(*encoding, at_ids({0, 1, 500})), expected), 1e-12);
}

TEST(Timestep, RefusesWhatHasNoRows) {
  EXPECT_VALUE_ERROR(Timestep(TimestepOptions{.channels = 1}), "timestep: channels must be at least 2, got 1");
  EXPECT_VALUE_ERROR(Timestep(TimestepOptions{.channels = 2}),
                     "timestep: shift must be below half of the channels, 1, got 1");
  EXPECT_VALUE_ERROR(Timestep(TimestepOptions{.channels = 4, .base = 0}), "timestep: base must be positive, got 0");
  EXPECT_VALUE_ERROR(Timestep(TimestepOptions{.channels = 4, .time_scale = std::numeric_limits<double>::infinity()}),
                     "timestep: time_scale must be finite, got inf");
}
}  // namespace
}  // namespace sextant::position
