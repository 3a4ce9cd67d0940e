#include "sextant/position/embedding/fourier_mlp.h"

#include <gtest/gtest.h>

#include "sextant/position/ids.h"

#include "tests/support/errors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::at_ids;
using testing::grid;
using testing::rows_at;

/// The formula of the paper, one number at a time.
double by_hand(const FourierMlpImpl& encoding, const std::vector<double>& place, int64_t channel) {
  const auto at = [](const torch::Tensor& tensor, int64_t i, int64_t j) { return tensor[i][j].item<double>(); };
  const FourierMlpOptions& options = encoding.options;
  double sum = encoding.down_bias[channel].item<double>();
  for (int64_t h = 0; h < options.hidden; ++h) {
    double inner = encoding.up_bias[h].item<double>();
    for (int64_t f = 0; f < options.features / 2; ++f) {
      double angle = 0;
      for (size_t a = 0; a < place.size(); ++a) angle += place[a] * at(encoding.frequency, static_cast<int64_t>(a), f);
      const double size = std::sqrt(static_cast<double>(options.features));
      inner += at(encoding.up_weight, h, f) * std::cos(angle) / size;
      inner += at(encoding.up_weight, h, f + options.features / 2) * std::sin(angle) / size;
    }
    const double gelu = inner * 0.5 * (1 + std::erf(inner * std::sqrt(0.5)));
    sum += at(encoding.down_weight, channel, h) * gelu;
  }
  return sum;
}

TEST(FourierMlp, IsTheFormula) {
  FourierMlp encoding(FourierMlpOptions{.channels = 3, .features = 4, .hidden = 5, .gamma = 2, .axes = 2});
  encoding->to(torch::kFloat64);
  const torch::NoGradGuard no_grad;
  encoding->up_bias.uniform_();
  encoding->down_bias.uniform_();
  const torch::Tensor row = rows_at(*encoding, grid({3, 4}))[0][7];
  for (int64_t c = 0; c < 3; ++c) EXPECT_NEAR(row[c].item<double>(), by_hand(*encoding, {1, 3}, c), 1e-13);
}

TEST(FourierMlp, PassesGradientsToAllOfIt) {
  FourierMlp encoding(FourierMlpOptions{.channels = 3, .features = 4, .hidden = 5});
  encoding->to(torch::kFloat64);
  testing::expect_gradients(
      [&] {
        return rows_at(*encoding, at_ids({0, 1, 5}));
      },
      {encoding->frequency, encoding->up_weight, encoding->up_bias, encoding->down_weight, encoding->down_bias});
}

TEST(FourierMlp, StartsWithRowsOfSizeOne) {
  torch::manual_seed(7);
  FourierMlp encoding(FourierMlpOptions{.channels = 512, .features = 512, .hidden = 512, .gamma = 1});
  const double size = rows_at(*encoding, {.count = 64}).square().mean().sqrt().item<double>();
  // Each of the three layers averages over 512 draws: some 1/√512 = 4 % each.
  EXPECT_NEAR(size, 1, 0.15);
}

TEST(FourierMlp, RefusesOtherSizes) {
  const auto made = [](std::string_view spec) {
    return make_scheme("fourier-mlp:" + std::string(spec), testing::small_request());
  };
  EXPECT_VALUE_ERROR(made("features=3"), "fourier-mlp: features must be even, got 3");
  EXPECT_VALUE_ERROR(made("hidden=0"), "fourier-mlp: hidden must be at least 1, got 0");
  EXPECT_VALUE_ERROR(made("gamma=0"), "fourier-mlp: gamma must be positive, got 0");
  EXPECT_VALUE_ERROR(made("axes=0"), "fourier-mlp: axes must be at least 1, got 0");
  EXPECT_VALUE_ERROR(FourierMlp(FourierMlpOptions{.channels = 0, .features = 2, .hidden = 1}),
                     "fourier-mlp: channels must be at least 1, got 0");
}
}  // namespace
}  // namespace sextant::position
