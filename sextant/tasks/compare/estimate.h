// A figure over the runs of one encoding.
#pragma once

#include <span>
#include <string>

#include "sextant/io/json.h"

namespace sextant::tasks {

/// Mean over runs with the 95 % t interval of that mean; low = high = mean for a single run.
struct Estimate {
  double mean;
  double low;
  double high;
};

/// @param values  one of each run, at least one
Estimate estimate(std::span<const double> values);

/// "1.234 ±0.012": the mean and half its interval.
std::string in_words(const Estimate& estimate, int digits);
io::Json to_json(const Estimate& estimate);

}  // namespace sextant::tasks
