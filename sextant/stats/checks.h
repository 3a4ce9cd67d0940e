// Checks of arguments that several files of this room share.
#pragma once

#include <span>
#include <sstream>
#include <stdexcept>

namespace sextant::stats {

/// @throws std::invalid_argument "RULE, got VALUE" unless `holds`
template <class Value>
void require(bool holds, const char* rule, const Value& value) {
  if (holds) return;
  std::ostringstream message;
  message << rule << ", got " << value;
  throw std::invalid_argument(message.str());
}

/// @throws std::invalid_argument naming the first value that is not finite
void require_finite(const char* who, std::span<const double> values);

}  // namespace sextant::stats
