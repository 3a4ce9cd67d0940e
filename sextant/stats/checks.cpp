#include "sextant/stats/checks.h"

#include <cmath>
#include <string>

namespace sextant::stats {

void require_finite(const char* who, std::span<const double> values) {
  for (size_t j = 0; j < values.size(); ++j) {
    const std::string rule = std::string(who) + ": value " + std::to_string(j) + " must be finite";
    require(std::isfinite(values[j]), rule.c_str(), values[j]);
  }
}

}  // namespace sextant::stats
