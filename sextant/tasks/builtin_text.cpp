#include "sextant/tasks/builtin_text.h"

#include <string>

#include "sextant/tasks/failure.h"

// The assembler reads the file: a megabyte of array initialisers would cost the compiler seconds.
// SEXTANT_SHAKESPEARE is its path, given by CMake, which also makes this unit depend on it.
__asm__(
    ".section .rodata\n"
    ".global sextant_shakespeare_begin\n"
    "sextant_shakespeare_begin:\n"
    ".incbin \"" SEXTANT_SHAKESPEARE
    "\"\n"
    ".global sextant_shakespeare_end\n"
    "sextant_shakespeare_end:\n"
    ".byte 0\n"
    ".previous\n");
extern "C" {
extern const char sextant_shakespeare_begin[];
extern const char sextant_shakespeare_end[];
}

namespace sextant::tasks {

const std::vector<BuiltinText>& builtin_texts() {
  static const std::vector<BuiltinText> texts = {
      {.name = "shakespeare",
       .source = "plays of William Shakespeare, as collected by Andrej Karpathy for char-rnn; public domain",
       .text = {sextant_shakespeare_begin, static_cast<size_t>(sextant_shakespeare_end - sextant_shakespeare_begin)}}};
  return texts;
}

std::optional<BuiltinText> builtin_text(std::string_view data) {
  constexpr std::string_view kPrefix = "builtin:";
  if (!data.starts_with(kPrefix)) return std::nullopt;
  const std::string_view name = data.substr(kPrefix.size());
  std::string known;
  for (const BuiltinText& text : builtin_texts()) {
    if (text.name == name) return text;
    known += (known.empty() ? "builtin:" : ", builtin:") + std::string(text.name);
  }
  throw Failure({.code = "E-DATA-FILE",
                 .message = "no text of that name inside the program: '" + std::string(data) + "'",
                 .hints = {"--data " + known, "the path of a text file"}});
}

}  // namespace sextant::tasks
