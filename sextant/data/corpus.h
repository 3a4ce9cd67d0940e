// A text file as one row of token ids.
//
// Not here: trained tokenizers, tables and documents; splitting (split.h) and windows (windows.h).
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

/// Reads `path` with a vocabulary made of the text itself.
///
/// @param tokenizer "char", one token a code point of strict UTF-8, or "byte", one token a byte of any file
/// @throws std::invalid_argument for another tokenizer
/// @throws std::runtime_error, the path first: cannot be read, empty, binary (a NUL), invalid UTF-8 with row, column
///         and bytes, fewer than 2 tokens, or nothing but repeats of one token
Corpus read_corpus(const std::filesystem::path& path, std::string_view tokenizer);

/// Reads `path` with the vocabulary of a trained model.
/// @throws std::runtime_error as above, or for a character the vocabulary lacks, with its row and column
Corpus read_corpus(const std::filesystem::path& path, const text::Vocabulary& vocabulary);

/// The UTF-8 bytes each token stands for, by token id; bits per byte are made of them.
std::vector<int64_t> token_bytes(const text::Vocabulary& vocabulary);

}  // namespace sextant::data
