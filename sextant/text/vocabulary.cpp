#include "sextant/text/vocabulary.h"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>
#include <variant>

#include "sextant/text/subword/byte_pair_training.h"
#include "sextant/text/subword/pipeline.h"
#include "sextant/text/utf8.h"

namespace sextant::text {
namespace {

constexpr std::string_view kSpaces = " \t\n\r\v\f";
constexpr int64_t kBytes = 256;

[[noreturn]] void refuse(const std::string& what) { throw std::invalid_argument("vocabulary: " + what); }

std::vector<std::string> all_bytes() {
  std::vector<std::string> tokens;
  for (int byte = 0; byte < kBytes; ++byte) tokens.emplace_back(1, static_cast<char>(byte));
  return tokens;
}

/// How often each is there, by its bytes.
using Counts = std::map<std::string, int64_t, std::less<>>;

/// The special tokens, then the most frequent others.
std::vector<std::string> frequent(const Counts& counts, const KnownWords& known) {
  if (counts.empty()) refuse("texts without a word or character");
  std::vector<std::pair<std::string, int64_t>> by_count;
  for (const auto& [token, count] : counts)
    if (count >= known.least) by_count.emplace_back(token, count);
  std::ranges::stable_sort(by_count, std::greater{}, [](const auto& item) { return item.second; });
  std::vector<std::string> tokens(kSpecialTokens.begin(), kSpecialTokens.end());
  for (const auto& [token, count] : by_count) {
    if (std::ssize(tokens) == known.most) break;
    tokens.push_back(token);
  }
  return tokens;
}

void check(const KnownWords& known) {
  if (known.most <= std::ssize(kSpecialTokens))
    refuse("must keep at least 5 tokens, 4 of them special, got " + std::to_string(known.most));
  if (known.least < 1) refuse("a token must be there at least once, got " + std::to_string(known.least));
}

/// The first piece of `rest` that is one token, taken off it; nothing at the end.
std::optional<std::string_view> next_piece(VocabularyKind kind, std::string_view& rest) {
  if (kind == VocabularyKind::kSymbol) rest.remove_prefix(std::min(rest.find_first_not_of(kSpaces), rest.size()));
  if (rest.empty()) return std::nullopt;
  if (kind == VocabularyKind::kCharacter) return next_code_point(rest).bytes;
  const size_t size = kind == VocabularyKind::kByte ? 1 : std::min(rest.find_first_of(kSpaces), rest.size());
  const std::string_view piece = rest.substr(0, size);
  rest.remove_prefix(size);
  return piece;
}

VocabularyKind kind_of(const Model& model) {
  constexpr std::array kKinds = {VocabularyKind::kBytePair, VocabularyKind::kWordPiece, VocabularyKind::kUnigram,
                                 VocabularyKind::kWord};
  static_assert(kKinds.size() == std::variant_size_v<Model>);
  return kKinds[model.index()];
}

/// The ids of all tokens from the first one on that comes of text.
TokenIds ids_from(const std::vector<std::string>& tokens, size_t first) {
  TokenIds ids;
  for (size_t id = first; id < tokens.size(); ++id) ids.emplace(tokens[id], static_cast<int64_t>(id));
  return ids;
}

/// "character 'é' (U+00E9)", "symbol 'x'".
std::string described(VocabularyKind kind, std::string_view piece) {
  std::string text = std::string(name_of(kind)) + " '" + std::string(piece) + "'";
  if (kind == VocabularyKind::kCharacter) text += " (" + code_point_name(next_code_point(piece).value) + ")";
  return text;
}

}  // namespace

std::string_view name_of(VocabularyKind kind) {
  switch (kind) {
    case VocabularyKind::kCharacter:
      return "character";
    case VocabularyKind::kByte:
      return "byte";
    case VocabularyKind::kSymbol:
      return "symbol";
    case VocabularyKind::kWord:
      return "word";
    case VocabularyKind::kBytePair:
      return "bpe";
    case VocabularyKind::kWordPiece:
      return "wordpiece";
    case VocabularyKind::kUnigram:
      return "unigram";
  }
  return {};
}

Vocabulary::Vocabulary(VocabularyKind kind, std::vector<std::string> tokens) : kind_(kind), tokens_(std::move(tokens)) {
  for (int64_t id = 0; id < size(); ++id) ids_.emplace(tokens_[id], id);
}

Vocabulary::Vocabulary(std::vector<std::string> tokens, Pipeline pipeline, const SpecialIds& specials)
    : Vocabulary(kind_of(pipeline.model), std::move(tokens)) {
  specials_ = specials;
  pipeline_ = std::make_shared<const Pipeline>(std::move(pipeline));
}

Vocabulary Vocabulary::byte_pairs(std::span<const std::string_view> texts, int64_t size, Specials specials) {
  const std::vector<PreTokenizer> steps = {ByteLevelStep{}};
  PairTraining training{.size = size};
  if (specials == Specials::kFour) training.specials.assign(kSpecialTokens.begin(), kSpecialTokens.end());
  LearnedPairs learned = learn_pairs(count_words({}, steps, texts), training);
  BytePair model(ids_from(learned.tokens, training.specials.size()), learned.merges, {});
  return {std::move(learned.tokens),
          Pipeline{.pre_tokenizers = steps, .model = std::move(model), .decoders = {JoinBytes{}}},
          specials == Specials::kFour ? kOwnSpecials : SpecialIds{}};
}

Vocabulary Vocabulary::word_pieces(std::span<const std::string_view> texts, int64_t size) {
  const std::vector<Normalizer> normalizers = {BertCleaning{}};
  const std::vector<PreTokenizer> steps = {BertStep{}};
  const WordPieceOptions options{.unknown = kUnknown};
  LearnedPairs learned =
      learn_pairs(count_words(normalizers, steps, texts), {.symbols = Symbols::kCharacters,
                                                           .specials = {kSpecialTokens.begin(), kSpecialTokens.end()},
                                                           .size = size,
                                                           .prefix = options.prefix});
  WordPiece model(ids_from(learned.tokens, kSpecialTokens.size()), options);
  return {std::move(learned.tokens),
          Pipeline{.normalizers = normalizers,
                   .pre_tokenizers = steps,
                   .model = std::move(model),
                   .decoders = {JoinWordPieces{}}},
          kOwnSpecials};
}

Vocabulary Vocabulary::bytes() { return {VocabularyKind::kByte, all_bytes()}; }

Vocabulary Vocabulary::characters(std::string_view utf8) {
  if (utf8.empty()) refuse("characters of an empty text");
  std::set<std::string_view> found;  // by bytes, which in UTF-8 is the order of code points
  for (std::string_view rest = utf8; !rest.empty();) found.insert(next_code_point(rest).bytes);
  return {VocabularyKind::kCharacter, {found.begin(), found.end()}};
}

Vocabulary Vocabulary::words(std::span<const std::string_view> texts, const KnownWords& known) {
  check(known);
  Counts counts;
  for (const std::string_view text : texts) {
    const std::string normal = normalized(text, known.letters);
    for (const std::string_view word : split_words(normal)) {
      const auto at = counts.find(word);
      if (at == counts.end()) {
        counts.emplace(word, 1);
      } else {
        ++at->second;
      }
    }
  }
  Vocabulary vocabulary(VocabularyKind::kWord, frequent(counts, known));
  vocabulary.specials_ = kOwnSpecials;
  vocabulary.letters_ = known.letters;
  return vocabulary;
}

Vocabulary Vocabulary::open_characters(std::span<const std::string_view> texts, const KnownWords& known) {
  check(known);
  Counts counts;
  for (std::string_view rest : texts)
    while (!rest.empty()) ++counts[std::string(next_code_point(rest).bytes)];
  Vocabulary vocabulary(VocabularyKind::kCharacter, frequent(counts, known));
  vocabulary.specials_ = kOwnSpecials;
  return vocabulary;
}

Vocabulary Vocabulary::symbols(std::vector<std::string> symbols) {
  if (symbols.empty()) refuse("at least one symbol is needed");
  for (const std::string& symbol : symbols) {
    if (symbol.empty() || symbol.find_first_of(kSpaces) != std::string::npos || first_fault(symbol)) {
      refuse("a symbol is text without white space, got '" + symbol + "'");
    }
  }
  Vocabulary vocabulary(VocabularyKind::kSymbol, std::move(symbols));
  for (int64_t id = 0; id < vocabulary.size(); ++id) {
    const std::string& symbol = vocabulary.tokens_[id];
    if (vocabulary.ids_.at(symbol) != id) refuse("symbol '" + symbol + "' is given twice");
  }
  return vocabulary;
}

std::vector<int64_t> Vocabulary::encode(std::string_view text) const {
  if (pipeline_) return sextant::text::encode(*pipeline_, text);
  std::vector<int64_t> ids;
  if (kind_ == VocabularyKind::kWord) {
    const std::string normal = normalized(text, letters_);
    for (const std::string_view word : split_words(normal)) ids.push_back(id_of(word).value_or(kUnknown));
    return ids;
  }
  std::string_view rest = text;
  while (const auto piece = next_piece(kind_, rest)) {
    const auto id = id_of(*piece);
    if (!id && !specials_.unknown) {
      const Place place = place_of(text, piece->data() - text.data());
      refuse("row " + std::to_string(place.row) + ", column " + std::to_string(place.column) + ": " +
             described(kind_, *piece) + " is not one of the " + std::to_string(size()) + " known");
    }
    ids.push_back(id ? *id : *specials_.unknown);
  }
  return ids;
}

bool Vocabulary::operator==(const Vocabulary& other) const {
  if (kind_ != other.kind_ || specials_ != other.specials_ || letters_ != other.letters_ || tokens_ != other.tokens_)
    return false;
  if (!pipeline_ || pipeline_ == other.pipeline_) return pipeline_ == other.pipeline_;
  return other.pipeline_ && to_json() == other.to_json();  // the file holds all there is
}

std::optional<int64_t> Vocabulary::id_of(std::string_view token) const {
  const auto at = ids_.find(token);
  if (at == ids_.end()) return std::nullopt;
  return at->second;
}

std::vector<int64_t> Vocabulary::encode_with_specials(std::string_view text) const {
  return pipeline_ ? sextant::text::encode(*pipeline_, text, SpecialNames::kTokens) : encode(text);
}

std::string Vocabulary::decode(std::span<const int64_t> ids) const {
  if (pipeline_) {
    std::vector<std::string> tokens;
    for (const int64_t id : ids) tokens.push_back(token(id));
    return sextant::text::decode(pipeline_->decoders, std::move(tokens));
  }
  std::string text;
  for (size_t i = 0; i < ids.size(); ++i) {
    if (i > 0 && spaced()) text += ' ';
    text += token(ids[i]);
  }
  return text;
}

std::string Vocabulary::spelled(int64_t id) const {
  if (!pipeline_) return (spaced() ? " " : "") + token(id);
  // Decoders treat a text's first token unlike the others: it is decoded behind one that none of them changes.
  const std::string first = "a";
  return sextant::text::decode(pipeline_->decoders, {first, token(id)}).substr(first.size());
}

const std::string& Vocabulary::token(int64_t id) const {
  if (id < 0 || id >= size()) {
    refuse("id must be from 0 to " + std::to_string(size() - 1) + ", got " + std::to_string(id));
  }
  return tokens_[static_cast<size_t>(id)];
}

}  // namespace sextant::text
