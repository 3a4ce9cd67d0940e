// A sound as a picture: its log-mel rows, as a model would see them.
#pragma once

#include <string>

#include "sextant/report/heatmap.h"

namespace sextant::tasks {

/// Whether `what` is the path of a sound file, by its ending.
bool is_sound(const std::string& what);
/// Bands from high to low, time from left to right, with the usual bands and hop.
/// @throws Failure E-AUDIO for a file that cannot be read
report::HeatMap log_mel_map(const std::string& path);

}  // namespace sextant::tasks
