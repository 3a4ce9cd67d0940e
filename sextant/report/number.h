// Numbers in words: the same on every machine and in every locale.
#pragma once

#include <string>

namespace sextant::report {

/// The shortest text that reads back to the same double; "nan", "inf", "-inf".
std::string shortest(double value);

/// `digits` significant digits without trailing zeros; plain between 1e-4 and 1e7, else with an exponent.
std::string significant(double value, int digits);

/// At most two decimals, as pictures need them; never "-0".
std::string coordinate(double value);

}  // namespace sextant::report
