// A trained model under every test of a comparison.
#pragma once

#include <functional>

#include "sextant/models/transformer.h"
#include "sextant/tasks/compare/experiment.h"
#include "sextant/tasks/compare/record.h"

namespace sextant::tasks {

/// Fills record.measures, record.refusals and record.by_position. A test past the trained length that the encoding
/// refuses becomes a Refusal; one within it is an error.
/// @param stop  asked between tests
/// @return false if stopped before the end
bool measure(models::Transformer& model, const Experiment& experiment, const FoldData& fold,
             const std::function<bool()>& stop, RunRecord& record);

/// Nats per token on the selection block, in chunks of the training length.
double selection_loss(models::Transformer& model, const Experiment& experiment, const FoldData& fold);

}  // namespace sextant::tasks
