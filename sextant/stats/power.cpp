#include "sextant/stats/power.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "sextant/stats/checks.h"
#include "sextant/stats/special.h"

namespace sextant::stats {
namespace {

/// Panels of Simpson's rule over the chi distribution: error below 1e-8 of a probability.
constexpr int kPanels = 2000;
/// Half-width of the range of integration: ten of chi's standard deviations, which are below .71.
constexpr double kReach = 7;

/// The density of u = √v where v is chi-square: without the pole that v's own density has at 0 for one degree.
/// @param log_norm  ln(2^(df/2 - 1)·Γ(df/2))
double chi_density(double u, double df, double log_norm) {
  const double power = df == 1 ? 0 : (df - 1) * std::log(u);
  return std::exp(power - u * u / 2 - log_norm);
}

/// ∫ density(u) · given(u/√df) du over u up to `limit`: the mean of `given` over the estimated deviation s/σ.
double over_deviation(double df, double limit, const std::function<double(double)>& given) {
  const double low = std::max(0.0, std::sqrt(df) - kReach);
  const double high = std::min(limit, std::sqrt(df) + kReach);
  if (high <= low) return 0;
  const double width = (high - low) / kPanels;
  const double log_norm = (df / 2 - 1) * M_LN2 + std::lgamma(df / 2);
  double sum = 0;
  for (int n = 0; n <= kPanels; ++n) {
    const double u = low + n * width;
    const double weight = n == 0 || n == kPanels ? 1 : n % 2 == 1 ? 4 : 2;
    sum += weight * chi_density(u, df, log_norm) * given(u / std::sqrt(df));
  }
  return sum * width / 3;
}

/// P(|d̄| + critical·s·unit < margin) if the true difference is 0, margin = λ·unit·σ.
double equivalence_power(double noncentrality, double df, double critical) {
  const double limit = noncentrality / critical * std::sqrt(df);  // beyond it the interval is too wide whatever d̄
  return over_deviation(df, limit,
                        [&](double deviation) { return std::erf((noncentrality - critical * deviation) / M_SQRT2); });
}

/// The noncentrality where a rising power curve reaches `power`, by bisection to rounding.
double reach(double power, const std::function<double(double)>& curve) {
  double low = 0, high = 1;
  while (curve(high) < power) high *= 2;
  while (high - low > 1e-10 * high) {
    const double middle = (low + high) / 2;
    (curve(middle) < power ? low : high) = middle;
  }
  return high;
}

/// Standard error over s.
double unit_of(const Design& design) {
  return std::sqrt(1.0 / static_cast<double>(design.runs) + design.test_over_train);
}

void check(const Design& design, double alpha, double power) {
  require(design.runs >= 2, "power: runs must be at least 2", design.runs);
  require(design.test_over_train >= 0, "power: n_test/n_train must not be negative", design.test_over_train);
  require(alpha > 0 && alpha < 1, "power: alpha must be in (0, 1)", alpha);
  require(power > alpha && power < 1, "power: power must be in (alpha, 1)", power);
}

}  // namespace

double two_sided_power(double noncentrality, double df, double critical) {
  require(df >= 1, "power: degrees of freedom must be at least 1", df);
  require(critical >= 0, "power: critical value must not be negative", critical);
  return over_deviation(df, HUGE_VAL, [&](double deviation) {
    return normal_cdf(noncentrality - critical * deviation) + normal_cdf(-noncentrality - critical * deviation);
  });
}

Detectable minimum_detectable(const Design& design, double alpha, double power) {
  check(design, alpha, power);
  const auto df = static_cast<double>(design.runs - 1);
  const double critical = student_quantile(1 - alpha / 2, df);
  const double noncentrality = reach(power, [&](double candidate) { return two_sided_power(candidate, df, critical); });
  return {critical * unit_of(design), noncentrality * unit_of(design)};
}

double equivalence_margin(const Design& design, double alpha, double power) {
  check(design, alpha, power);
  require(alpha < .5, "power: alpha of an equivalence must be below .5", alpha);
  const auto df = static_cast<double>(design.runs - 1);
  const double critical = student_quantile(1 - alpha, df);
  return unit_of(design) * reach(power, [&](double candidate) { return equivalence_power(candidate, df, critical); });
}

}  // namespace sextant::stats
