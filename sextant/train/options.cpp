#include "sextant/train/options.h"

#include <c10/util/Exception.h>

#include "sextant/train/schedule.h"

namespace sextant::train {

void check(const TrainOptions& options) {
  TORCH_CHECK_VALUE(options.steps >= 1, "train: steps must be at least 1, got ", options.steps);
  TORCH_CHECK_VALUE(options.seconds >= 0, "train: time must be at least 0 s, got ", options.seconds);
  TORCH_CHECK_VALUE(options.accumulate >= 1, "train: accumulate must be at least 1, got ", options.accumulate);
  TORCH_CHECK_VALUE(options.lr > 0, "train: lr must be above 0, got ", options.lr);
  TORCH_CHECK_VALUE(options.weight_decay >= 0, "train: weight-decay must be at least 0, got ", options.weight_decay);
  TORCH_CHECK_VALUE(options.betas.size() == 2, "train: betas must be two numbers, got ", options.betas.size());
  for (const double beta : options.betas) {
    TORCH_CHECK_VALUE(beta >= 0 && beta < 1, "train: betas must be in [0, 1), got ", beta);
  }
  TORCH_CHECK_VALUE(options.eps > 0, "train: eps must be above 0, got ", options.eps);
  TORCH_CHECK_VALUE(options.min_lr >= 0 && options.min_lr <= options.lr,
                    "train: min-lr must be in [0, lr = ", options.lr, "], got ", options.min_lr);
  TORCH_CHECK_VALUE(options.clip >= 0, "train: clip must be at least 0, got ", options.clip);
  TORCH_CHECK_VALUE(options.label_smoothing >= 0 && options.label_smoothing < 1,
                    "train: label-smoothing must be in [0, 1), got ", options.label_smoothing);
  TORCH_CHECK_VALUE(options.eval_every >= 0, "train: eval-every must be at least 0, got ", options.eval_every);
  TORCH_CHECK_VALUE(options.save_every >= 0, "train: save-every must be at least 0, got ", options.save_every);
  TORCH_CHECK_VALUE(options.keep >= 1, "train: keep must be at least 1, got ", options.keep);
  TORCH_CHECK_VALUE(options.patience >= 0, "train: patience must be at least 0, got ", options.patience);
  parse_schedule(options.schedule, options.warmup, options.steps, options.min_lr / options.lr);
}

}  // namespace sextant::train
