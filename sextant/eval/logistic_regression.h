// Multinomial logistic regression: the linear baseline a model has to beat.
//
//   minimise  mean over rows of -log softmax(x·Wᵀ + b)[class]  +  l2/2 · |W|²       (b is not held back)
//
// Convex, so that the answer is the minimum and no accident of training: L-BFGS with strong Wolfe line search (Nocedal
// and Wright 2006, chapters 3 and 7), LibTorch's, from zero. scikit-learn's LogisticRegression with C = 1 / (l2·N).
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

namespace sextant::eval {

struct LogisticRegression {
  torch::Tensor weight;  ///< [K, F]
  torch::Tensor bias;    ///< [K]
  double l2;             ///< it was made with

  /// @param rows [N, F]  @return log-probabilities, float64 [N, K]
  torch::Tensor log_probabilities(const torch::Tensor& rows) const;
};

/// Rows of numbers and their classes.
struct RowsWithClasses {
  torch::Tensor rows;     ///< float32 or float64 [N, F], of about the same size in each column
  torch::Tensor classes;  ///< int64 [N], 0 … K - 1
};

/// @throws c10::ValueError for no rows, another number of classes than rows, a class outside [0, classes), or l2 < 0
LogisticRegression fit_logistic(const RowsWithClasses& train, int64_t classes, double l2);

/// The fit whose l2, of `candidates`, tells most of `choosing`; of equal ones the first.
/// @throws c10::ValueError as fit_logistic; for no candidates
LogisticRegression fit_logistic(const RowsWithClasses& train, const RowsWithClasses& choosing, int64_t classes,
                                const std::vector<double>& candidates);

}  // namespace sextant::eval
