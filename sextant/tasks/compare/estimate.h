// A figure over the runs of one encoding.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sextant/io/json.h"
#include "sextant/report/chart.h"

namespace sextant::tasks {

/// Mean over runs with the 95 % t interval of that mean; low = high = mean for a single run.
struct Estimate {
  double mean;
  double low;
  double high;
};

/// @param values  one of each run, at least one
Estimate estimate(std::span<const double> values);

/// Along steps, positions or another axis.
using Curve = std::vector<std::pair<int64_t, Estimate>>;
/// @param runs  points of each run
Curve mean_curve(const std::vector<std::vector<std::pair<int64_t, double>>>& runs);
/// By how much the mean fell between the last two points; 0 if it did not.
double last_fall(const Curve& curve);
report::Series series_of(const std::string& name, const Curve& curve);

/// "1.234 ±0.012": the mean and half its interval.
std::string in_words(const Estimate& estimate, int digits);
io::Json to_json(const Estimate& estimate);

}  // namespace sextant::tasks
