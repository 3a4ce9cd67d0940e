// Softcap: scores become c·tanh(score / c), so that none is greater than c.
//
// Gemma 2, 2024, arXiv:2408.00118, section 2. Enters at: scores, after the biases and before the mask. No encoding.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"

namespace sextant::position {

struct SoftcapOptions {
  double value = 50;  ///< c, score; Gemma 2's

  bool operator==(const SoftcapOptions&) const = default;
  static SoftcapOptions of(const SchemeRequest&, const settings::Spec&) { return {}; }
};
template <class Visit>
void fields(SoftcapOptions& options, Visit&& visit) {
  visit("value", options.value, "greatest score");
}
static_assert(settings::Fields<SoftcapOptions>);

class SoftcapImpl final : public ScoreEncoding {
 public:
  using Options = SoftcapOptions;
  /// @throws c10::ValueError unless value > 0
  explicit SoftcapImpl(const SoftcapOptions& options) : options(options) {
    TORCH_CHECK_VALUE(options.value > 0, "softcap: value must be positive, got ", options.value);
  }
  ScoreTerms terms(const AttentionProblem&, const LayerCall&) override { return {.softcap = options.value}; }

  const SoftcapOptions options;
};
TORCH_MODULE(Softcap);

}  // namespace sextant::position
