#include "sextant/position/angle_rows.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace sextant::position {
namespace {

std::vector<double> frequencies_of(int64_t channels, double base) {
  std::vector<double> w;
  for (int64_t k = 0; k < channels / 2; ++k)
    w.push_back(std::pow(base, -2 * static_cast<double>(k) / static_cast<double>(channels)));
  return w;
}

/// The largest distance of float32 rows from cosines and sines in long double of the same float64 angle, in units of
/// the last place of float32 at 1.
double worst(const std::vector<double>& positions) {
  const std::vector<double> w = frequencies_of(128, 10000);
  const torch::Tensor p = torch::tensor(positions, torch::kFloat64);
  const torch::Tensor rows = angle_rows(p, w, 1, torch::kFloat32).to(torch::kFloat64).contiguous();
  const double* got = rows.const_data_ptr<double>();
  double most = 0;
  for (size_t n = 0; n < positions.size(); ++n)
    for (size_t k = 0; k < w.size(); ++k) {
      const long double angle = static_cast<long double>(positions[n]) * w[k];
      const double c = static_cast<double>(std::cos(angle)), s = static_cast<double>(std::sin(angle));
      most = std::max({most, std::abs(got[n * 128 + k] - c), std::abs(got[n * 128 + 64 + k] - s)});
    }
  return most / std::numeric_limits<float>::epsilon();
}

// Half a unit of rounding to float32, and the float64 rounding of an angle of up to 10^7 rad: 2^-53 of it, 1.1e-9,
// which is .01 of the unit.
TEST(AngleRows, AreWithinOneUlpOfFloat32ToPositionTenMillion) {
  std::vector<double> near, far;
  for (int64_t p = 0; p < 3000; ++p) near.push_back(static_cast<double>(p));
  for (const double p : {4095.0, 4096.0, 131071.0, 1048576.0, 9999999.0, 1e7}) far.push_back(p);
  for (int64_t p = 0; p < 2000; ++p) far.push_back(1e7 - 4999 * static_cast<double>(p));
  EXPECT_LE(worst(near), 0.51);
  EXPECT_LE(worst(far), 0.52);
}

TEST(AngleRows, RealAndNegativePositionsAreTurnedAsWell) {
  EXPECT_LE(worst({0.25, 1e6 + 0.5, -0.75, -1, -255, -256, -257, -1000000}), 0.51);
}

// A row is that of its position alone, whatever stands beside it: decoding must give what a whole pass gave.
TEST(AngleRows, DependOnNothingButThePosition) {
  const std::vector<double> w = frequencies_of(16, 10000);
  const torch::Tensor line = torch::arange(5000, torch::kFloat64);
  for (const auto dtype : {torch::kFloat32, torch::kFloat64}) {
    const torch::Tensor all = angle_rows(line, w, 1.5, dtype);
    for (const int64_t p : {0, 1, 255, 256, 511, 4999})
      EXPECT_TRUE(torch::equal(angle_rows(line.slice(0, p, p + 1), w, 1.5, dtype)[0], all[p])) << p;
    EXPECT_TRUE(torch::equal(angle_rows(line.flip({0}), w, 1.5, dtype).flip({0}), all));
  }
}

TEST(AngleRows, KeepTheLengthOfTheFactor) {
  const torch::Tensor rows =
      angle_rows(torch::arange(3000, torch::kFloat64), frequencies_of(32, 500), 1.25, torch::kFloat64);
  const torch::Tensor lengths = rows.square().sum(1).sqrt();
  EXPECT_LT((lengths - 1.25).abs().max().item<double>(), 8 * std::numeric_limits<double>::epsilon());
  EXPECT_EQ(angle_rows(torch::zeros({0}, torch::kFloat64), {1.0}, 1, torch::kFloat32).sizes(),
            (torch::IntArrayRef{0, 2, 1}));
  EXPECT_EQ(angle_rows(torch::zeros({1}, torch::kFloat64), {1.0}, 1, torch::kBFloat16).scalar_type(), torch::kBFloat16);
}

}  // namespace
}  // namespace sextant::position
