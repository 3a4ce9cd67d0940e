#include "sextant/data/read_sound.h"

#include "sextant/data/resample.h"

namespace sextant::data {

std::vector<float> read_sound(const std::filesystem::path& path, SoundReading& reading, SoundTally& tally) {
  io::Audio audio = io::read_audio(path, reading.mixing);
  if (reading.rate == 0) reading.rate = audio.rate;
  ++tally.sounds;
  tally.seconds += audio.seconds();
  if (audio.clipped > 0) {
    ++tally.clipped;
    const double share = static_cast<double>(audio.clipped) / static_cast<double>(audio.samples.size());
    if (share > tally.clipped_share) {
      tally.clipped_share = share;
      tally.most_clipped = path;
    }
  }
  if (audio.rate == reading.rate) return std::move(audio.samples);
  ++tally.resampled;
  return resampled(audio.samples, audio.rate, reading.rate);
}

}  // namespace sextant::data
