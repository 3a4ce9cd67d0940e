#include "sextant/eval/transcription.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sextant::eval {
namespace {

using Symbols = std::vector<int64_t>;

/// Scores under which the path is by far the likeliest. Symbols 0 and 1, the blank 2.
torch::Tensor scores_of(const Symbols& path) { return 9 * torch::one_hot(torch::tensor(path), 3).to(torch::kFloat32); }

TEST(BestPath, TellsRepeatsOnceUnlessABlankParts) {
  EXPECT_EQ(best_path(scores_of({0, 0, 2, 0, 1, 1})).symbols, (Symbols{0, 0, 1}));
  EXPECT_EQ(best_path(scores_of({2, 2})).symbols, Symbols{});
  EXPECT_EQ(best_path(scores_of({1, 0, 1})).symbols, (Symbols{1, 0, 1}));
  // Three rows, each e⁹ against two ones.
  EXPECT_NEAR(best_path(scores_of({1, 0, 1})).log_probability, -3 * std::log(1 + 2 * std::exp(-9.0)), 1e-9);
}

TEST(HeardSymbols, OfABatchAreThoseOfEachExampleAlone) {
  models::Transcriber model(
      models::ModelOptions{.backbone = models::TransformerOptions{.vocabulary = 0,
                                                                  .channels = 16,
                                                                  .layers = 1,
                                                                  .heads = 2,
                                                                  .pos = "sinusoidal",
                                                                  .direction = models::Direction::kBothWays,
                                                                  .features = 3},
                           .transcriber = models::TranscriberOptions{.symbols = {"a", "b"}}},
      /*seed=*/5);
  model->eval();
  torch::manual_seed(5);
  std::vector<data::FeatureExample> examples;
  for (const int64_t rows : {9, 4, 7}) examples.push_back({.features = 3 * torch::randn({rows, 3}), .targets = {0, 1}});
  const std::vector<Heard> together = heard(*model, examples, 3);
  Edits sum;
  for (size_t i = 0; i < examples.size(); ++i) {
    const Heard alone = heard(*model, {examples[i]}, 1)[0];
    EXPECT_EQ(together[i].symbols, alone.symbols) << i;
    EXPECT_NEAR(together[i].log_probability, alone.log_probability, 1e-4);
    sum += edits_between(examples[i].targets, alone.symbols);
  }
  EXPECT_EQ(edits_of(examples, together).count(), sum.count());
  EXPECT_EQ(edits_of(examples, together).said, 6);
}

}  // namespace
}  // namespace sextant::eval
