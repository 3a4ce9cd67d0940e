// Periodic encoding: the sinusoidal one with the wave and the wavelengths of one's choice.
//
// A generalisation of Vaswani et al., 2017, arXiv:1706.03762, section 3.5, of this library: for series with known
// periods (a day, a week) and for finding out which wave a task wants.
// Enters at: embedding.   x + [f(p/λ_0), f(p/λ_0 + 1/4), f(p/λ_1), …],   f of one turn, λ_k = 2π B^(2k/C) or given
//
//   fn=sin        sin 2πt                       fn=triangle   straight lines through the same zeros and peaks
//   fn=square     1 in the first half of a turn, else -1
//   fn=series     Σ_n a_n sin 2πnt + b_n cos 2πnt, n = 1 to `harmonics`, trained; at first sin 2πt
//
// Odd C drops the last channel.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"
#include "sextant/position/row_table.h"

namespace sextant::position {

enum class Wave { kSine, kTriangle, kSquare, kSeries };
constexpr auto names_of(Wave) {
  return std::array{
      std::pair{std::string_view("sin"), Wave::kSine}, std::pair{std::string_view("triangle"), Wave::kTriangle},
      std::pair{std::string_view("square"), Wave::kSquare}, std::pair{std::string_view("series"), Wave::kSeries}};
}

struct PeriodicOptions {
  int64_t channels;  ///< C
  Wave fn = Wave::kSine;
  int64_t harmonics = 4;  ///< of kSeries
  double base = 10000;
  std::vector<double> wavelengths = {};  ///< tokens a turn, repeated until the channels are full; none: by the base
  bool trainable = false;                ///< whether the wavelengths are trained

  bool operator==(const PeriodicOptions&) const = default;
  static PeriodicOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.channels = request.channels};
  }
};
template <class Visit>
void fields(PeriodicOptions& options, Visit&& visit) {
  visit("fn", options.fn, "the wave; series is a trained one");
  visit("harmonics", options.harmonics, "terms of fn=series");
  visit("base", options.base, "base of the wavelengths, if none are given");
  visit("wavelengths", options.wavelengths, "tokens a turn, such as 24/168, repeated until the channels are full");
  visit("trainable", options.trainable, "whether the wavelengths are trained");
}
static_assert(settings::Fields<PeriodicOptions>);

class PeriodicImpl final : public EmbeddingEncoding {
 public:
  using Options = PeriodicOptions;
  /// @throws c10::ValueError for sizes or wavelengths that are not positive, for more wavelengths than pairs of
  ///         channels, and for options that go with others: base with wavelengths, harmonics without fn=series, and
  ///         trainable with fn=square, whose slope is 0
  explicit PeriodicImpl(const PeriodicOptions& options);
  torch::Tensor rows(const LayerCall& call) override;

  const PeriodicOptions options;
  torch::Tensor log_wavelength = {};  ///< [ceil(C/2)], ln of tokens a turn, if trainable
  torch::Tensor series = {};          ///< [2, harmonics], a_n and b_n, with kSeries

 private:
  RowTable table_;
};
TORCH_MODULE(Periodic);

}  // namespace sextant::position
