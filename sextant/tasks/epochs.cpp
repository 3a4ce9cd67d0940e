#include "sextant/tasks/epochs.h"

#include <algorithm>
#include <cmath>

namespace sextant::tasks {

double batches_per_epoch(int64_t examples, int64_t batch) {
  return std::ceil(static_cast<double>(examples) / static_cast<double>(batch));
}

int64_t steps_of(const train::TrainOptions& options, double epochs, int64_t examples, int64_t batch) {
  if (epochs <= 0) return options.steps;
  const double batches = batches_per_epoch(examples, batch);
  return std::max<int64_t>(1, std::llround(epochs * batches / static_cast<double>(options.accumulate)));
}

train::TrainOptions by_epochs(train::TrainOptions options, double epochs, int64_t examples, int64_t batch) {
  options.steps = steps_of(options, epochs, examples, batch);
  const int64_t epoch = steps_of(options, 1, examples, batch);
  if (options.eval_every == 0) options.eval_every = epoch;
  if (options.save_every == 0) options.save_every = epoch;
  return options;
}

}  // namespace sextant::tasks
