// DETR's sinusoids of a picture: coordinates counted from 1 and scaled to one turn over the picture's own size.
//
// Carion et al., "End-to-end object detection with transformers", 2020, arXiv:2005.12872, and its code,
// PositionEmbeddingSine; transformers, DetrSinePositionEmbedding.
// Enters at: embedding.   x + [sin z_y w, cos z_y w, … | sin z_x w, …],   z = 2π (p + 1)/(n + 1e-6),
//                         w_k = B^(-2k/(C/2)), interleaved
//
// n is the picture's height or width. Published code measures it over what is no padding, which needs the whole picture
// at once; `grid` fixes it instead, and a causal model has to. A 1-D position counts on both axes.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"
#include "sextant/position/row_table.h"

namespace sextant::position {

struct DetrSineOptions {
  int64_t channels;  ///< C, a multiple of 4
  int64_t longest;   ///< height and width in a causal model without a grid
  Direction direction = Direction::kBothWays;
  double base = 10000;
  bool normalize = true;
  std::vector<int64_t> grid = {};  ///< height and width; none = measured, or `longest` in a causal model

  bool operator==(const DetrSineOptions&) const = default;
  static DetrSineOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.channels = request.channels, .longest = request.longest, .direction = request.direction};
  }
};
template <class Visit>
void fields(DetrSineOptions& options, Visit&& visit) {
  visit("base", options.base, "base of the wavelengths");
  visit("normalize", options.normalize, "whether the picture's size is one turn");
  visit("grid", options.grid, "height/width of that turn; none measures the picture, or takes the longest if causal");
}
static_assert(settings::Fields<DetrSineOptions>);

class DetrSineImpl final : public EmbeddingEncoding {
 public:
  using Options = DetrSineOptions;
  /// @throws c10::ValueError unless C is a multiple of 4, base is positive and grid is empty or two sizes of at least
  /// 1;
  ///         for a grid without normalize
  explicit DetrSineImpl(const DetrSineOptions& options);
  torch::Tensor rows(const LayerCall& call) override;

  const DetrSineOptions options;

 private:
  RowTable table_;  ///< of rows that need no measuring
};
TORCH_MODULE(DetrSine);

}  // namespace sextant::position
