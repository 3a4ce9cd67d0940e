#include "sextant/text/subword/sentence_piece_file.h"

#include <cmath>
#include <stdexcept>

#include "sextant/text/subword/protobuf.h"
#include "sextant/text/utf8.h"

namespace sextant::text {
namespace {

/// Ids and flags are varints; one below 0 has its sign in 64 bits.
int64_t integer(const ProtobufField& field) { return static_cast<int32_t>(static_cast<uint32_t>(field.value)); }

SentencePieceFile::Piece read_piece(std::string_view message) {
  SentencePieceFile::Piece piece;
  while (const auto field = next_field(message)) {
    if (field->number == 1) piece.text = field->bytes;
    if (field->number == 2) piece.score = static_cast<double>(field->real());
    if (field->number == 3) {
      if (field->value < 1 || field->value > 6)
        throw std::runtime_error("piece '" + piece.text + "' has the unknown type " + std::to_string(field->value));
      piece.type = static_cast<SentencePieceFile::Type>(field->value);
    }
  }
  if (!std::isfinite(piece.score)) throw std::runtime_error("piece '" + piece.text + "' has a score that is no number");
  if (const auto fault = first_fault(piece.text); fault && piece.text != std::string(1, '\0'))
    throw std::runtime_error("a piece is no text: " + fault->what);
  return piece;
}

void read_trainer(std::string_view message, SentencePieceFile& file) {
  while (const auto field = next_field(message)) {
    switch (field->number) {
      case 3:
        if (field->value < 1 || field->value > 4)
          throw std::runtime_error("model type " + std::to_string(field->value) + " is not known");
        file.algorithm = static_cast<SentencePieceFile::Algorithm>(field->value);
        break;
      case 24:
        file.space_is_suffix = field->value != 0;
        break;
      case 35:
        file.byte_fallback = field->value != 0;
        break;
      case 40:
        file.unknown = integer(*field);
        break;
      default:
        break;
    }
  }
}

void read_normalizer(std::string_view message, SentencePieceFile& file) {
  while (const auto field = next_field(message)) {
    if (field->number == 2) file.charsmap = field->bytes;
    if (field->number == 3) file.dummy_prefix = field->value != 0;
    if (field->number == 4) file.collapse_spaces = field->value != 0;
    if (field->number == 5) file.escape_spaces = field->value != 0;
  }
}

SentencePieceFile read(std::string_view bytes) {
  SentencePieceFile file;
  while (const auto field = next_field(bytes)) {
    if (field->number == 1) file.pieces.push_back(read_piece(field->bytes));
    if (field->number == 2) read_trainer(field->bytes, file);
    if (field->number == 3) read_normalizer(field->bytes, file);
    if (field->number == 5) {
      SentencePieceFile spec;
      read_normalizer(field->bytes, spec);
      file.has_denormalizer = !spec.charsmap.empty();
    }
  }
  if (file.pieces.empty()) throw std::runtime_error("has no pieces, so it is no model of SentencePiece");
  return file;
}

}  // namespace

SentencePieceFile read_sentence_piece_file(std::string_view bytes, std::string_view where) {
  try {
    return read(bytes);
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(std::string(where) + ": " + error.what());
  }
}

}  // namespace sextant::text
