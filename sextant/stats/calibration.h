// How many alarms an honest harness may raise, and how many planted effects it must find.
//
// A/A runs compare an encoding with itself. "At most 5 %" as a point rule is wrong: of 40 honest comparisons at .05
// more than 2 alarm with probability .32.
#pragma once

#include <cstdint>

namespace sextant::stats {

/// The most alarms of `trials` A/A comparisons that an honest harness, alarming at `rate`, exceeds with probability
/// below `risk`: 4 of 40, 9 of 100, 15 of 200.
/// @throws std::invalid_argument unless trials >= 1, 0 < rate < 1, 0 < risk < 1
int64_t accepted_alarms(int64_t trials, double rate = .05, double risk = .05);

/// The most finds of a planted effect that may be demanded, if a harness of this power shall pass with probability at
/// least `pass`: 36 of 40.
/// @throws std::invalid_argument unless trials >= 1, 0 < power < 1, 0 < pass < 1
int64_t demanded_finds(int64_t trials, double power = .95, double pass = .95);

}  // namespace sextant::stats
