// A sound at another rate, by a Kaiser-windowed sinc.
//
//   y[n] = Σ_k x[k]·c·sinc(c·t)·kaiser(c·t / Z),  t = k - n·from/to,  c = cutoff·min(1, to/from)
//
// Julius O. Smith, "Digital Audio Resampling", CCRMA. Half-width Z, cutoff and the window's shape are those resampy and
// torchaudio call kaiser_best: what is folded back lies some 100 dB down.
#pragma once

#include <cstdint>
#include <vector>

namespace sextant::data {

/// @param from, to  samples a second
/// @return ⌈samples·to / from⌉ samples, the sound continued by zeros on both sides; itself if the rates are equal
/// @throws std::invalid_argument for a rate below 1
std::vector<float> resampled(const std::vector<float>& samples, int64_t from, int64_t to);

}  // namespace sextant::data
