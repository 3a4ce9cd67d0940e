// Sinusoids of three coordinates, a third of the channels for each: time, row and column of a film.
//
// tatp22/multidim-positional-encoding (PyPI positional-encodings), PositionalEncoding3D.
// Enters at: embedding.   x + [sin t w, cos t w, … | sin y w, … | sin x w, …],   n = 2·ceil(C/6) channels an axis,
//                         w_k = B^(-2k/n), interleaved, cut to C
//
// If 6 does not divide C the last axis gets fewer channels than the others, and says so.
// A position on two axes is one of a single picture, at time 0; a 1-D position counts on all three.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"
#include "sextant/position/row_table.h"

namespace sextant::position {

struct Sincos3dOptions {
  int64_t channels;  ///< C
  double base = 10000;

  bool operator==(const Sincos3dOptions&) const = default;
  static Sincos3dOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.channels = request.channels};
  }
};
template <class Visit>
void fields(Sincos3dOptions& options, Visit&& visit) {
  visit("base", options.base, "base of the wavelengths");
}
static_assert(settings::Fields<Sincos3dOptions>);

class Sincos3dImpl final : public EmbeddingEncoding {
 public:
  using Options = Sincos3dOptions;
  /// Warns unless C is a multiple of 6.
  /// @throws c10::ValueError unless every axis gets a channel and base is positive
  explicit Sincos3dImpl(const Sincos3dOptions& options);
  torch::Tensor rows(const LayerCall& call) override;

  const Sincos3dOptions options;

 private:
  RowTable table_;
};
TORCH_MODULE(Sincos3d);

}  // namespace sextant::position
