// Accuracies on the scale where their differences have about equal variance everywhere.
#pragma once

#include <cstdint>

namespace sextant::stats {

/// The empirical logit ln((c + ½) / (N - c + ½)) of c correct answers of N; finite for none and for all (Haldane 1956,
/// Anscombe 1956). Tests of accuracies run on this; effects are printed in points.
/// @throws std::invalid_argument unless total >= 1 and 0 <= correct <= total
double accuracy_logit(int64_t correct, int64_t total);

}  // namespace sextant::stats
