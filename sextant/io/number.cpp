#include "sextant/io/number.h"

#include <array>
#include <charconv>

namespace sextant::io {

std::string shortest(double value) {
  // The longest shortest form of a double has 24 characters: "-2.2250738585072014e-308".
  std::array<char, 32> text;
  const std::to_chars_result end = std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), end.ptr};
}

}  // namespace sextant::io
