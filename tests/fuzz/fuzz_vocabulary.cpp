// tokenizer.json: a vocabulary that is read is written and read again as it was, and encodes any text into ids it has;
// one of characters, bytes or symbols decodes what it encodes. All else is refused with std::runtime_error.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <numeric>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "sextant/text/vocabulary.h"

namespace {

using sextant::text::Vocabulary;
using sextant::text::VocabularyKind;

/// Whether text that is made of tokens is of those tokens again.
bool is_plain(const Vocabulary& vocabulary) {
  const VocabularyKind kind = vocabulary.kind();
  return !vocabulary.specials().unknown &&
         (kind == VocabularyKind::kCharacter || kind == VocabularyKind::kByte || kind == VocabularyKind::kSymbol);
}

void exercise(const Vocabulary& vocabulary) {
  if (!(Vocabulary::from_json(vocabulary.to_json(), "again") == vocabulary)) std::abort();
  std::vector<int64_t> ids(static_cast<size_t>(vocabulary.size()));
  std::iota(ids.begin(), ids.end(), 0);
  try {
    const std::vector<int64_t> again = vocabulary.encode(vocabulary.decode(ids));
    if (is_plain(vocabulary) && again != ids) std::abort();
    for (const int64_t id : again)
      if (id < 0 || id >= vocabulary.size()) std::abort();
  } catch (const std::invalid_argument&) {
    if (is_plain(vocabulary)) std::abort();  // another may decode to bytes that are no text, or know no unknown word
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    exercise(Vocabulary::from_json({reinterpret_cast<const char*>(data), size}, "fuzz"));
  } catch (const std::runtime_error&) {
  }
  return 0;
}
