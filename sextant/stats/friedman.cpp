#include "sextant/stats/friedman.h"

#include <algorithm>
#include <numeric>

#include "sextant/stats/checks.h"
#include "sextant/stats/special.h"

namespace sextant::stats {
namespace {

/// Adds the ranks of the arms in one run; equal values share the mean of their ranks.
/// @return Σ (t³ - t) over groups of t equal values
double add_ranks(std::span<const std::vector<double>> values, size_t run, std::vector<double>& sums) {
  std::vector<size_t> rising(values.size());
  std::iota(rising.begin(), rising.end(), size_t{0});
  std::ranges::sort(rising, {}, [&](size_t arm) { return values[arm][run]; });
  double ties = 0;
  for (size_t begin = 0, end = 0; begin < rising.size(); begin = end) {
    while (end < rising.size() && values[rising[end]][run] == values[rising[begin]][run]) ++end;
    const double shared = static_cast<double>(begin + 1 + end) / 2;  // ranks begin + 1 … end
    for (size_t n = begin; n < end; ++n) sums[rising[n]] += shared;
    const auto size = static_cast<double>(end - begin);
    ties += size * size * size - size;
  }
  return ties;
}

}  // namespace

Ranks friedman(std::span<const std::vector<double>> values) {
  require(values.size() >= 2, "friedman: arms must be at least 2", values.size());
  const size_t count = values.front().size();
  require(count >= 1, "friedman: runs must be at least 1", count);
  for (const auto& arm : values) {
    require(arm.size() == count, "friedman: all arms must have equally many runs", arm.size());
    require_finite("friedman", arm);
  }
  const auto arms = static_cast<double>(values.size()), runs = static_cast<double>(count);
  std::vector<double> sums(values.size(), 0.0);
  double ties = 0;
  for (size_t run = 0; run < count; ++run) ties += add_ranks(values, run, sums);

  double squares = 0;
  for (const double sum : sums) squares += (sum - runs * (arms + 1) / 2) * (sum - runs * (arms + 1) / 2);
  const double spread = runs * arms * (arms + 1) - ties / (arms - 1);
  const double statistic = squares == 0 ? 0 : 12 * squares / spread;
  for (double& sum : sums) sum /= runs;
  return {sums, statistic, chi_square_upper(statistic, arms - 1)};
}

}  // namespace sextant::stats
