// M-RoPE: RoPE for tokens of text, images and video in one stream, its pairs shared out among time, height and width.
//
// Wang et al., "Qwen2-VL", 2024, arXiv:2409.12191, section 2.1 (chunked); Qwen3-VL in Hugging Face transformers
// (interleaved).
// Enters at: rotation.   pair m turned by p[axis(m)]·w_m, w_m = B^(-2m/R) as in RoPE
//
// Text stands at the same place on all three axes, where this is RoPE itself. Not here: who numbers the tokens.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/pair_layout.h"
#include "sextant/position/request.h"
#include "sextant/position/rotary_table.h"

namespace sextant::position {

/// How pairs are given to the axes t, h, w.
enum class SectionOrder {
  kChunked,      ///< the first sections[0] pairs to t, the next to h, the last to w
  kInterleaved,  ///< t h w t h w …: pair m to h if m mod 3 = 1 and m < 3·sections[1], to w alike with 2, else to t
};
constexpr auto names_of(SectionOrder) {
  return std::array{std::pair{std::string_view("chunked"), SectionOrder::kChunked},
                    std::pair{std::string_view("interleaved"), SectionOrder::kInterleaved}};
}

struct MropeOptions {
  int64_t channels;               ///< D
  std::vector<int64_t> sections;  ///< pairs of t, h and w, R/2 in all
  SectionOrder order = SectionOrder::kChunked;
  double base = 10000;
  PairLayout layout = PairLayout::kHalves;

  bool operator==(const MropeOptions&) const = default;
  /// 16/24/24 at 128 channels, as published: three eighths each to height and width, the rest to time.
  static MropeOptions of(const SchemeRequest& request, const settings::Spec&) {
    const int64_t pairs = request.head_channels / 2, side = 3 * pairs / 8;
    return {.channels = request.head_channels, .sections = {pairs - 2 * side, side, side}};
  }
};
template <class Visit>
void fields(MropeOptions& options, Visit&& visit) {
  visit("sections", options.sections, "pairs of time, height and width, together half the channels");
  visit("order", options.order, "chunked (Qwen2-VL) or interleaved (Qwen3-VL)");
  visit("base", options.base, "base of the wavelengths");
  visit("layout", options.layout, "which two channels form a pair");
}
static_assert(settings::Fields<MropeOptions>);

/// The axis of each pair: 0 time, 1 height, 2 width.  [R/2]
/// @throws c10::ValueError unless there are three sections, none negative, that sum to R/2
std::vector<int64_t> mrope_axes(const MropeOptions& options);

class MropeImpl final : public RotationEncoding {
 public:
  using Options = MropeOptions;
  /// @throws c10::ValueError as mrope_axes, and for odd channels
  explicit MropeImpl(const MropeOptions& options);
  /// Positions on one axis stand for all three; on two they are height and width of a picture at time 0.
  /// @throws c10::ValueError for positions of other axes
  Rotation rotation(const LayerCall& call, int64_t version) override;

  const MropeOptions options;

 private:
  RowTable table_;
};
TORCH_MODULE(Mrope);

}  // namespace sextant::position
