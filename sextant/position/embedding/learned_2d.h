// Learned encoding of a grid: one trained row a patch, resampled for pictures of another size.
//
// Dosovitskiy et al., "An image is worth 16x16 words", 2020, arXiv:2010.11929, sections 3.1 and 3.2; resampling as in
// timm, resample_abs_pos_embed.
// Enters at: embedding.   x + E'[y, x],   E' = E resampled from `grid` to `target`
//
// Resampled to a size, never by a factor, which rounding gets wrong by one; in float32 at least; with antialiasing,
// without which a smaller grid would skip rows. A 1-D position counts patches row by row.
// Not here: rows of class tokens, which stand in no grid.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"

namespace sextant::position {

enum class GridFilter { kBicubic, kBilinear };
constexpr auto names_of(GridFilter) {
  return std::array{std::pair{std::string_view("bicubic"), GridFilter::kBicubic},
                    std::pair{std::string_view("bilinear"), GridFilter::kBilinear}};
}

struct Learned2dOptions {
  int64_t channels;                  ///< C
  std::vector<int64_t> grid;         ///< rows and columns of the table
  std::vector<int64_t> target = {};  ///< rows and columns of the picture; none = grid
  GridFilter filter = GridFilter::kBicubic;
  bool antialias = true;
  double std = 0.02;                            ///< of the first rows; ViT's
  std::optional<at::Generator> generator = {};  ///< draws the first values; none: LibTorch's global one

  bool operator==(const Learned2dOptions&) const = default;
  /// The smallest square that holds the longest training sequence.
  static Learned2dOptions of(const SchemeRequest& request, const settings::Spec&);
};
template <class Visit>
void fields(Learned2dOptions& options, Visit&& visit) {
  visit("grid", options.grid, "rows/columns of the table");
  visit("target", options.target, "rows/columns of the picture; none is the grid");
  visit("filter", options.filter, "how the table is resampled");
  visit("antialias", options.antialias, "whether a smaller target averages over the rows between");
  visit("std", options.std, "standard deviation of the first rows");
}
static_assert(settings::Fields<Learned2dOptions>);

class Learned2dImpl final : public EmbeddingEncoding {
 public:
  using Options = Learned2dOptions;
  /// @throws c10::ValueError unless grid, and target if given, are two sizes of at least 1, and std is at least 0; for
  /// a
  ///         filter or antialias without a target
  explicit Learned2dImpl(const Learned2dOptions& options);
  /// @throws c10::ValueError for positions outside the picture
  torch::Tensor rows(const LayerCall& call) override;

  const Learned2dOptions options;
  torch::Tensor weight;  ///< [grid rows · grid columns, C]

 private:
  const std::vector<int64_t>& picture() const { return options.target.empty() ? options.grid : options.target; }
  torch::Tensor patches(const Positions& positions) const;
  torch::Tensor resampled() const;
};
TORCH_MODULE(Learned2d);

}  // namespace sextant::position
