// Run alone and under mpirun with several processes: what is written here holds for any number of them.
#include "sextant/train/parallel/ranks.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "tests/support/errors.h"
#include "tests/support/tiny_run.h"

namespace sextant::train {
namespace {

using testing::counting_batches;
using testing::equal_weights;
using testing::tiny_model;

/// Of this process: MPI is joined once.
Ranks& ranks() {
  static Ranks joined(std::chrono::seconds(60));
  return joined;
}

TEST(Ranks, WhatRankZeroSaysAllHear) {
  const auto own = static_cast<double>(ranks().rank());
  EXPECT_EQ(ranks().of_first(own + 0.1), 0.1);
  EXPECT_EQ(ranks().of_first("from " + std::to_string(ranks().rank())), "from 0");
  EXPECT_EQ(ranks().of_first(std::string()), "");
}

TEST(Ranks, AddUpEveryType) {
  const int64_t count = ranks().count();
  EXPECT_EQ(ranks().sum(static_cast<double>(ranks().rank())), static_cast<double>(count * (count - 1) / 2));
  for (const auto type : {torch::kFloat32, torch::kFloat64, torch::kInt32, torch::kInt64, torch::kUInt8}) {
    const torch::Tensor values = torch::arange(5).to(type);
    ranks().add_up(values);
    EXPECT_TRUE(torch::equal(values, (torch::arange(5) * count).to(type))) << type;
  }
}

TEST(Ranks, RefuseWhatMpiCannotSend) {
  if (ranks().count() == 1) GTEST_SKIP() << "a process alone sends nothing";
  EXPECT_VALUE_ERROR(ranks().add_up(torch::zeros({2}, torch::kBool)), "ranks: MPI has no type for Bool");
  EXPECT_VALUE_ERROR(ranks().add_up(torch::zeros({2, 2}).t()),
                     "ranks: tensors must be contiguous and on the CPU, got CPUFloatType");
}

TEST(Ranks, ALostRankIsNamed) {
  EXPECT_STREQ(RankLost(0, {1}, std::chrono::milliseconds(2500)).what(),
               "ranks: rank 1 has not answered rank 0 for 2.5 s");
  EXPECT_STREQ(RankLost(2, {0, 1}, std::chrono::seconds(60)).what(),
               "ranks: ranks 0, 1 have not answered rank 2 for 60 s");
  EXPECT_STREQ(RankLost(2, {}, std::chrono::seconds(60)).what(),
               "ranks: another rank has not answered rank 2 for 60 s");
}

struct Trained {
  models::Transformer model = nullptr;
  std::vector<double> losses = {};
};

Trained trained(int64_t rows, int64_t accumulate, Ranks* together) {
  Trained run{.model = tiny_model("learned", 0)};
  run.model->to(torch::kFloat64);
  train(*run.model, counting_batches(rows), {.steps = 5, .accumulate = accumulate, .lr = 0.01},
        {.on_step = [&](const StepReport& report) { run.losses.push_back(report.loss); }, .ranks = together});
  return run;
}

// 12 rows are shared evenly by 2 and 3 ranks, 5 are not, 1 leaves ranks without any; rows differ in their number of
// targets, so a mean of the ranks' means would differ in the second digit.
TEST(Ranks, LearnWhatOneProcessLearns) {
  for (const auto& [rows, accumulate] : {std::pair{12, 1}, {5, 1}, {1, 1}, {4, 3}}) {
    const Trained alone = trained(rows, accumulate, nullptr), shared = trained(rows, accumulate, &ranks());
    for (size_t i = 0; i < alone.losses.size(); ++i) EXPECT_NEAR(alone.losses[i], shared.losses[i], 1e-12) << rows;
    const auto a = models::state_of(*alone.model), b = models::state_of(*shared.model);
    // A bias of keys moves all scores alike: its gradient is rounding alone, which AdamW divides by no less than eps.
    const double rounding = 5 * 0.01 * std::numeric_limits<double>::epsilon() / 1e-8;
    for (const auto& [name, tensor] : a)
      EXPECT_TRUE(torch::allclose(tensor, b.at(name), 1e-9, rounding)) << name << ", " << rows << " rows";
  }
}

/// Of the first step, by name.
std::map<std::string, torch::Tensor> gradients(Ranks* together) {
  models::Transformer model = tiny_model("learned", 0);
  train(*model, counting_batches(12), {.steps = 1, .clip = 0}, {.ranks = together});
  std::map<std::string, torch::Tensor> found;
  for (const auto& parameter : model->named_parameters()) found[parameter.key()] = parameter.value().grad().clone();
  return found;
}

TEST(Ranks, GradientsDifferFromOneProcesssByRoundingAlone) {
  const auto alone = gradients(nullptr), shared = gradients(&ranks());
  double largest = 0;
  for (const auto& [name, gradient] : alone) largest = std::max(largest, gradient.abs().max().item<double>());
  // Sums of 72 terms in another order: each addition may round by half an ulp of what it has.
  const double allowed = 72 * 0.5 * std::numeric_limits<float>::epsilon() * largest;
  for (const auto& [name, gradient] : alone)
    EXPECT_LE((gradient - shared.at(name)).abs().max().item<double>(), allowed) << name;
}

TEST(Ranks, TheSameNumberOfThemEndsInTheSameBits) {
  const auto run = [] {
    models::Transformer model = tiny_model("rope", 0.1);
    train(*model, counting_batches(6), {.steps = 6, .lr = 0.01}, {.ranks = &ranks()});
    return model;
  };
  models::Transformer once = run(), again = run();
  EXPECT_TRUE(equal_weights(once, again));
}

TEST(Ranks, EndWithTheSameWeightsOnEachOfThem) {
  models::Transformer model = tiny_model("alibi", 0.1);
  train(*model, counting_batches(6), {.steps = 6, .lr = 0.01}, {.ranks = &ranks()});
  for (const auto& [name, tensor] : models::state_of(*model)) {
    const torch::Tensor of_first = tensor.clone();
    ranks().spread(of_first, 0);
    EXPECT_TRUE(torch::equal(tensor, of_first)) << name;
  }
}

// The decisions of one are those of all: a rank that went on alone would wait for ever.
TEST(Ranks, StopTogetherAndAgreeOnTheBest) {
  models::Transformer model = tiny_model("learned", 0);
  const auto own = static_cast<double>(ranks().rank());
  const TrainResult result = train(*model, counting_batches(6), {.steps = 50, .eval_every = 1},
                                   {.on_evaluate = [&](int64_t step) { return own + 1.0 / static_cast<double>(step); },
                                    .should_stop = [&, steps = 0]() mutable { return ++steps == 7 && ranks().first(); },
                                    .ranks = &ranks()});
  EXPECT_EQ(result.ending, Ending::kStopped);
  EXPECT_EQ(result.steps, 7);
  EXPECT_EQ(result.best, 1.0 / 7);
}

}  // namespace
}  // namespace sextant::train
