// Positions as text: "0,1,7,131071", "0..3", "0,10..12", "0.5,1.25".
#pragma once

#include <string_view>
#include <vector>

#include "sextant/ops/positions.h"

namespace sextant::tasks {

/// The numbers a list names; a..b means every whole number from a to b, both included.
/// @throws Failure E-USAGE-VALUE naming `option`, the part that is none, or more than 2^20 numbers
std::vector<double> parse_numbers(std::string_view option, std::string_view text);

/// Tokens that stand at those positions: counted where the numbers are consecutive from 0 or above, so that masks by
/// order mean the same; else with ids, whole or real, and orders from 0.
Positions positions_of(const std::vector<double>& numbers);

}  // namespace sextant::tasks
