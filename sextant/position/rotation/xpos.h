// xPos: RoPE whose pairs fade with the distance, the fast ones first.
//
// Sun et al., "A length-extrapolatable transformer", 2022, arXiv:2212.10554, section 3.1; torchscale,
// xpos_relative_position.py. Enters at: rotation.   q pair k turned and times ζ_k^((p-c)/scale), k pair k turned and
// times ζ_k^(-(p-c)/scale),
//   ζ_k = (2k + 0.4 R)/(1.4 R), so that a score carries ζ_k^((i-j)/scale)
//
// The origin c cancels if queries and keys share it. Libraries put it at half the length, which moves with every
// decoded token; here it is the start of the query's block of 8·scale positions, and keys are cached raw.
#pragma once

#include <torch/nn/pimpl.h>

#include <map>

#include "sextant/position/pair_layout.h"
#include "sextant/position/request.h"
#include "sextant/position/rotary_table.h"

namespace sextant::position {

struct XposOptions {
  int64_t channels;  ///< D
  double base = 10000;
  double scale = 512;  ///< tokens in which pair k fades by ζ_k
  PairLayout layout = PairLayout::kInterleaved;

  bool operator==(const XposOptions&) const = default;
  static XposOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.channels = request.head_channels};
  }
};
template <class Visit>
void fields(XposOptions& options, Visit&& visit) {
  visit("base", options.base, "base of the wavelengths");
  visit("scale", options.scale, "tokens in which each pair fades by its factor: larger fades more slowly");
  visit("layout", options.layout, "which two channels form a pair");
}
static_assert(settings::Fields<XposOptions>);

/// ζ_k = (2k + 0.4 R)/(1.4 R).  [R/2]
std::vector<double> xpos_factors(int64_t channels);

class XposImpl final : public RotationEncoding {
 public:
  using Options = XposOptions;
  /// @throws c10::ValueError unless scale > 0 and the channels are even
  explicit XposImpl(const XposOptions& options);
  /// The block of 8·scale positions each query stands in.
  torch::Tensor versions(const Positions& positions) override;
  /// Tables whose origin is the start of block `version`.
  Rotation rotation(const LayerCall& call, int64_t version) override;

  const XposOptions options;

 private:
  RowTable& table(int64_t version);

  std::map<int64_t, RowTable> tables_ = {};  ///< by version; rows [4, R/2]: cos and sin of queries, then of keys
};
TORCH_MODULE(Xpos);

}  // namespace sextant::position
