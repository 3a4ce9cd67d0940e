// A text file as one row of token ids.
//
// Not here: tables and documents; splitting (split.h) and windows (windows.h).
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "sextant/text/vocabulary.h"

namespace sextant::data {

/// A text file, read and encoded.
struct Corpus {
  std::filesystem::path path;
  text::Vocabulary vocabulary;
  torch::Tensor tokens;  ///< int64 [n], n >= 2
  std::string sha256;    ///< of the file as it lies on disk
  int64_t bytes;         ///< UTF-8 bytes of the encoded text: the file without its byte-order mark
};

/// What a text's tokens are, if nothing is to be lost between them.
struct CorpusTokenizer {
  /// "byte", one token a byte of any file; else of strict UTF-8: "char", one token a code point, "bpe:N", byte pairs
  /// learned from the text, or the path of a tokenizer (text/read_vocabulary.h).
  std::string spec = "char";
  /// The part of the text, from its beginning, that "bpe:N" is learned from: held-out text should teach nothing.
  double learned_share = 1;
};

/// The vocabulary of a text.
/// @throws std::invalid_argument for a tokenizer that loses spaces, or as text::make_vocabulary
text::Vocabulary corpus_vocabulary(std::string_view text, const CorpusTokenizer& tokenizer);

/// Reads `path` with a vocabulary made of the text itself, or of a file.
///
/// @throws std::invalid_argument as corpus_vocabulary
/// @throws std::runtime_error, the path first: cannot be read, empty, binary (a NUL), invalid UTF-8 with row, column
///         and bytes, fewer than 2 tokens, or nothing but repeats of one token
Corpus read_corpus(const std::filesystem::path& path, const CorpusTokenizer& tokenizer);

/// Reads `path` with the vocabulary of a trained model.
/// @throws std::runtime_error as above, or for a character the vocabulary lacks, with its row and column
Corpus read_corpus(const std::filesystem::path& path, const text::Vocabulary& vocabulary);

/// The UTF-8 bytes each token stands for in running text, by token id; bits per byte are made of them.
std::vector<int64_t> token_bytes(const text::Vocabulary& vocabulary);

}  // namespace sextant::data
