// `eval` of models of sounds and of series.
#pragma once

#include "sextant/tasks/context.h"
#include "sextant/tasks/eval.h"

namespace sextant::tasks {

/// Of a classifier, accuracy; of a transcriber, the error rate, where a label is what is said, symbols with a space
/// between.
/// @throws Failure as open_classifier, open_transcriber and read_sounds; E-DATA-LABEL for a label it does not know
EvalResult evaluate_sounds(const EvalOptions& options, const Context& context);

/// @throws Failure as open_classifier and open_series; E-DATA-LABEL for a label it does not know
EvalResult evaluate_series(const EvalOptions& options, const Context& context);

}  // namespace sextant::tasks
