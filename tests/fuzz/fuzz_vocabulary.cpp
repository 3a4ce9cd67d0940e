// tokenizer.json: a vocabulary that is read is written and read again as it was, and decodes what it encodes, or, where
// something may be unknown to it, encodes any text into ids it has; all else is refused with std::runtime_error.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <numeric>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "sextant/text/vocabulary.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using sextant::text::Vocabulary;
  try {
    const Vocabulary vocabulary = Vocabulary::from_json({reinterpret_cast<const char*>(data), size}, "fuzz");
    if (!(Vocabulary::from_json(vocabulary.to_json(), "again") == vocabulary)) std::abort();
    std::vector<int64_t> ids(static_cast<size_t>(vocabulary.size()));
    std::iota(ids.begin(), ids.end(), 0);
    const std::vector<int64_t> again = vocabulary.encode(vocabulary.decode(ids));
    if (!vocabulary.has_specials() && again != ids) std::abort();
    for (const int64_t id : again)
      if (id < 0 || id >= vocabulary.size()) std::abort();
  } catch (const std::runtime_error&) {
  }
  return 0;
}
