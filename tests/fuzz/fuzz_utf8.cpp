// Texts: what has no fault is the UTF-8 of its code points; a fault stands behind text that has none.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

#include "sextant/text/read_text.h"
#include "sextant/text/utf8.h"

namespace {

/// The code points of a valid text, written again.
std::string rewritten(std::string_view text) {
  std::string again;
  while (!text.empty()) again += sextant::text::utf8_of(sextant::text::next_code_point(text).value);
  return again;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto fault = sextant::text::first_fault(text);
  const std::string_view valid = text.substr(0, fault ? static_cast<size_t>(fault->offset) : size);
  if (rewritten(valid) != valid || sextant::text::first_fault(valid)) std::abort();
  try {
    sextant::text::checked_text(std::string(text), "fuzz", 0);
    if (fault) std::abort();
  } catch (const std::runtime_error&) {
    if (!fault) std::abort();
  }
  return 0;
}
