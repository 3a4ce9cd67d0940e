// SHAPE: all positions of a sequence shifted by one random number, so that a model cannot lean on absolute ones.
//
// Kiyono et al., "SHAPE: shifted absolute position embedding for Transformers", 2021, arXiv:2109.05644, and
// the authors' code, onmt/modules/embeddings.py and config_shape/pe_transformer_base_wmt16_pe_500.yaml.
//
//   training   p + k, k ~ U{0..max}, one k a sequence      test   p + test
//
// The code draws from 0..max-1 and tests at a shift of max; test=500 is that.
#pragma once

#include "sextant/position/request.h"

namespace sextant::position {

struct ShapeOptions {
  int64_t max = 500;
  int64_t test = 0;
  bool operator==(const ShapeOptions&) const = default;
};
template <class Visit>
void fields(ShapeOptions& options, Visit&& visit) {
  visit("max", options.max, "largest shift in training");
  visit("test", options.test, "shift outside training");
}
static_assert(settings::Fields<ShapeOptions>);

class Shape final : public PositionAssigner {
 public:
  using Options = ShapeOptions;
  /// @throws c10::ValueError unless both shifts are at least 0
  explicit Shape(const ShapeOptions& options);
  /// A shift alone: distances stay what they were. All documents of a row share it.
  Positions assign(const AssignCall& call) const override;

  const ShapeOptions options;
};

}  // namespace sextant::position
