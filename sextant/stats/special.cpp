#include "sextant/stats/special.h"

#include <cmath>
#include <limits>

#include "sextant/stats/checks.h"

namespace sextant::stats {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
/// Stands for a zero denominator in Lentz's method.
constexpr double kTiny = 1e-300;
/// Terms needed grow as √max(a, b) (DLMF 8.17.22); this serves up to about 10^9 degrees of freedom.
constexpr int kMostTerms = 200'000;

double away_from_zero(double x) { return std::abs(x) < kTiny ? kTiny : x; }

/// The continued fraction of I_x(a, b), which converges fast for x < (a + 1)/(a + b + 2).
double beta_fraction(double a, double b, double x) {
  double c = 1;
  double d = 1 / away_from_zero(1 - (a + b) * x / (a + 1));
  double value = d;
  for (int m = 1; m < kMostTerms; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away_from_zero(1 + even * d);
    c = away_from_zero(1 + even / c);
    value *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away_from_zero(1 + odd * d);
    c = away_from_zero(1 + odd / c);
    value *= d * c;
    if (std::abs(d * c - 1) <= kEpsilon) break;
  }
  return value;
}

/// I_x(a, b) with y = 1 - x given apart, so that neither is lost by subtraction.
double beta_of_both(double a, double b, double x, double y) {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  const double log_front = std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log(y);
  const double front = std::exp(log_front);
  if (x < (a + 1) / (a + b + 2)) return front * beta_fraction(a, b, x) / a;
  return 1 - front * beta_fraction(b, a, y) / b;
}

/// P(a, x) = x^a e^-x Σ x^n / (a (a+1) … (a+n)) / Γ(a), for x < a + 1.
double gamma_lower_series(double a, double x) {
  double term = 1 / a, sum = term;
  for (int n = 1; n < kMostTerms && term > sum * kEpsilon; ++n) {
    term *= x / (a + n);
    sum += term;
  }
  return sum * std::exp(a * std::log(x) - x - std::lgamma(a));
}

/// Q(a, x) by the continued fraction, for x >= a + 1.
double gamma_upper_fraction(double a, double x) {
  double b = x + 1 - a;
  double c = 1 / kTiny;
  double d = 1 / away_from_zero(b);
  double value = d;
  for (int n = 1; n < kMostTerms; ++n) {
    const double factor = -n * (n - a);
    b += 2;
    d = 1 / away_from_zero(factor * d + b);
    c = away_from_zero(b + factor / c);
    value *= d * c;
    if (std::abs(d * c - 1) <= kEpsilon) break;
  }
  return value * std::exp(a * std::log(x) - x - std::lgamma(a));
}

double student_density(double t, double df) {
  const double log_front = std::lgamma((df + 1) / 2) - std::lgamma(df / 2) - std::log(df * M_PI) / 2;
  return std::exp(log_front - (df + 1) / 2 * std::log1p(t * t / df));
}

/// The t > 0 with P(T >= t) = tail: Newton's method, with bisection where it leaves the bracket.
double student_upper_quantile(double tail, double df) {
  double low = 0, high = 1;
  while (student_two_sided(high, df) / 2 > tail) {
    low = high;
    high *= 2;
  }
  double t = (low + high) / 2;
  for (int step = 0; step < 200; ++step) {
    const double excess = student_two_sided(t, df) / 2 - tail;
    (excess > 0 ? low : high) = t;
    double next = t + excess / student_density(t, df);
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (std::abs(next - t) <= 2 * kEpsilon * next) return next;
    t = next;
  }
  return t;
}

}  // namespace

double normal_cdf(double x) { return std::erfc(-x / M_SQRT2) / 2; }

double incomplete_beta(double a, double b, double x) {
  require(a > 0, "incomplete_beta: a must be positive", a);
  require(b > 0, "incomplete_beta: b must be positive", b);
  require(x >= 0 && x <= 1, "incomplete_beta: x must be in [0, 1]", x);
  return beta_of_both(a, b, x, 1 - x);
}

double student_two_sided(double t, double df) {
  require(df > 0, "student: degrees of freedom must be positive", df);
  if (std::isinf(t)) return 0;
  const double squared = t * t;
  return beta_of_both(df / 2, .5, df / (df + squared), squared / (df + squared));
}

double student_cdf(double t, double df) {
  const double tail = student_two_sided(t, df) / 2;
  return t > 0 ? 1 - tail : tail;
}

double student_quantile(double p, double df) {
  require(df > 0, "student: degrees of freedom must be positive", df);
  require(p > 0 && p < 1, "student_quantile: p must be in (0, 1)", p);
  if (p == .5) return 0;
  return p < .5 ? -student_upper_quantile(p, df) : student_upper_quantile(1 - p, df);
}

double chi_square_upper(double x, double df) {
  require(df > 0, "chi_square: degrees of freedom must be positive", df);
  require(x >= 0, "chi_square: x must not be negative", x);
  const double a = df / 2, half = x / 2;
  if (half == 0) return 1;
  return half < a + 1 ? 1 - gamma_lower_series(a, half) : gamma_upper_fraction(a, half);
}

double binomial_above(int64_t most, int64_t trials, double rate) {
  require(trials >= 1, "binomial: trials must be at least 1", trials);
  require(rate > 0 && rate < 1, "binomial: rate must be in (0, 1)", rate);
  if (most < 0) return 1;
  if (most >= trials) return 0;
  return incomplete_beta(static_cast<double>(most + 1), static_cast<double>(trials - most), rate);  // DLMF 8.17.5
}

}  // namespace sextant::stats
