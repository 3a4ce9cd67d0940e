#include "sextant/models/transcriber.h"

#include <gtest/gtest.h>
#include <torch/utils.h>

#include <cmath>

#include "tests/support/errors.h"

namespace sextant::models {
namespace {

ModelOptions options(const std::string& pos = "sinusoidal") {
  return {.backbone = TransformerOptions{.vocabulary = 0,
                                         .channels = 16,
                                         .layers = 1,
                                         .heads = 2,
                                         .pos = pos,
                                         .longest = 32,
                                         .direction = Direction::kBothWays,
                                         .features = 3},
          .transcriber = TranscriberOptions{.symbols = {"a", "b"}}};
}

/// -ln of the sum over all paths of T rows that say `said`, by trying every path.
double by_every_path(const torch::Tensor& scores, const std::vector<int64_t>& said) {
  const int64_t rows = scores.size(0), kinds = scores.size(1), blank = kinds - 1;
  const torch::Tensor log = scores.to(torch::kFloat64).log_softmax(-1);
  double sum = 0;
  for (int64_t code = 0; code < static_cast<int64_t>(std::pow(kinds, rows)); ++code) {
    std::vector<int64_t> heard;
    int64_t rest = code, last = blank;
    double path = 0;
    for (int64_t t = 0; t < rows; ++t, rest /= kinds) {
      const int64_t symbol = rest % kinds;
      path += log[t][symbol].item<double>();
      if (symbol != blank && symbol != last) heard.push_back(symbol);
      last = symbol;
    }
    if (heard == said) sum += std::exp(path);
  }
  return -std::log(sum);
}

TEST(TranscriberLoss, IsTheSumOverEveryPathThatSaysTheSymbols) {
  torch::manual_seed(3);
  const Transcriber model(options());
  const torch::Tensor scores = torch::randn({2, 5, 3});
  const data::Batch batch{.targets = torch::tensor({{int64_t{0}, int64_t{0}}, {int64_t{1}, data::kIgnore}}),
                          .documents = torch::tensor({{0, 0, 0, 0, 0}, {0, 0, 0, -1, -1}}, torch::kLong)};
  const double expected = by_every_path(scores[0], {0, 0}) + by_every_path(scores[1].slice(0, 0, 3), {1});
  // Five rows of float32 logarithms.
  EXPECT_NEAR(model->loss_sum(scores, batch, 0).item<double>(), expected, 1e-5 * expected);
}

TEST(TranscriberLoss, RefusesRowsTooShortAndSmoothedLabels) {
  const Transcriber model(options());
  const data::Batch batch{.targets = torch::tensor({{int64_t{0}, int64_t{0}}})};
  EXPECT_VALUE_ERROR(model->loss_sum(torch::zeros({1, 2, 3}), batch, 0),
                     "transcriber: row 0 of the batch has 2 places, its targets need 3");
  EXPECT_VALUE_ERROR(model->loss_sum(torch::zeros({1, 3, 3}), batch, 0.1),
                     "transcriber: label-smoothing must be 0, got 0.1");
}

TEST(TranscriberScores, DoNotSeePadding) {
  Transcriber model(options("rope"));
  model->eval();
  const torch::Tensor features = torch::randn({1, 4, 3});
  const TokenCall alone{.features = features};
  const TokenCall padded{.documents = torch::tensor({{0, 0, 0, 0, -1, -1}}, torch::kLong),
                         .features = torch::cat({features, torch::full({1, 2, 3}, 9)}, 1)};
  const torch::Tensor scores = model->scores(alone);
  EXPECT_EQ(scores.sizes(), (torch::IntArrayRef{1, 4, 3}));
  EXPECT_TRUE(model->scores(padded).slice(1, 0, 4).allclose(scores, 1e-5, 1e-6));
  EXPECT_EQ(model->described().transcriber, options().transcriber);
}

TEST(Transcriber, RefusesSymbolsThatAreNone) {
  ModelOptions none = options(), twice = options();
  none.transcriber->symbols.clear();
  twice.transcriber->symbols = {"a", "a"};
  EXPECT_VALUE_ERROR(Transcriber{none}, "transcriber: symbols must be at least 1, got none");
  EXPECT_VALUE_ERROR(Transcriber{twice}, "transcriber: symbols must differ, got 'a' twice");
}

}  // namespace
}  // namespace sextant::models
