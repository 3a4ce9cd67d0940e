// `predict` on series: the label a trained classifier gives to each series of a table.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sextant/tasks/context.h"
#include "sextant/tasks/predict.h"

namespace sextant::tasks {

/// One prediction a series, in the order of their first rows.
/// @param bytes  of the table, whose columns are named as in training
/// @throws Failure E-MODEL-…, E-USAGE-VALUE for a top_k that cannot be, and as open_series
std::vector<Prediction> predict_series(const PredictOptions& options, std::string_view bytes, const Context& context);

}  // namespace sextant::tasks
