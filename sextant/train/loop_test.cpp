#include "sextant/train/loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/utils.h>

#include <cmath>
#include <functional>
#include <vector>

#include "tests/support/tiny_run.h"

namespace sextant::train {
namespace {

using testing::counting_batch;
using testing::counting_batches;
using testing::equal_weights;
using ::testing::HasSubstr;
using testing::TemporaryFolder;
using testing::tiny_model;
using testing::writer_of;

TrainOptions short_run(int64_t steps) {
  return {.steps = steps, .lr = 0.01, .schedule = "cosine", .warmup = "2", .eval_every = 3, .save_every = 4};
}

TEST(Train, LearnsToCount) {
  models::Transformer model = tiny_model("learned", 0);
  std::vector<double> losses;
  const TrainResult result = train(*model, counting_batches(16), {.steps = 150, .lr = 0.02},
                                   {.on_step = [&](const StepReport& report) { losses.push_back(report.loss); }});
  EXPECT_EQ(result.ending, Ending::kFinished);
  EXPECT_EQ(result.steps, 150);
  EXPECT_EQ(result.tokens, 150 * 16 * 6);
  // Every other token is as likely; the tied head prefers the token itself, by √(2C / 5) at most.
  EXPECT_GT(losses.front(), 0.9 * std::log(7));
  EXPECT_LT(losses.front(), std::log(6 + std::exp(std::sqrt(2 * 16 / 5.0))));
  EXPECT_LT(losses.back(), 0.1);
}

// Rows differ in their number of targets, so a mean of means would differ in the second digit.
TEST(Train, AccumulatingMicroBatchesIsOneLargeBatch) {
  models::Transformer whole = tiny_model("learned", 0), parted = tiny_model("learned", 0);
  whole->to(torch::kFloat64);
  parted->to(torch::kFloat64);
  std::vector<double> whole_losses, parted_losses;
  train(*whole, counting_batches(12), {.steps = 5, .lr = 0.01},
        {.on_step = [&](const StepReport& report) { whole_losses.push_back(report.loss); }});
  train(*parted, counting_batches(3), {.steps = 5, .accumulate = 4, .lr = 0.01},
        {.on_step = [&](const StepReport& report) { parted_losses.push_back(report.loss); }});
  for (size_t i = 0; i < whole_losses.size(); ++i) EXPECT_NEAR(whole_losses[i], parted_losses[i], 1e-12);
  const auto a = models::state_of(*whole), b = models::state_of(*parted);
  // A bias of keys moves all scores alike: its gradient is rounding alone, which AdamW divides by no less than eps.
  const double rounding = 5 * 0.01 * std::numeric_limits<double>::epsilon() / 1e-8;
  for (const auto& [name, tensor] : a) EXPECT_TRUE(torch::allclose(tensor, b.at(name), 1e-9, rounding)) << name;
}

TEST(Train, ReportsEveryStepOnce) {
  models::Transformer model = tiny_model();
  std::vector<int64_t> steps;
  std::vector<double> rates;
  train(*model, counting_batches(2), short_run(6), {.on_step = [&](const StepReport& report) {
    steps.push_back(report.step);
    rates.push_back(report.lr);
    EXPECT_EQ(report.planned_steps, 6);
    EXPECT_GT(report.grad_norm, 0);
    EXPECT_EQ(report.tokens, report.step * 12);
  }});
  EXPECT_EQ(steps, (std::vector<int64_t>{1, 2, 3, 4, 5, 6}));
  EXPECT_DOUBLE_EQ(rates[0], 0.005);
  EXPECT_DOUBLE_EQ(rates[2], 0.01);
}

TEST(Train, EvaluatesAtItsIntervalAndAtTheEnd) {
  models::Transformer model = tiny_model();
  std::vector<int64_t> steps;
  train(*model, counting_batches(2), short_run(7), {.on_evaluate = [&](int64_t step) {
    EXPECT_FALSE(model->is_training());
    EXPECT_FALSE(torch::GradMode::is_enabled());
    steps.push_back(step);
    return 1.0;
  }});
  EXPECT_EQ(steps, (std::vector<int64_t>{3, 6, 7}));
}

TEST(Train, DrawsOfAnEvaluationDoNotDisturbIt) {
  models::Transformer quiet = tiny_model(), noisy = tiny_model();
  train(*quiet, counting_batches(2), short_run(7));
  train(*noisy, counting_batches(2), short_run(7),
        {.on_evaluate = [&](int64_t) { return torch::randn({3}).sum().item<double>(); }});
  EXPECT_TRUE(equal_weights(quiet, noisy));
}

TEST(Train, StopsEarlyWithoutGain) {
  models::Transformer model = tiny_model();
  TrainOptions options = short_run(100);
  options.patience = 2;
  options.min_delta = 0.1;
  // Falling by less than min-delta is no gain for patience, but still the best.
  const TrainResult result =
      train(*model, counting_batches(2), options, {.on_evaluate = [](int64_t step) { return 1 - 0.001 * step; }});
  EXPECT_EQ(result.ending, Ending::kEarly);
  EXPECT_EQ(result.steps, 9);
  EXPECT_EQ(result.best_step, 9);
}

TEST(Train, HigherMayBeBetter) {
  models::Transformer model = tiny_model();
  TrainOptions options = short_run(9);
  options.better = Better::kHigher;
  const TrainResult result =
      train(*model, counting_batches(2), options, {.on_evaluate = [](int64_t step) { return step == 6 ? 2.0 : 1.0; }});
  EXPECT_EQ(result.best_step, 6);
  EXPECT_EQ(result.best, 2.0);
}

TEST(Train, ATimeLimitBecomesANumberOfSteps) {
  models::Transformer model = tiny_model();
  TrainOptions options{.steps = 1'000'000, .seconds = 0.3};
  int64_t planned = 0;
  const TrainResult result = train(*model, counting_batches(2), options,
                                   {.on_step = [&](const StepReport& report) { planned = report.planned_steps; }});
  EXPECT_GE(result.steps, 10);
  EXPECT_LT(result.steps, 1'000'000);
  EXPECT_EQ(result.steps, planned);
}

TEST(Train, BFloat16LearnsTooAndKeepsItsWeightsInFloat32) {
  models::Transformer model = tiny_model("learned", 0);
  double last = 0;
  train(*model, counting_batches(16), {.steps = 100, .lr = 0.02, .precision = Precision::kBFloat16},
        {.on_step = [&](const StepReport& report) { last = report.loss; }});
  EXPECT_LT(last, 0.5);
  for (const torch::Tensor& parameter : model->parameters()) EXPECT_EQ(parameter.scalar_type(), torch::kFloat32);
}

// PyTorch: (1 - ε) of the target's loss, and ε of the mean over all classes.
TEST(Train, SmoothsLabelsAsPyTorchDoes) {
  models::Transformer model = tiny_model("learned", 0);
  const data::Batch batch = counting_batch(3, 4);
  const models::TokenCall call{.tokens = batch.tokens};
  const torch::Tensor log = model->forward(call).to(torch::kFloat64).log_softmax(-1).flatten(0, 1);
  const torch::Tensor targets = batch.targets.flatten(), scored = targets != data::kIgnore;
  const torch::Tensor own = log.gather(1, targets.clamp_min(0).unsqueeze(1)).squeeze(1);
  const torch::Tensor wanted = -((0.9 * own + 0.1 * log.mean(1)) * scored).sum();
  EXPECT_NEAR(loss_sum(*model, batch, call, 0.1).item<double>(), wanted.item<double>(),
              1e-5 * std::abs(wanted.item<double>()));
  EXPECT_NE(loss_sum(*model, batch, call, 0.1).item<double>(), loss_sum(*model, batch, call).item<double>());
}

/// What an uninterrupted and an interrupted run are compared by: every number a metric line would hold.
struct Trace {
  std::vector<std::vector<double>> rows;
  Hooks hooks(models::Transformer model, int64_t stop_at) {
    return {.on_step =
                [this, stop_at](const StepReport& report) {
                  stop_ = report.step == stop_at;
                  rows.push_back({static_cast<double>(report.step), report.loss, report.lr, report.grad_norm,
                                  static_cast<double>(report.tokens)});
                },
            .on_evaluate =
                [this, model](int64_t step) mutable {
                  const data::Batch batch = counting_batch(1000, 4);
                  const double loss = loss_sum(*model, batch, {.tokens = batch.tokens}).item<double>();
                  rows.push_back({static_cast<double>(step), loss});
                  return loss;
                },
            .should_stop = [this] { return stop_; }};
  }

 private:
  bool stop_ = false;
};

TEST(Train, AResumedRunEqualsAnUninterruptedOneBitByBit) {
  // After the first step, between two evaluations, and on an evaluation.
  for (const auto& [pos, stop] :
       std::vector<std::pair<std::string, int64_t>>{{"learned", 1}, {"rope", 5}, {"learned", 6}}) {
    SCOPED_TRACE(::testing::Message() << pos << " stopped at " << stop);
    const TemporaryFolder one, two;
    models::Transformer whole = tiny_model(pos), first = tiny_model(pos), second = tiny_model(pos);
    Trace uninterrupted, interrupted;
    train(*whole, counting_batches(3), short_run(13), uninterrupted.hooks(whole, -1),
          {.run = one.path, .write_model = writer_of(whole)});

    const TrainResult stopped = train(*first, counting_batches(3), short_run(13), interrupted.hooks(first, stop),
                                      {.run = two.path, .write_model = writer_of(first)});
    ASSERT_EQ(stopped.ending, Ending::kStopped);
    const TrainResult rest =
        train(*second, counting_batches(3), short_run(13), interrupted.hooks(second, -1),
              {.run = two.path, .write_model = writer_of(second), .resume = linked_checkpoint(two.path, "last")});
    EXPECT_EQ(rest.resumed_from, stop);
    EXPECT_EQ(rest.steps, 13);
    EXPECT_EQ(uninterrupted.rows, interrupted.rows);
    EXPECT_TRUE(equal_weights(whole, second));
    for (const char* file : {"model.safetensors", "trainer/optimizer.safetensors", "trainer/rng.safetensors"}) {
      EXPECT_TRUE(testing::equal_tensors(models::load_tensors(one.path / "last" / file),
                                         models::load_tensors(two.path / "last" / file)))
          << file;
    }
    EXPECT_EQ(linked_checkpoint(one.path, "best")->filename(), linked_checkpoint(two.path, "best")->filename());
  }
}

TEST(Train, ANewTotalPlansTheScheduleAnew) {
  const TemporaryFolder scratch;
  models::Transformer model = tiny_model();
  train(*model, counting_batches(2), short_run(4), {}, {.run = scratch.path, .write_model = writer_of(model)});
  double rate = 0;
  const TrainResult longer =
      train(*model, counting_batches(2), short_run(8), {.on_step = [&](const StepReport& r) { rate = r.lr; }},
            {.run = scratch.path, .write_model = writer_of(model), .resume = scratch.path / "last"});
  EXPECT_EQ(longer.resumed_from, 4);
  EXPECT_EQ(longer.steps, 8);
  EXPECT_NEAR(rate, 0.01 * (1 + std::cos(M_PI * 5 / 6)) / 2, 1e-12);  // t = 7, W = 2, T = 8
}

std::string diverged_layer(const std::function<void(models::Transformer&)>& poison, Diverged* caught = nullptr) {
  models::Transformer model = tiny_model();
  const torch::NoGradGuard no_grad;
  poison(model);
  const torch::AutoGradMode gradients(true);
  try {
    train(*model, counting_batches(2), short_run(5));
  } catch (const Diverged& error) {
    if (caught != nullptr) *caught = error;
    return error.layer;
  }
  return "did not diverge";
}

TEST(Train, NamesTheLayerThatIsNotFinite) {
  Diverged error(0, "", "", {});
  const std::string layer = diverged_layer(
      [](models::Transformer& model) { model->named_parameters()["layers.1.feed_forward.up.weight"][0][0] = NAN; },
      &error);
  EXPECT_EQ(layer, "layers.1");
  EXPECT_EQ(error.step, 1);
  EXPECT_EQ(error.quantity, "loss");
  EXPECT_STREQ(error.what(), "train: the loss of step 1 is not finite; first seen in layers.1");
  EXPECT_TRUE(torch::equal(error.batch.tokens, counting_batch(0, 2).tokens));
}

TEST(Train, NamesTheEmbeddingThatIsNotFinite) {
  EXPECT_EQ(
      diverged_layer([](models::Transformer& model) { model->named_parameters()["embedding.weight"].fill_(INFINITY); }),
      "embedding");
}

TEST(Train, NamesTheGradientThatIsNotFinite) {
  models::Transformer model = tiny_model();
  model->named_parameters()["norm.bias"].register_hook([](const torch::Tensor& gradient) { return gradient * NAN; });
  models::Transformer untouched = tiny_model();
  try {
    train(*model, counting_batches(2), short_run(5));
    FAIL() << "did not diverge";
  } catch (const Diverged& error) {
    EXPECT_EQ(error.layer, "gradient of norm.bias");
    EXPECT_EQ(error.quantity, "gradient norm");
  }
  EXPECT_TRUE(equal_weights(model, untouched));
}

TEST(Train, RefusesABatchWithoutTargets) {
  models::Transformer model = tiny_model();
  const data::BatchAt nothing = [](int64_t) {
    data::Batch batch = counting_batch(0, 2);
    batch.targets.fill_(data::kIgnore);
    return batch;
  };
  try {
    train(*model, nothing, short_run(5));
    FAIL() << "took it";
  } catch (const c10::Error& error) {
    EXPECT_THAT(error.what_without_backtrace(), HasSubstr("train: the batch of step 1 has no target to learn from"));
  }
}

}  // namespace
}  // namespace sextant::train
