// vocab.txt, vocab.json with merges.txt, tiktoken and SentencePiece files, told apart by the first byte: what is read
// encodes any text into ids it has, also once written as tokenizer.json; all else is refused with std::runtime_error.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "sextant/text/subword/gpt2_files.h"
#include "sextant/text/subword/sentence_piece.h"
#include "sextant/text/subword/special_ids.h"
#include "sextant/text/subword/tiktoken.h"
#include "sextant/text/subword/vocab_txt.h"

namespace {

using namespace sextant::text;

/// After its first byte: 'v' a vocab.txt, 'g' vocab.json, a NUL and merges.txt, 't' tiktoken, else SentencePiece.
Tokenizer read_any(std::string_view bytes) {
  const char kind = bytes.empty() ? 'v' : bytes[0];
  bytes.remove_prefix(bytes.empty() ? 0 : 1);
  if (kind == 'v') return read_vocab_txt(bytes, "vocab.txt");
  if (kind == 't') return read_tiktoken(bytes, "x.tiktoken");
  if (kind != 'g') return read_sentence_piece(bytes, "x.model");
  const size_t end = bytes.find('\0');
  const std::string_view merges = end == std::string_view::npos ? std::string_view() : bytes.substr(end + 1);
  return read_gpt2_files({bytes.substr(0, end), "vocab.json"}, {merges, "merges.txt"});
}

void expect_known_ids(const Vocabulary& vocabulary) {
  const Vocabulary again = Vocabulary::from_json(vocabulary.to_json(), "again");
  for (const char* text : {"", "a", "ab abc  ab", "\u00e9\u2581\u4f60 \n\t1234", "<unk> [UNK] <0x41>"}) {
    try {
      for (const int64_t id : vocabulary.encode(text))
        if (id < 0 || id >= vocabulary.size()) std::abort();
      again.encode(text);
    } catch (const std::invalid_argument&) {  // it knows no unknown token
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    Tokenizer tokenizer = read_any({reinterpret_cast<const char*>(data), size});
    const SpecialIds specials = special_ids(tokenizer);
    expect_known_ids({std::move(tokenizer.tokens), std::move(tokenizer.pipeline), specials});
  } catch (const std::runtime_error&) {
  }
  return 0;
}
