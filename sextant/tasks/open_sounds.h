// Sounds from a path, with the codes and hints that people are told.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sextant/data/sound_strings.h"
#include "sextant/tasks/context.h"
#include "sextant/tasks/sound_options.h"

namespace sextant::tasks {

struct SoundParts {
  std::vector<data::LabelledSound> train, choosing, test;
  std::vector<std::string> labels;
  int64_t rate;  ///< of all samples
  std::string sha256;
};

/// The parts a model learns from, is chosen by and is reported on. What was read is told; so are sounds that were
/// skipped, brought to another rate or clipped (W-AUDIO-CLIPPED).
/// @throws Failure E-AUDIO for a sound that cannot be read, E-DATA-LABEL for a name that does not fit the pattern or a
///         test sound of an unknown label, E-DATA-EMPTY for a single label or one too rare to be held out, E-DATA-FILE,
///         E-USAGE-VALUE for options that cannot be, and of a table as open_labelled
SoundParts open_sound_parts(const SoundDataOptions& options, const Context& context);

/// The samples of one sound as a model wants them.
/// @throws Failure E-AUDIO
std::vector<float> open_sound(const std::string& path, int64_t rate, io::Mixing mixing, data::SoundTally& tally);

/// Tells of resampled and clipped sounds.
void tell(const data::SoundTally& tally, int64_t rate, const Context& context);

}  // namespace sextant::tasks
