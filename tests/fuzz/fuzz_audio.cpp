// Sound files: read or refused with std::runtime_error; what is read has samples, all of them numbers, and a rate.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <stdexcept>

#include "sextant/io/audio.h"

// libsndfile loses some of the decoders' memory when a stream breaks in its first pages.
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libsndfile\nleak:libvorbis\nleak:libogg\nleak:libFLAC\nleak:libopus\nleak:libmpg123\n";
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    const auto audio =
        sextant::io::parse_audio(std::as_bytes(std::span(data, size)), "fuzz", sextant::io::Mixing::kMean);
    if (audio.samples.empty() || audio.rate < 1 || audio.clipped < 0) std::abort();
    for (const float sample : audio.samples)
      if (!std::isfinite(sample)) std::abort();
  } catch (const std::runtime_error&) {
  }
  return 0;
}
