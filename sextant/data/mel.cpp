#include "sextant/data/mel.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace sextant::data {
namespace {

// Slaney's scale: 200/3 Hz a mel up to 1 kHz, from there a step of ln(6.4) / 27 each.
constexpr double kHertzPerMel = 200.0 / 3, kKnee = 1000, kKneeMel = kKnee / kHertzPerMel;
const double kLogStep = std::log(6.4) / 27;

double mel_of(double hertz, MelScale scale) {
  if (scale == MelScale::kHtk) return 2595 * std::log10(1 + hertz / 700);
  return hertz < kKnee ? hertz / kHertzPerMel : kKneeMel + std::log(hertz / kKnee) / kLogStep;
}

double hertz_of(double mel, MelScale scale) {
  if (scale == MelScale::kHtk) return 700 * (std::pow(10, mel / 2595) - 1);
  return mel < kKneeMel ? mel * kHertzPerMel : kKnee * std::exp(kLogStep * (mel - kKneeMel));
}

/// Where the triangles begin, peak and end: edge m, m + 1 and m + 2 of triangle m, Hz.
std::vector<double> edges_of(const MelOptions& options, double highest) {
  const double low = mel_of(options.lowest, options.scale), high = mel_of(highest, options.scale);
  std::vector<double> edges;
  for (int64_t m = 0; m < options.bands + 2; ++m)
    edges.push_back(
        hertz_of(low + (high - low) * static_cast<double>(m) / static_cast<double>(options.bands + 1), options.scale));
  return edges;
}

int64_t samples_of(const char* what, double seconds, int64_t rate) {
  const double samples = std::round(seconds * static_cast<double>(rate));
  TORCH_CHECK_VALUE(samples >= 1 && samples <= static_cast<double>(1 << 24), "mel: ", what, " must be from 1 to 2^24 ",
                    "samples long, got ", seconds, " s at ", rate, " samples a second");
  return static_cast<int64_t>(samples);
}

void expect_no_empty_band(const torch::Tensor& filters, int64_t points) {
  const torch::Tensor heights = filters.amax(1);
  const int64_t band = heights.argmin().item<int64_t>();
  TORCH_CHECK_VALUE(heights[band].item<double>() > 0, "mel: band ", band, " of ", filters.size(0),
                    " holds none of the spectrum's ", points / 2 + 1, " points; fewer bands or a longer window do");
}

}  // namespace

torch::Tensor mel_filters(const MelOptions& options, int64_t rate, int64_t points) {
  const double half = static_cast<double>(rate) / 2, highest = options.highest == 0 ? half : options.highest;
  TORCH_CHECK_VALUE(options.bands >= 1, "mel: bands must be at least 1, got ", options.bands);
  TORCH_CHECK_VALUE(options.lowest >= 0 && options.lowest < highest && highest <= half,
                    "mel: lowest and highest must rise within 0 and ", half, " Hz, half the rate, got ", options.lowest,
                    " and ", highest);
  const std::vector<double> edges = edges_of(options, highest);
  torch::Tensor filters = torch::zeros({options.bands, points / 2 + 1}, torch::kFloat64);
  auto weight = filters.accessor<double, 2>();
  for (int64_t m = 0; m < options.bands; ++m) {
    const double begin = edges[m], peak = edges[m + 1], end = edges[m + 2];
    const double height = options.scale == MelScale::kSlaney ? 2 / (end - begin) : 1;
    for (int64_t k = 0; k <= points / 2; ++k) {
      const double hertz = static_cast<double>(k * rate) / static_cast<double>(points);
      weight[m][k] = height * std::max(0.0, std::min((hertz - begin) / (peak - begin), (end - hertz) / (end - peak)));
    }
  }
  return filters;
}

LogMel::LogMel(const MelOptions& options, int64_t rate)
    : rate_(rate),
      window_(samples_of("window", options.window, rate)),
      hop_(samples_of("hop", options.hop, rate)),
      points_(static_cast<int64_t>(std::bit_ceil(static_cast<uint64_t>(window_)))),
      shape_(torch::hann_window(window_)),
      filters_(mel_filters(options, rate, points_)) {
  expect_no_empty_band(filters_, points_);
  filters_ = filters_.to(torch::kFloat32);
}

torch::Tensor LogMel::energies(const std::vector<float>& samples) const {
  TORCH_CHECK_VALUE(!samples.empty(), "mel: a sound must have at least one sample, got none");
  // stft reads its input alone, and keeps none of it.
  const torch::Tensor sound = torch::from_blob(const_cast<float*>(samples.data()), {std::ssize(samples)});
  const torch::Tensor spectrum = at::stft(sound, points_, hop_, window_, shape_, /*center=*/true, "constant",
                                          /*normalized=*/false, /*onesided=*/true, /*return_complex=*/true);
  return filters_.matmul(spectrum.abs().square()).t().contiguous();
}

torch::Tensor LogMel::rows(const std::vector<float>& samples) const {
  constexpr double kLeast = 1e-10;  // Whisper's: below any sound's quantisation, above nothing at all
  constexpr double kRange = 4;      // half of the eight powers of ten that are kept
  const torch::Tensor powers = energies(samples).clamp_min(kLeast).log10();
  return ((powers - powers.amax()) / kRange + 1).clamp_min(-1);
}

}  // namespace sextant::data
