#include "sextant/position/scaled_rows.h"

#include <gtest/gtest.h>

#include "sextant/position/registry.h"

#include "tests/support/errors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::rows_at;

std::shared_ptr<EmbeddingEncoding> made(std::string_view spec) {
  torch::manual_seed(2);
  return make_scheme(spec, testing::small_request()).input.encoding;
}

TEST(ScaledRows, AreTheRowsTimesANumber) {
  for (const std::string name : {"sinusoidal", "learned", "time2vec", "fourier", "peg"}) {
    const torch::NoGradGuard no_grad;
    const torch::Tensor plain = rows_at(*made(name), {.count = 5});
    EXPECT_TRUE(torch::equal(rows_at(*made(name + ":scale=0.5"), {.count = 5}), plain * 0.5)) << name;
    EXPECT_TRUE(torch::equal(rows_at(*made(name + ":scale=1"), {.count = 5}), plain)) << name;
  }
}

TEST(ScaledRows, TrainTheirScale) {
  const auto scaled = made("sinusoidal:scale=learned");
  const auto own = [&] { return scaled->named_parameters()["scale"]; };
  EXPECT_EQ(own().item<double>(), 0.25) << "16^-1/2, beside rows of amplitude 1";
  scaled->to(torch::kFloat64);
  testing::expect_gradients([&] { return rows_at(*scaled, {.count = 3}); }, {own()});
  EXPECT_EQ(made("learned:scale=learned")->named_parameters()["scale"].item<double>(), 1) << "rows have a size";
}

TEST(ScaledRows, RefuseOtherScales) {
  EXPECT_VALUE_ERROR(made("sinusoidal:scale=big"), "sinusoidal: scale must be a number or learned, got 'big'");
  EXPECT_VALUE_ERROR(made("learned:scale=none"), "learned: scale must be a number or learned, got 'none'");
}

}  // namespace
}  // namespace sextant::position
