// Sound as rows of numbers: the logarithm of the energy in bands that are evenly spaced as the ear hears them.
//
//   row t, band m = 1 + (log10 E_tm - log10 E_max) / 4,  no less than -1;   E = filters · |spectrum|²
//
// The loudest band of a sound is 1 and all that is 80 dB below it -1, however loud it was recorded: Whisper's measure
// (Radford et al. 2022, arXiv:2212.04356, section 2.2, and its code) set against each sound's own peak. Spectra are
// those of librosa.feature.melspectrogram: Hann windows, the sound continued by zeros. Not here: files (io/audio.h).
#pragma once

#include <torch/types.h>

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace sextant::data {

/// Slaney 1998, Auditory Toolbox: even below 1 kHz, logarithmic above; triangles of equal area.
/// HTK, Young et al. 2006, The HTK Book, equation 5.13: 2595·log10(1 + f/700); triangles of equal height.
enum class MelScale { kSlaney, kHtk };
constexpr auto names_of(MelScale) {
  return std::array<std::pair<std::string_view, MelScale>, 2>{{{"slaney", MelScale::kSlaney}, {"htk", MelScale::kHtk}}};
}

struct MelOptions {
  int64_t bands = 40;
  double window = 0.025;  ///< seconds
  double hop = 0.010;     ///< seconds from one row to the next
  double lowest = 0;      ///< Hz
  double highest = 0;     ///< Hz; 0 = half the rate
  MelScale scale = MelScale::kSlaney;

  bool operator==(const MelOptions&) const = default;
};
template <class Visit>
void fields(MelOptions& options, Visit&& visit) {
  visit("bands", options.bands, "mel bands of a row of sound");
  visit("window", options.window, "seconds of sound a row is made of");
  visit("hop", options.hop, "seconds from one row to the next");
  visit("lowest", options.lowest, "frequency where the lowest band begins");
  visit("highest", options.highest, "frequency where the highest band ends; 0 = half the rate");
  visit("mel-scale", options.scale, "how bands are spaced: slaney or htk");
}

/// Triangles over the points of a spectrum, float64 [bands, points / 2 + 1].
/// @param rate    samples a second
/// @param points  of the Fourier transform
/// @throws c10::ValueError for fewer than one band or frequencies that do not rise within [0, rate / 2]
torch::Tensor mel_filters(const MelOptions& options, int64_t rate, int64_t points);

class LogMel {
 public:
  /// @throws c10::ValueError as mel_filters, for a window or hop of no samples, or for a band so narrow that it holds
  ///         no point of the spectrum
  LogMel(const MelOptions& options, int64_t rate);

  /// @param samples  of one channel, at least one
  /// @return float32 [1 + samples / hop, bands]
  torch::Tensor rows(const std::vector<float>& samples) const;
  /// The energies the logarithm is taken of.
  torch::Tensor energies(const std::vector<float>& samples) const;
  /// Rows of a sound of so many samples.
  int64_t count(int64_t samples) const { return 1 + samples / hop_; }
  /// Seconds from the middle of one row to that of the next; row 0 stands at 0.
  double seconds_per_row() const { return static_cast<double>(hop_) / static_cast<double>(rate_); }
  int64_t rate() const { return rate_; }

 private:
  int64_t rate_, window_, hop_, points_;
  torch::Tensor shape_;    ///< [window]
  torch::Tensor filters_;  ///< [bands, points / 2 + 1]
};

}  // namespace sextant::data
