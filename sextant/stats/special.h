// The distributions the tests of this room need, in float64.
//
// Incomplete beta: the continued fraction of DLMF 8.17.22 by Lentz's method (Thompson and Barnett 1986).
// Incomplete gamma: series DLMF 8.7.1 and continued fraction DLMF 8.9.2.
// Relative error, tails included: 1e-12 up to 1000 degrees of freedom, 1e-15 · df beyond (that of lgamma).
#pragma once

#include <cstdint>

namespace sextant::stats {

/// Φ(x).
double normal_cdf(double x);

/// The regularised incomplete beta function I_x(a, b).
/// @throws std::invalid_argument unless a > 0, b > 0 and 0 <= x <= 1
double incomplete_beta(double a, double b, double x);

/// P(T <= t) of Student's t with `df` degrees of freedom.
/// @throws std::invalid_argument unless df > 0
double student_cdf(double t, double df);

/// P(|T| >= |t|), accurate far into the tail.
/// @throws std::invalid_argument unless df > 0
double student_two_sided(double t, double df);

/// The t with P(T <= t) = p.
/// @throws std::invalid_argument unless df > 0 and 0 < p < 1
double student_quantile(double p, double df);

/// P(X >= x) of the chi-square distribution with `df` degrees of freedom.
/// @throws std::invalid_argument unless df > 0 and x >= 0
double chi_square_upper(double x, double df);

/// P(X > most) of X successes in `trials` independent trials of probability `rate`.
/// @throws std::invalid_argument unless trials >= 1 and 0 < rate < 1
double binomial_above(int64_t most, int64_t trials, double rate);

}  // namespace sextant::stats
