#include "sextant/stats/sign_flip.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "sextant/stats/checks.h"

namespace sextant::stats {
namespace {

/// All Σ ±d_j, sorted.
std::vector<double> signed_sums(std::span<const double> differences) {
  std::vector<double> sums = {0};
  for (const double difference : differences) {
    const size_t count = sums.size();
    for (size_t n = 0; n < count; ++n) {
      sums.push_back(sums[n] + difference);
      sums[n] -= difference;
    }
  }
  std::ranges::sort(sums);
  return sums;
}

/// How many pairs (x, y) have x + y >= least. Both lists sorted; the partner moves down as x grows.
double pairs_reaching(const std::vector<double>& xs, const std::vector<double>& ys, double least) {
  double pairs = 0;
  auto first = ys.end();
  for (const double x : xs) {
    while (first != ys.begin() && x + *(first - 1) >= least) --first;
    pairs += static_cast<double>(ys.end() - first);
  }
  return pairs;
}

}  // namespace

double sign_flip(std::span<const double> differences) {
  require(!differences.empty() && std::ssize(differences) <= kMostFlippedRuns, "sign_flip: runs must be 1 to 44",
          differences.size());
  require_finite("sign_flip", differences);
  double observed = 0, magnitude = 0;
  for (const double difference : differences) {
    observed += difference;
    magnitude += std::abs(difference);
  }
  const double least = std::abs(observed) - 1e-12 * magnitude;
  if (least <= 0) return 1;
  const size_t half = differences.size() / 2;
  const double pairs =
      pairs_reaching(signed_sums(differences.first(half)), signed_sums(differences.subspan(half)), least);
  return 2 * pairs / std::exp2(static_cast<double>(differences.size()));  // the other tail mirrors this one
}

double smallest_sign_flip_p(int64_t runs) { return std::exp2(static_cast<double>(1 - runs)); }

int64_t runs_to_reach(double alpha) {
  require(alpha > 0 && alpha < 1, "runs_to_reach: alpha must be in (0, 1)", alpha);
  int64_t runs = 1;
  while (smallest_sign_flip_p(runs) > alpha) ++runs;
  return runs;
}

}  // namespace sextant::stats
