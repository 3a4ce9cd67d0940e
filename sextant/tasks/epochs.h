// Passes over the training examples in place of steps.
#pragma once

#include <cstdint>

#include "sextant/train/options.h"

namespace sextant::tasks {

/// Micro-batches of a pass; the last one may be smaller.
double batches_per_epoch(int64_t examples, int64_t batch);

/// Steps of `epochs` passes over so many examples; options.steps if epochs is 0.
int64_t steps_of(const train::TrainOptions& options, double epochs, int64_t examples, int64_t batch);

/// Those steps, and unless other intervals are asked for a look at the part that chooses and a checkpoint every pass.
train::TrainOptions by_epochs(train::TrainOptions options, double epochs, int64_t examples, int64_t batch);

}  // namespace sextant::tasks
