// Sound files as samples, all at one rate, and what was found on the way.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sextant/io/audio.h"

namespace sextant::data {

struct SoundReading {
  io::Mixing mixing = io::Mixing::kRefuse;
  int64_t rate = 0;  ///< samples a second that all sounds are brought to; 0 = that of the first one

  bool operator==(const SoundReading&) const = default;
};
template <class Visit>
void fields(SoundReading& options, Visit&& visit) {
  visit("mixing", options.mixing, "what to do with a sound of several channels: refuse it, or take their mean");
  visit("rate", options.rate, "samples a second that all sounds are brought to; 0 = that of the first one");
}

/// What was found while sounds were read.
struct SoundTally {
  int64_t sounds = 0;
  double seconds = 0;                       ///< of sound in all
  int64_t resampled = 0;                    ///< sounds of another rate
  int64_t clipped = 0;                      ///< sounds with clipped samples
  double clipped_share = 0;                 ///< of the samples of the worst of them
  std::filesystem::path most_clipped = {};  ///< that one
};

/// A sound's samples at the rate, counted. A rate of 0 becomes the sound's own.
/// @throws std::runtime_error as io::read_audio
std::vector<float> read_sound(const std::filesystem::path& path, SoundReading& reading, SoundTally& tally);

}  // namespace sextant::data
