#include "sextant/train/schedule.h"

#include <c10/util/Exception.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <stdexcept>

#include "sextant/train/options.h"

namespace sextant::train {
namespace {

using ::testing::HasSubstr;

double at(std::string_view text, std::string_view warmup, int64_t step, double floor = 0) {
  return factor(parse_schedule(text, warmup, 110, floor), step);
}

std::string refusal(const std::function<void()>& work) {
  try {
    work();
  } catch (const c10::Error& error) {
    return error.what_without_backtrace();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "no refusal";
}

TEST(Schedule, WarmupRisesToOneAndTheFirstStepLearns) {
  for (const char* text : {"constant", "linear", "cosine", "inverse-sqrt", "exponential", "step", "wsd"}) {
    SCOPED_TRACE(text);
    EXPECT_DOUBLE_EQ(at(text, "10", 0), 0.1);
    EXPECT_DOUBLE_EQ(at(text, "10", 9), 1);
    EXPECT_LE(at(text, "10", 10), 1);
  }
}

TEST(Schedule, ConstantStaysAtOne) {
  EXPECT_EQ(at("constant", "0", 0), 1);
  EXPECT_EQ(at("constant", "0", 109), 1);
}

// 10 steps of warm-up of 110: step 60 is the middle, p = 1/2.
TEST(Schedule, LinearFallsEvenlyToTheFloor) {
  EXPECT_DOUBLE_EQ(at("linear", "10", 60), 0.5);
  EXPECT_DOUBLE_EQ(at("linear", "10", 60, 0.2), 0.6);
  EXPECT_DOUBLE_EQ(at("linear", "10", 110, 0.2), 0.2);
  EXPECT_DOUBLE_EQ(at("linear", "10", 500, 0.2), 0.2);
}

TEST(Schedule, CosineIsHalfWayAtTheMiddleAndFlatAtTheEnds) {
  EXPECT_DOUBLE_EQ(at("cosine", "10", 10), 1);
  EXPECT_DOUBLE_EQ(at("cosine", "10", 35), (1 + std::sqrt(0.5)) / 2);
  EXPECT_DOUBLE_EQ(at("cosine", "10", 60, 0.1), 0.55);
  EXPECT_DOUBLE_EQ(at("cosine", "10", 110, 0.1), 0.1);
}

TEST(Schedule, RestartsRunTheCosineOnEqualParts) {
  EXPECT_DOUBLE_EQ(at("cosine:restarts=2", "10", 35), 0.5);
  EXPECT_DOUBLE_EQ(at("cosine:restarts=2", "10", 60), 1);
  EXPECT_NEAR(at("cosine:restarts=2", "10", 110), 0, 1e-15);
}

TEST(Schedule, InverseSquareRootMeetsTheWarmupAtOne) {
  EXPECT_DOUBLE_EQ(at("inverse-sqrt", "10", 39), 0.5);
  EXPECT_DOUBLE_EQ(at("inverse-sqrt", "10", 89), std::sqrt(10.0 / 90));
}

TEST(Schedule, ExponentialIsSmoothAndStepIsNot) {
  EXPECT_DOUBLE_EQ(at("exponential:gamma=0.25,every=20", "10", 20), 0.5);
  EXPECT_DOUBLE_EQ(at("step:gamma=0.25,every=20", "10", 29), 1);
  EXPECT_DOUBLE_EQ(at("step:gamma=0.25,every=20", "10", 50), 0.0625);
}

TEST(Schedule, WsdIsFlatUntilItsLastShare) {
  EXPECT_EQ(at("wsd:decay=0.2", "10", 90), 1);
  EXPECT_NEAR(at("wsd:decay=0.2", "10", 100), 0.5, 1e-12);
  EXPECT_NEAR(at("wsd:decay=0.2", "10", 110, 0.3), 0.3, 1e-12);
}

TEST(Schedule, WarmupMayBeAShare) {
  EXPECT_EQ(parse_schedule("cosine", "5%", 200, 0).warmup, 10);
  EXPECT_EQ(parse_schedule("cosine", "0", 200, 0).warmup, 0);
}

TEST(Schedule, RefusesWhatItCannotRun) {
  EXPECT_THAT(refusal([] { at("triangle", "0", 0); }),
              HasSubstr("schedule: must be one of constant, linear, cosine, inverse-sqrt, exponential, step, wsd, got "
                        "'triangle'"));
  EXPECT_THAT(refusal([] { at("cosine:gamma=2", "0", 0); }), HasSubstr("schedule: 'cosine' has no option 'gamma'"));
  EXPECT_THAT(refusal([] { at("cosine:restarts=0", "0", 0); }),
              HasSubstr("schedule: restarts must be at least 1, got 0"));
  EXPECT_THAT(refusal([] { at("step:gamma=2", "0", 0); }), HasSubstr("schedule: gamma must be in (0, 1], got 2"));
  EXPECT_THAT(refusal([] { at("step:every=0", "0", 0); }), HasSubstr("schedule: every must be at least 1, got 0"));
  EXPECT_THAT(refusal([] { at("wsd:decay=0", "0", 0); }), HasSubstr("schedule: decay must be in (0, 1], got 0"));
  EXPECT_THAT(refusal([] { at("inverse-sqrt", "0", 0); }),
              HasSubstr("schedule: 'inverse-sqrt' needs a warmup of at least 1 step, got 0"));
  EXPECT_THAT(refusal([] { at("cosine,linear", "0", 0); }),
              HasSubstr("schedule: must be one name with options, got 'cosine,linear'"));
  for (const char* warmup : {"110", "-1", "1.5", "100%", "five", ""}) {
    EXPECT_THAT(refusal([&] { at("cosine", warmup, 0); }),
                HasSubstr("schedule: warmup must be steps below the total of 110 or a share such as 5%, got '" +
                          std::string(warmup) + "'"));
  }
}

TEST(TrainOptions, DefaultsAreLegal) { EXPECT_NO_THROW(check({})); }

TEST(TrainOptions, NamesTheOptionOutOfRange) {
  const auto said = [](auto change) {
    TrainOptions options;
    change(options);
    return refusal([&] { check(options); });
  };
  EXPECT_THAT(said([](auto& o) { o.steps = 0; }), HasSubstr("train: steps must be at least 1, got 0"));
  EXPECT_THAT(said([](auto& o) { o.seconds = -1; }), HasSubstr("train: time must be at least 0 s, got -1"));
  EXPECT_THAT(said([](auto& o) { o.accumulate = 0; }), HasSubstr("train: accumulate must be at least 1, got 0"));
  EXPECT_THAT(said([](auto& o) { o.lr = 0; }), HasSubstr("train: lr must be above 0, got 0"));
  EXPECT_THAT(said([](auto& o) { o.weight_decay = -1; }), HasSubstr("train: weight-decay must be at least 0, got -1"));
  EXPECT_THAT(said([](auto& o) { o.betas = {0.9}; }), HasSubstr("train: betas must be two numbers, got 1"));
  EXPECT_THAT(said([](auto& o) { o.betas[1] = 1; }), HasSubstr("train: betas must be in [0, 1), got 1"));
  EXPECT_THAT(said([](auto& o) { o.eps = 0; }), HasSubstr("train: eps must be above 0, got 0"));
  EXPECT_THAT(said([](auto& o) { o.min_lr = 1; }), HasSubstr("train: min-lr must be in [0, lr = 0.0003], got 1"));
  EXPECT_THAT(said([](auto& o) { o.clip = -1; }), HasSubstr("train: clip must be at least 0, got -1"));
  EXPECT_THAT(said([](auto& o) { o.eval_every = -1; }), HasSubstr("train: eval-every must be at least 0, got -1"));
  EXPECT_THAT(said([](auto& o) { o.save_every = -1; }), HasSubstr("train: save-every must be at least 0, got -1"));
  EXPECT_THAT(said([](auto& o) { o.keep = 0; }), HasSubstr("train: keep must be at least 1, got 0"));
  EXPECT_THAT(said([](auto& o) { o.patience = -1; }), HasSubstr("train: patience must be at least 0, got -1"));
  EXPECT_THAT(said([](auto& o) { o.label_smoothing = 1; }), HasSubstr("train: label-smoothing must be in [0, 1), got 1"));
}

}  // namespace
}  // namespace sextant::train
