// Learning-rate schedules: factors of the peak rate, pure functions of the step.
//
// t = step from 0, W = warm-up, T = total, p = clamp((t - W)/(T - W), 0, 1), m = floor.
//   warm-up, all         (t + 1)/W for t < W
//   constant             1
//   linear               1 - (1 - m)p
//   cosine               m + (1 - m)(1 + cos πp)/2          Loshchilov and Hutter 2017, arXiv:1608.03983
//   cosine:restarts=k    the same on k equal parts of p
//   inverse-sqrt         √(W/(t + 1)), W >= 1               Vaswani et al. 2017, arXiv:1706.03762, section 5.3
//   exponential:gamma=γ,every=k   γ^((t - W)/k)
//   step:gamma=γ,every=k          γ^⌊(t - W)/k⌋
//   wsd:decay=d          1, then linear to m over the last share d of p
//
// Not here: plateau, which would have a state.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sextant::train {

enum class ScheduleKind { kConstant, kLinear, kCosine, kInverseSqrt, kExponential, kStep, kWsd };

struct Schedule {
  ScheduleKind kind = ScheduleKind::kConstant;
  int64_t warmup = 0;  ///< steps
  int64_t total = 0;   ///< steps
  double floor = 0;    ///< final rate over peak rate
  int64_t restarts = 1;
  double gamma = 0.5;
  int64_t every = 1000;  ///< steps
  double decay = 0.2;    ///< share of p

  bool operator==(const Schedule&) const = default;
};

/// A schedule of `total` steps from its text and its warm-up ("200" or "5%").
/// @throws c10::ValueError for an unknown name or option, one out of range, or a warm-up as long as the training
Schedule parse_schedule(std::string_view text, std::string_view warmup, int64_t total, double floor);

/// What the peak learning rate is multiplied by at step t >= 0.
double factor(const Schedule& schedule, int64_t step);

}  // namespace sextant::train
