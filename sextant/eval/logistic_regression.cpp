#include "sextant/eval/logistic_regression.h"

#include <torch/nn/functional/loss.h>
#include <torch/optim/lbfgs.h>

#include <optional>

namespace sextant::eval {
namespace {

/// Iterations after which a fit counts as done; a problem of 10 classes and 3,000 features needs about a hundred.
constexpr int64_t kIterations = 300;

void check(const RowsWithClasses& data, int64_t classes) {
  const int64_t count = data.rows.dim() == 2 ? data.rows.size(0) : 0;
  TORCH_CHECK_VALUE(count >= 1, "logistic regression: rows must be [N, F], got ", data.rows.sizes());
  TORCH_CHECK_VALUE(data.classes.dim() == 1 && data.classes.size(0) == count, "logistic regression: classes must be [",
                    count, "], got ", data.classes.sizes());
  const int64_t least = data.classes.min().item<int64_t>(), most = data.classes.max().item<int64_t>();
  TORCH_CHECK_VALUE(least >= 0 && most < classes, "logistic regression: classes must be in [0, ", classes, "), got ",
                    least < 0 ? least : most);
}

double accuracy(const LogisticRegression& fit, const RowsWithClasses& data) {
  const torch::Tensor answers = fit.log_probabilities(data.rows).argmax(1);
  return answers.eq(data.classes).to(torch::kFloat64).mean().item<double>();
}

}  // namespace

torch::Tensor LogisticRegression::log_probabilities(const torch::Tensor& rows) const {
  const torch::NoGradGuard no_grad;
  return torch::addmm(bias, rows.to(weight.scalar_type()), weight.t()).to(torch::kFloat64).log_softmax(1);
}

LogisticRegression fit_logistic(const RowsWithClasses& train, int64_t classes, double l2) {
  check(train, classes);
  TORCH_CHECK_VALUE(l2 >= 0, "logistic regression: l2 must be at least 0, got ", l2);
  const torch::AutoGradMode gradients(true);
  const auto options = train.rows.options().requires_grad(true);
  torch::Tensor weight = torch::zeros({classes, train.rows.size(1)}, options), bias = torch::zeros({classes}, options);
  torch::optim::LBFGS optimizer(
      {weight, bias},
      torch::optim::LBFGSOptions(1).max_iter(kIterations).tolerance_grad(1e-6).line_search_fn("strong_wolfe"));
  optimizer.step([&] {
    optimizer.zero_grad();
    const torch::Tensor scores = torch::addmm(bias, train.rows, weight.t());
    const torch::Tensor loss =
        torch::nn::functional::cross_entropy(scores, train.classes) + l2 / 2 * weight.square().sum();
    loss.backward();
    return loss;
  });
  return {.weight = weight.detach(), .bias = bias.detach(), .l2 = l2};
}

LogisticRegression fit_logistic(const RowsWithClasses& train, const RowsWithClasses& choosing, int64_t classes,
                                const std::vector<double>& candidates) {
  check(choosing, classes);
  TORCH_CHECK_VALUE(!candidates.empty(), "logistic regression: at least 1 candidate for l2 is needed, got 0");
  std::optional<LogisticRegression> best;
  double most = 0;
  for (const double l2 : candidates) {
    LogisticRegression fit = fit_logistic(train, classes, l2);
    const double right = accuracy(fit, choosing);
    if (best && right <= most) continue;
    best = std::move(fit);
    most = right;
  }
  return *best;
}

}  // namespace sextant::eval
