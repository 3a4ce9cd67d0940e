// A vocabulary from a file of another program, whose kind its name tells.
#pragma once

#include <filesystem>

#include "sextant/text/vocabulary.h"

namespace sextant::text {

/// Reads NAME.json (a tokenizer.json), NAME.txt (BERT's vocab.txt), NAME.tiktoken, NAME.model (SentencePiece), or a
/// folder that holds tokenizer.json, vocab.json with merges.txt, vocab.txt or tokenizer.model.
/// @throws std::runtime_error "PATH: …" for a name or folder of no such kind, and as the reader of each
Vocabulary read_vocabulary(const std::filesystem::path& path);

}  // namespace sextant::text
