// RoPE on two axes: half of the pairs turn with the first coordinate, half with the second.
//
// As in rotary-embedding-torch and timm (split=halves) and Pixtral, arXiv:2410.07073 (split=alternate).
// Enters at: rotation.   pairs 0 … R/4-1 by the first axis' position, R/4 … R/2-1 by the second's
//
// Not here: several axes that share a token stream with text (M-RoPE).
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/pair_layout.h"
#include "sextant/position/request.h"
#include "sextant/position/rotary_table.h"
#include "sextant/position/rotation/frequencies.h"

namespace sextant::position {

/// Which coordinate the first half of the pairs takes. Positions always come as [rows, columns].
enum class RopeAxes { kHeightWidth, kWidthHeight };
constexpr auto names_of(RopeAxes) {
  return std::array{std::pair{std::string_view("hw"), RopeAxes::kHeightWidth},
                    std::pair{std::string_view("wh"), RopeAxes::kWidthHeight}};
}

enum class RopeCoordinates {
  kIndex,  ///< the position itself, frequencies B^(-2k/R)
  kPixel,  ///< the position mapped to [-1, 1] by the extent of its axis, frequencies π·linspace(1, resolution/2)
};
constexpr auto names_of(RopeCoordinates) {
  return std::array{std::pair{std::string_view("index"), RopeCoordinates::kIndex},
                    std::pair{std::string_view("pixel"), RopeCoordinates::kPixel}};
}

struct Rope2dOptions {
  int64_t channels;              ///< D, a multiple of 4
  std::vector<int64_t> extents;  ///< rows and columns of the grid, read by kPixel
  RopeAxes axes = RopeAxes::kHeightWidth;
  double base = 10000;
  RopeCoordinates coords = RopeCoordinates::kIndex;
  double resolution = 224;  ///< pixels a side the kPixel frequencies are made for
  AxisSplit split = AxisSplit::kHalves;
  PairLayout layout = PairLayout::kHalves;

  bool operator==(const Rope2dOptions&) const = default;
  static Rope2dOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.channels = request.head_channels, .extents = request.extents};
  }
};
template <class Visit>
void fields(Rope2dOptions& options, Visit&& visit) {
  visit("axes", options.axes, "whose position the first half of the pairs takes");
  visit("base", options.base, "base of the wavelengths, with coords=index");
  visit("coords", options.coords, "index, or pixel: from -1 to 1 over the grid");
  visit("resolution", options.resolution, "pixels a side, with coords=pixel");
  visit("split", options.split, "halves: both axes have the same frequencies; alternate: even and odd ones");
  visit("layout", options.layout, "which two channels form a pair");
}
static_assert(settings::Fields<Rope2dOptions>);

class Rope2dImpl final : public RotationEncoding {
 public:
  using Options = Rope2dOptions;
  /// @throws c10::ValueError unless the channels are a multiple of 4, for kPixel without two extents, and for an option
  ///         that the coordinates do not read
  explicit Rope2dImpl(const Rope2dOptions& options);
  Rotation rotation(const LayerCall& call, int64_t version) override;

  const Rope2dOptions options;

 private:
  RowTable table_;
};
TORCH_MODULE(Rope2d);

}  // namespace sextant::position
