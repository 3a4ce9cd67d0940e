// SentencePiece's .model: a protocol buffer, as it is written (sentencepiece_model.proto, version 0.2).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sextant::text {

struct SentencePieceFile {
  /// Numbered as in the file.
  enum class Type { kNormal = 1, kUnknown = 2, kControl = 3, kUserDefined = 4, kUnused = 5, kByte = 6 };
  enum class Algorithm { kUnigram = 1, kBytePair = 2, kWord = 3, kCharacter = 4 };
  struct Piece {
    std::string text;
    double score = 0;
    Type type = Type::kNormal;
  };
  std::vector<Piece> pieces = {};  ///< by id
  Algorithm algorithm = Algorithm::kUnigram;
  bool byte_fallback = false;
  bool space_is_suffix = false;
  int64_t unknown = 0;
  std::string charsmap = {};  ///< charsmap.h; none if empty
  bool dummy_prefix = true;
  bool collapse_spaces = true;
  bool escape_spaces = true;
  bool has_denormalizer = false;
};

/// @param where  what errors name first
/// @throws std::runtime_error "WHERE: …" for a file that is cut off or holds no pieces, and for a piece that is not
/// UTF-8
SentencePieceFile read_sentence_piece_file(std::string_view bytes, std::string_view where);

}  // namespace sextant::text
