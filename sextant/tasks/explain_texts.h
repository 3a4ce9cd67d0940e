// What people are told about words and error codes. Encodings speak for themselves (position::Lesson). Data only;
// numbers are computed where they are shown.
#pragma once

#include <span>
#include <string_view>

namespace sextant::tasks {

struct TermText {
  std::string_view name;
  std::string_view text;
  std::string_view see;  ///< commands that show it
};
std::span<const TermText> term_texts();

struct ErrorText {
  std::string_view code;
  std::string_view cause;
  std::string_view fix;
};
std::span<const ErrorText> error_texts();

}  // namespace sextant::tasks
