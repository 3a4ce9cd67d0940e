// Numbers as text that reads back to the same number.
#pragma once

#include <string>

namespace sextant::io {

/// The shortest text that reads back to exactly `value` (std::to_chars): "0.1", "1e-300", "nan", "inf", "-inf".
std::string shortest(double value);

}  // namespace sextant::io
