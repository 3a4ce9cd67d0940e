// `eval` of a classifier of images.
#pragma once

#include "sextant/tasks/context.h"
#include "sextant/tasks/eval.h"

namespace sextant::tasks {

/// @throws Failure as open_classifier and open_images; E-IMAGE for images of another size than the model's, E-DATA-LABEL
///         for a label it does not know
EvalResult evaluate_images(const EvalOptions& options, const Context& context);

}  // namespace sextant::tasks
