// Any bytes: normalised or refused; no word is empty or holds white space, and no byte is counted twice.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include "sextant/text/words.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using sextant::text::LetterCase;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const LetterCase letters : {LetterCase::kKept, LetterCase::kLower}) {
    try {
      const std::string normal = sextant::text::normalized(text, letters);
      size_t bytes = 0;
      for (const std::string_view word : sextant::text::split_words(normal)) {
        if (word.empty() || word.find_first_of(" \t\r\n") != std::string_view::npos) std::abort();
        bytes += word.size();
      }
      if (bytes > normal.size()) std::abort();
    } catch (const std::invalid_argument&) {
    }
  }
  return 0;
}
