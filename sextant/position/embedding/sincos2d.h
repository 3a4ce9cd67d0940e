// Two-dimensional sinusoids: half of the channels for each axis of a grid, sines before cosines.
//
// He et al., "Masked autoencoders", 2021, arXiv:2111.06377, appendix A and its code, which puts the width first;
// transformers builds the height first. Hence the axes are an option.
// Enters at: embedding.   x + [sin y w, cos y w, sin x w, cos x w],   w_k = B^(-k/(C/4))
//
// Positions come as [rows, columns]; a 1-D position counts on both axes.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"
#include "sextant/position/row_table.h"

namespace sextant::position {

/// Which axis takes the first half of the channels.
enum class GridAxes { kHeightWidth, kWidthHeight };
constexpr auto names_of(GridAxes) {
  return std::array{std::pair{std::string_view("hw"), GridAxes::kHeightWidth},
                    std::pair{std::string_view("wh"), GridAxes::kWidthHeight}};
}

struct Sincos2dOptions {
  int64_t channels;  ///< C, a multiple of 4
  double base = 10000;
  GridAxes axes = GridAxes::kHeightWidth;

  bool operator==(const Sincos2dOptions&) const = default;
  static Sincos2dOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.channels = request.channels};
  }
};
template <class Visit>
void fields(Sincos2dOptions& options, Visit&& visit) {
  visit("base", options.base, "base of the wavelengths");
  visit("axes", options.axes, "which axis takes the first half of the channels");
}
static_assert(settings::Fields<Sincos2dOptions>);

/// float64 coordinates [2, n] → float64 [n, C].
/// @throws c10::ValueError unless C is a multiple of 4
torch::Tensor sincos2d_rows(const Sincos2dOptions& options, const torch::Tensor& coordinates);

class Sincos2dImpl final : public EmbeddingEncoding {
 public:
  using Options = Sincos2dOptions;
  explicit Sincos2dImpl(const Sincos2dOptions& options);
  torch::Tensor rows(const LayerCall& call) override;

  const Sincos2dOptions options;

 private:
  RowTable table_;
};
TORCH_MODULE(Sincos2d);

}  // namespace sextant::position
