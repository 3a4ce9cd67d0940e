// Hard-ALiBi: the first heads see a few last keys each, one more a head; the others see all, without an encoding.
//
// Jelassi et al., "Repeat after me", 2024, arXiv:2402.01032, section 2.
// Enters at: scores.   score[h, i, j] += 0 if 0 <= p_i - p_j <= h, else -∞,   for h < m
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/on_device.h"
#include "sextant/position/request.h"

namespace sextant::position {

struct HardAlibiOptions {
  int64_t all_heads;  ///< H
  int64_t heads;      ///< m, heads with a window

  bool operator==(const HardAlibiOptions&) const = default;
  static HardAlibiOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.all_heads = request.heads, .heads = request.heads / 2};
  }
};
template <class Visit>
void fields(HardAlibiOptions& options, Visit&& visit) {
  visit("heads", options.heads, "heads with a window: head h sees the last h + 1 keys");
}
static_assert(settings::Fields<HardAlibiOptions>);

class HardAlibiImpl final : public ScoreEncoding {
 public:
  using Options = HardAlibiOptions;
  /// @throws c10::ValueError unless 0 <= heads <= H
  explicit HardAlibiImpl(const HardAlibiOptions& options);
  /// One DistanceBias [H, 2m + 1] of zeros and -∞.
  ScoreTerms terms(const AttentionProblem& problem, const LayerCall& call) override;

  const HardAlibiOptions options;

 private:
  OnDevice table_;
};
TORCH_MODULE(HardAlibi);

}  // namespace sextant::position
