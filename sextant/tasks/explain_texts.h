// What people are told about encodings, words and error codes. Data only; numbers are computed where they are shown.
#pragma once

#include <span>
#include <string_view>

namespace sextant::tasks {

struct EncodingText {
  std::string_view name;     ///< as in the registry
  std::string_view idea;     ///< what it does and why, for someone who has not met it
  std::string_view formula;  ///< our words for the paper's symbols
  std::string_view enters;   ///< where in the model
  std::string_view limits;   ///< what it cannot do, and what goes wrong
};
std::span<const EncodingText> encoding_texts();

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
