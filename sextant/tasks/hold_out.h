// The parts every task keeps from its training data: one that chooses, and without a test set one that is tested.
#pragma once

#include <cstdint>

namespace sextant::tasks {

/// Added to the seed of the part that is tested, so that its draw is not that of the part that chooses.
constexpr uint64_t kTestPart = 0x74657374;  // "test"

/// @throws Failure E-USAGE-VALUE unless 0 < share < 0.5
void expect_hold_out(double share);

}  // namespace sextant::tasks
