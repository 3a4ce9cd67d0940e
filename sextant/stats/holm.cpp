#include "sextant/stats/holm.h"

#include <algorithm>
#include <numeric>

#include "sextant/stats/checks.h"

namespace sextant::stats {

std::vector<double> holm(std::span<const double> p) {
  for (const double value : p) require(value >= 0 && value <= 1, "holm: p must be in [0, 1]", value);
  std::vector<size_t> rising(p.size());
  std::iota(rising.begin(), rising.end(), size_t{0});
  std::ranges::stable_sort(rising, {}, [&](size_t n) { return p[n]; });
  std::vector<double> adjusted(p.size());
  double largest = 0;
  for (size_t i = 0; i < rising.size(); ++i) {
    largest = std::max(largest, std::min(1.0, p[rising[i]] * static_cast<double>(p.size() - i)));
    adjusted[rising[i]] = largest;
  }
  return adjusted;
}

}  // namespace sextant::stats
