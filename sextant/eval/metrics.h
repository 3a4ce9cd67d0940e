// Numbers made of results: what a curve over lengths or contexts says. Pure, float64.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sextant/eval/reduce.h"
#include "sextant/stats/bootstrap.h"

namespace sextant::eval {

/// Mean NLL at a length or context.
struct CurvePoint {
  int64_t length;  ///< tokens
  double nats;     ///< per token
};

/// The points of a suffix, crop or position result.
std::vector<CurvePoint> curve(const Result& result);

/// What a bootstrap over documents draws: summed nats over targets, or, in bits, over bytes · ln 2.
std::vector<stats::Share> shares_of_tokens(const Result& result);
/// @throws std::invalid_argument if the bytes are unknown
std::vector<stats::Share> shares_of_bits(const Result& result);

/// First length whose perplexity exceeds `factor` times the one at `trained`, or nothing ("> max").
/// @throws std::invalid_argument unless `trained` is a length of the curve
std::optional<int64_t> break_length(const std::vector<CurvePoint>& curve, int64_t trained, double factor = 1.1);

/// Mean NLL with a short context minus the one with a long context, on identical targets: what the context is used for.
/// @throws std::invalid_argument unless `result` has points at both contexts, with equally many targets
double use_of_context(const Result& result, int64_t shorter, int64_t longer);

/// The trapezoid of NLL(L) - NLL(trained) over log2 L from `trained` on, divided by the log2 range. 0 = no harm.
/// @throws std::invalid_argument unless `trained` and a longer length are on the curve
double extrapolation_area(const std::vector<CurvePoint>& curve, int64_t trained);

/// The largest C of the curve, with C/2 on it too, where doubling to C still gains `threshold` nats; 0 if none.
int64_t effective_context(const std::vector<CurvePoint>& curve, double threshold = 0.01);

}  // namespace sextant::eval
