// Sounds from a path, with the codes and hints that people are told.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sextant/data/sound_strings.h"
#include "sextant/tasks/context.h"
#include "sextant/tasks/sound_options.h"

namespace sextant::tasks {

/// Where sounds and their labels are found.
struct SoundListing {
  data::SoundListOptions list;
  data::LabelledOptions table;
};
/// Sounds of one path with their labels as they are written.
struct ReadSounds {
  std::vector<std::vector<float>> samples;  ///< by sound, at the rate
  std::vector<data::SoundFile> files;       ///< the same
  std::string sha256;
};
/// What was read is told; so are sounds that were skipped, brought to another rate or clipped (W-AUDIO-CLIPPED).
/// @param reading  a rate of 0 becomes that of the first sound
/// @throws Failure E-AUDIO for a sound that cannot be read, E-DATA-LABEL for a name that does not fit the pattern,
///         E-DATA-FILE, E-DATA-EMPTY, E-USAGE-VALUE, and of a table as open_labelled
ReadSounds read_sounds(const std::string& path, const SoundListing& listing, data::SoundReading& reading,
                       const Context& context);

struct SoundParts {
  std::vector<data::LabelledSound> train, choosing, test;
  std::vector<std::string> labels;
  int64_t rate;  ///< of all samples
  std::string sha256;
};

/// The parts a model learns from, is chosen by and is reported on.
/// @throws Failure as read_sounds; E-DATA-LABEL for a test sound of an unknown label, E-DATA-EMPTY for a single label
/// or
///         one too rare to be held out, E-USAGE-VALUE for a share that cannot be
SoundParts open_sound_parts(const SoundDataOptions& options, const Context& context);

/// The samples of one sound as a model wants them.
/// @throws Failure E-AUDIO
std::vector<float> open_sound(const std::string& path, int64_t rate, io::Mixing mixing, data::SoundTally& tally);

/// Tells of resampled and clipped sounds.
void tell(const data::SoundTally& tally, int64_t rate, const Context& context);

}  // namespace sextant::tasks
