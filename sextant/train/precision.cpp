#include "sextant/train/precision.h"

#include <ATen/autocast_mode.h>

namespace sextant::train {

AutocastGuard::AutocastGuard(Precision precision, torch::DeviceType device)
    : active_(precision != Precision::kFloat32), device_(device) {
  if (!active_) return;
  enabled_before_ = at::autocast::is_autocast_enabled(device);
  type_before_ = at::autocast::get_autocast_dtype(device);
  at::autocast::set_autocast_enabled(device, true);
  at::autocast::set_autocast_dtype(device, torch::kBFloat16);
  at::autocast::increment_nesting();
}

AutocastGuard::~AutocastGuard() {
  if (!active_) return;
  if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
  at::autocast::set_autocast_enabled(device_, enabled_before_);
  at::autocast::set_autocast_dtype(device_, type_before_);
}

}  // namespace sextant::train
