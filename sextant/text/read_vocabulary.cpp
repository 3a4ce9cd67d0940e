#include "sextant/text/read_vocabulary.h"

#include <stdexcept>
#include <string>
#include <utility>

#include "sextant/io/file.h"
#include "sextant/text/subword/gpt2_files.h"
#include "sextant/text/subword/sentence_piece.h"
#include "sextant/text/subword/special_ids.h"
#include "sextant/text/subword/tiktoken.h"
#include "sextant/text/subword/vocab_txt.h"

namespace sextant::text {
namespace {

namespace fs = std::filesystem;

Vocabulary vocabulary_of(Tokenizer tokenizer) {
  const SpecialIds specials = special_ids(tokenizer);
  return {std::move(tokenizer.tokens), std::move(tokenizer.pipeline), specials};
}

Vocabulary read_file(const fs::path& path) {
  const std::string bytes = io::read_file(path), where = path.string(), kind = path.extension().string();
  if (kind == ".json") return Vocabulary::from_json(bytes, where);
  if (kind == ".txt") return vocabulary_of(read_vocab_txt(bytes, where));
  if (kind == ".tiktoken") return vocabulary_of(read_tiktoken(bytes, where));
  if (kind == ".model") return vocabulary_of(read_sentence_piece(bytes, where));
  throw std::runtime_error(where + ": a vocabulary's name must end in .json, .txt, .tiktoken or .model");
}

Vocabulary read_gpt2_folder(const fs::path& folder) {
  const fs::path vocabulary = folder / "vocab.json", merges = folder / "merges.txt";
  const std::string tokens = io::read_file(vocabulary), pairs = io::read_file(merges);
  const std::string tokens_where = vocabulary.string(), pairs_where = merges.string();
  return vocabulary_of(read_gpt2_files({tokens, tokens_where}, {pairs, pairs_where}));
}

}  // namespace

Vocabulary read_vocabulary(const fs::path& path) {
  if (!fs::is_directory(path)) return read_file(path);
  if (fs::exists(path / "tokenizer.json")) return read_file(path / "tokenizer.json");
  if (fs::exists(path / "vocab.json")) return read_gpt2_folder(path);
  for (const char* name : {"vocab.txt", "tokenizer.model"})
    if (fs::exists(path / name)) return read_file(path / name);
  throw std::runtime_error(path.string() + ": holds no tokenizer.json, vocab.json, vocab.txt or tokenizer.model");
}

}  // namespace sextant::text
