// Sound files as samples of one channel: WAV, FLAC, Ogg Vorbis, AIFF, AU and CAF, through libsndfile.
//
// A file that is cut off, empty or holds what is no number is refused, not mended. Not here: another rate
// (data/resample.h), spectra (data/mel.h).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sextant::io {

/// What to do with a file of several channels.
enum class Mixing { kRefuse, kMean };
constexpr auto names_of(Mixing) {
  return std::array<std::pair<std::string_view, Mixing>, 2>{{{"refuse", Mixing::kRefuse}, {"mean", Mixing::kMean}}};
}

struct Audio {
  std::vector<float> samples;  ///< at least one; full scale is 1
  int64_t rate;                ///< samples a second
  int64_t clipped = 0;         ///< samples that stand in a run at full scale: the louder sound is lost

  double seconds() const { return static_cast<double>(samples.size()) / static_cast<double>(rate); }
};

/// @throws std::runtime_error "PATH: …" if it is missing, of no form that is known, cut off, without samples, of
/// several
///         channels that may not be mixed, or holds an infinity or NaN
Audio read_audio(const std::filesystem::path& path, Mixing mixing = Mixing::kRefuse);
/// The same from a file's bytes.
/// @param where  what errors name first
Audio parse_audio(std::span<const std::byte> bytes, const std::string& where, Mixing mixing = Mixing::kRefuse);

}  // namespace sextant::io
