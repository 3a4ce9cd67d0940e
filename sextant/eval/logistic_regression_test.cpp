#include "sextant/eval/logistic_regression.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/errors.h"

namespace sextant::eval {
namespace {

/// Three clouds in the plane that overlap.
RowsWithClasses clouds(int64_t each) {
  torch::manual_seed(5);
  const torch::Tensor classes = torch::arange(3).repeat_interleave(each);
  const torch::Tensor centres = torch::tensor({{0.0, 0.0}, {2.0, 0.5}, {0.5, 2.0}}, torch::kFloat64);
  return {.rows = centres.index_select(0, classes) + torch::randn({3 * each, 2}, torch::kFloat64), .classes = classes};
}

/// What is minimised, by its definition.
double objective(const RowsWithClasses& data, const torch::Tensor& weight, const torch::Tensor& bias, double l2) {
  const torch::Tensor log = (data.rows.matmul(weight.t()) + bias).log_softmax(1);
  return (-log.gather(1, data.classes.unsqueeze(1)).mean() + l2 / 2 * weight.square().sum()).item<double>();
}

TEST(LogisticRegression, NothingNearItIsBetter) {
  torch::manual_seed(6);
  const RowsWithClasses data = clouds(40);
  const LogisticRegression fit = fit_logistic(data, 3, 0.01);
  const double least = objective(data, fit.weight, fit.bias, 0.01);
  for (int64_t n = 0; n < 20; ++n) {
    const torch::Tensor weight = fit.weight + 0.01 * torch::randn_like(fit.weight);
    const torch::Tensor bias = fit.bias + 0.01 * torch::randn_like(fit.bias);
    EXPECT_GT(objective(data, weight, bias, 0.01), least);
  }
}

// Two classes of one row each, at 1 and -1: by symmetry W = ±w and b = 0. What is minimised is then
// log(1 + e^(-2w)) + l2·w², whose derivative is 0 where l2·w = 1 / (1 + e^2w).
TEST(LogisticRegression, ItSolvesAProblemThatCanBeSolvedByHand) {
  const RowsWithClasses data{.rows = torch::tensor({{1.0}, {-1.0}}, torch::kFloat64), .classes = torch::arange(2)};
  constexpr double kL2 = 0.1;
  const double w = fit_logistic(data, 2, kL2).weight[0][0].item<double>();
  EXPECT_NEAR(kL2 * w, 1 / (1 + std::exp(2 * w)), 1e-6);
}

TEST(LogisticRegression, TheChosenPenaltyIsTheOneThatTellsMost) {
  const RowsWithClasses train = clouds(10), choosing = clouds(100);
  const LogisticRegression fit = fit_logistic(train, choosing, 3, {1000, 0.01});
  EXPECT_EQ(fit.l2, 0.01);  // the other one is so strong that only the bias is left
  const torch::Tensor log = fit.log_probabilities(choosing.rows);
  EXPECT_TRUE(log.exp().sum(1).allclose(torch::ones({300}, torch::kFloat64)));
}

TEST(LogisticRegression, WhatCannotBeIsRefused) {
  RowsWithClasses data = clouds(2);
  EXPECT_VALUE_ERROR(fit_logistic(data, 2, 0), "logistic regression: classes must be in [0, 2), got 2");
  EXPECT_VALUE_ERROR(fit_logistic(data, 3, -1), "logistic regression: l2 must be at least 0, got -1");
  EXPECT_VALUE_ERROR(fit_logistic(data, data, 3, {}),
                     "logistic regression: at least 1 candidate for l2 is needed, got 0");
  data.classes = torch::arange(2);
  EXPECT_VALUE_ERROR(fit_logistic(data, 3, 0), "logistic regression: classes must be [6], got [2]");
  data.rows = torch::zeros({0, 2});
  EXPECT_VALUE_ERROR(fit_logistic(data, 3, 0), "logistic regression: rows must be [N, F], got [0, 2]");
}

}  // namespace
}  // namespace sextant::eval
