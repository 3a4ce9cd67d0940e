#include "sextant/stats/paired.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sextant/stats/checks.h"
#include "sextant/stats/sign_flip.h"
#include "sextant/stats/special.h"

namespace sextant::stats {
namespace {

double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

/// Zero if the values agree to the rounding of their subtraction, which would otherwise pass for a tiny variance.
double deviation_of(std::span<const double> values, double mean) {
  double squares = 0, largest = 0;
  for (const double value : values) {
    squares += (value - mean) * (value - mean);
    largest = std::max(largest, std::abs(value));
  }
  const double deviation = std::sqrt(squares / static_cast<double>(values.size() - 1));
  return deviation <= 8 * std::numeric_limits<double>::epsilon() * largest ? 0 : deviation;
}

double t_of(double mean, double error) {
  if (error > 0) return mean / error;
  return mean == 0 ? 0 : std::copysign(std::numeric_limits<double>::infinity(), mean);
}

}  // namespace

double test_over_train(int64_t folds) {
  require(folds >= 2, "test_over_train: folds must be at least 2", folds);
  return 1.0 / static_cast<double>(folds - 1);
}

Paired paired_t(std::span<const double> differences) { return corrected_t(differences, 0); }

Paired corrected_t(std::span<const double> differences, double ratio) {
  require(differences.size() >= 2, "paired t: runs must be at least 2", differences.size());
  require(ratio >= 0, "paired t: n_test/n_train must not be negative", ratio);
  require_finite("paired t", differences);
  Paired paired = {};
  paired.runs = std::ssize(differences);
  paired.df = static_cast<double>(paired.runs - 1);
  paired.mean = mean_of(differences);
  paired.deviation = deviation_of(differences, paired.mean);
  paired.error = std::sqrt(1.0 / static_cast<double>(paired.runs) + ratio) * paired.deviation;
  paired.t = t_of(paired.mean, paired.error);
  paired.p = paired.error > 0   ? student_two_sided(paired.t, paired.df)
             : paired.mean == 0 ? 1
                                : smallest_sign_flip_p(paired.runs);
  return paired;
}

std::vector<double> differences(std::span<const double> a, std::span<const double> b) {
  require(a.size() == b.size(), "differences: A and B must have equally many runs", a.size());
  std::vector<double> result;
  for (size_t j = 0; j < a.size(); ++j) result.push_back(a[j] - b[j]);
  return result;
}

Interval interval(const Paired& paired, double level) {
  require(level > 0 && level < 1, "interval: level must be in (0, 1)", level);
  const double half = student_quantile((1 + level) / 2, paired.df) * paired.error;
  return {paired.mean - half, paired.mean + half};
}

std::optional<Separation> separation(std::span<const double> a, std::span<const double> b) {
  const std::vector<double> d = differences(a, b);
  const Paired paired = paired_t(d);
  const auto [least_a, most_a] = std::ranges::minmax(a);
  const auto [least_b, most_b] = std::ranges::minmax(b);
  const bool disjoint = least_a > most_b || least_b > most_a;
  const bool constant = paired.deviation == 0 && paired.mean != 0;
  if (!disjoint && !constant) return std::nullopt;
  double gap = std::numeric_limits<double>::infinity();
  for (const double difference : d) gap = std::min(gap, std::abs(difference));
  return Separation{paired.runs, paired.mean > 0 ? 1 : -1, gap, smallest_sign_flip_p(paired.runs)};
}

}  // namespace sextant::stats
