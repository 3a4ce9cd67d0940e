// A WAV file of 16-bit samples, for tests that need a sound.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace sextant::testing {

/// @param samples  within [-1, 1]
inline std::string wav_bytes(const std::vector<float>& samples, uint32_t rate) {
  std::string bytes;
  const auto number = [&](uint32_t value, int size) {
    for (int i = 0; i < size; ++i) bytes.push_back(static_cast<char>(value >> (8 * i)));
  };
  const auto size = static_cast<uint32_t>(2 * samples.size());
  bytes += "RIFF";
  number(36 + size, 4);
  bytes += "WAVEfmt ";
  number(16, 4);
  number(1, 2);  // PCM
  number(1, 2);  // channels
  number(rate, 4);
  number(2 * rate, 4);
  number(2, 2);
  number(16, 2);
  bytes += "data";
  number(size, 4);
  for (const float sample : samples)
    number(static_cast<uint16_t>(static_cast<int16_t>(std::lround(32767 * sample))), 2);
  return bytes;
}

}  // namespace sextant::testing
