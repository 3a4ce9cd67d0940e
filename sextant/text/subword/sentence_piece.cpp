#include "sextant/text/subword/sentence_piece.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "sextant/text/subword/sentence_piece_file.h"
#include "sextant/text/subword/whole_merges.h"

namespace sextant::text {
namespace {

using File = SentencePieceFile;
using Type = File::Type;

constexpr std::string_view kSpace = "\u2581";

ReplaceStep replace_literal(std::string_view text, std::string_view with) {
  return {.pattern = literal_pattern(text), .literal = std::string(text), .with = std::string(with)};
}

ReplaceStep replace_pattern(std::string_view regex, std::string_view with) {
  return {.pattern = Pattern(regex), .literal = {}, .with = std::string(with)};
}

std::vector<Normalizer> normalizers_of(const File& file) {
  std::vector<Normalizer> steps;
  if (!file.charsmap.empty()) steps.emplace_back(Charsmap(file.charsmap));
  if (file.collapse_spaces) {
    steps.emplace_back(replace_pattern(R"(\A +)", ""));
    steps.emplace_back(replace_pattern(" {2,}", " "));
  }
  if (file.dummy_prefix) steps.emplace_back(PrependStep{" "});
  if (file.escape_spaces) steps.emplace_back(replace_literal(" ", kSpace));
  // Whatever stands for a space by now goes at the end, a "▁" of the text too.
  if (file.collapse_spaces) steps.emplace_back(replace_pattern(file.escape_spaces ? R"(\x{2581}+\z)" : R"( +\z)", ""));
  return steps;
}

std::vector<Decoder> decoders_of(const File& file) {
  std::vector<Decoder> steps;
  if (file.escape_spaces) steps.emplace_back(replace_literal(kSpace, " "));
  if (file.byte_fallback) steps.emplace_back(ByteFallback{});
  steps.emplace_back(Fuse{});
  if (file.collapse_spaces) {
    steps.emplace_back(replace_pattern(R"(\A +)", ""));
  } else if (file.dummy_prefix) {
    steps.emplace_back(StripEnds{.content = " ", .start = 1, .stop = 0});
  }
  return steps;
}

/// Pieces that come of text; with them those for bytes, which come of text that has none.
bool is_word_piece(const File::Piece& piece) { return piece.type == Type::kNormal || piece.type == Type::kByte; }

std::optional<int64_t> known_id(int64_t id, const File& file) {
  if (id < 0 || id >= std::ssize(file.pieces)) return std::nullopt;
  return id;
}

Model unigram_of(const File& file) {
  std::vector<ScoredToken> tokens;
  for (const File::Piece& piece : file.pieces) tokens.push_back({is_word_piece(piece) ? piece.text : "", piece.score});
  return Unigram(std::move(tokens), {.unknown = known_id(file.unknown, file), .byte_fallback = file.byte_fallback});
}

/// Pieces by their scores, the highest first; the score of a piece learned n-th is -n.
std::vector<int64_t> ranks_of(const File& file) {
  std::vector<double> scores;
  for (const File::Piece& piece : file.pieces) scores.push_back(piece.score);
  std::ranges::sort(scores, std::greater{});
  std::vector<int64_t> ranks;
  for (const File::Piece& piece : file.pieces)
    ranks.push_back(std::ranges::lower_bound(scores, piece.score, std::greater{}) - scores.begin());
  return ranks;
}

Model byte_pairs_of(const File& file) {
  TokenIds ids, mergeable;
  for (int64_t id = 0; id < std::ssize(file.pieces); ++id) {
    const File::Piece& piece = file.pieces[id];
    if (is_word_piece(piece)) ids.emplace(piece.text, id);
    if (piece.type == Type::kNormal) mergeable.emplace(piece.text, id);
  }
  const std::vector<int64_t> ranks = ranks_of(file);
  const std::vector<Merge> merges = whole_merges(mergeable, [&](int64_t id) { return ranks[id]; });
  return BytePair(std::move(ids), merges,
                  {.symbols = Symbols::kCharacters,
                   .unknown = known_id(file.unknown, file),
                   .fuse_unknown = true,
                   .byte_fallback = file.byte_fallback});
}

/// Control pieces come of no text; pieces a user defined are found in it before anything else.
std::vector<AddedToken> added_of(const File& file) {
  std::vector<AddedToken> added;
  for (int64_t id = 0; id < std::ssize(file.pieces); ++id) {
    const File::Piece& piece = file.pieces[id];
    const bool special = piece.type == Type::kControl || piece.type == Type::kUnknown;
    if (special || piece.type == Type::kUserDefined)
      added.push_back({.id = id, .content = piece.text, .special = special});
  }
  return added;
}

void expect_readable(const File& file, const std::function<void(const std::string&)>& refuse) {
  const bool byte_pairs = file.algorithm == File::Algorithm::kBytePair;
  if (!byte_pairs && file.algorithm != File::Algorithm::kUnigram)
    refuse("models of words and of characters are not read");
  if (file.space_is_suffix) refuse("'treat_whitespace_as_suffix' is not read");
  if (file.has_denormalizer) refuse("a denormalizer is not read");
  if (byte_pairs && std::ranges::any_of(file.pieces, [](const auto& piece) { return piece.type == Type::kUnused; }))
    refuse("unused pieces of byte pairs are not read");
}

}  // namespace

Tokenizer read_sentence_piece(std::string_view bytes, std::string_view where) {
  const File file = read_sentence_piece_file(bytes, where);
  expect_readable(file, [&](const std::string& what) { throw std::runtime_error(std::string(where) + ": " + what); });
  std::vector<std::string> tokens;
  for (const File::Piece& piece : file.pieces) tokens.push_back(piece.text);
  try {
    const bool unigram = file.algorithm == File::Algorithm::kUnigram;
    return {std::move(tokens), Pipeline{.added = added_of(file),
                                        .normalizers = normalizers_of(file),
                                        .model = unigram ? unigram_of(file) : byte_pairs_of(file),
                                        .decoders = decoders_of(file)}};
  } catch (const std::invalid_argument& error) {
    throw std::runtime_error(std::string(where) + ": " + error.what());
  }
}

}  // namespace sextant::text
