#include "sextant/text/make_vocabulary.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "sextant/text/read_vocabulary.h"

namespace sextant::text {
namespace {

constexpr int64_t kBytes = 256;
constexpr std::array<std::string_view, 3> kPlain = {"char", "byte", "word"};
constexpr std::string_view kBytePairs = "bpe:", kWordPieces = "wordpiece:";

[[noreturn]] void refuse(const std::string& what) { throw std::invalid_argument("tokenizer: " + what); }

int64_t size_of(std::string_view spec) {
  const std::string_view number = spec.substr(spec.find(':') + 1);
  int64_t size = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), size);
  if (error != std::errc() || end != number.data() + number.size())
    refuse("NAME:N needs a number of tokens, got '" + std::string(spec) + "'");
  return size;
}

Vocabulary characters_of_all(std::span<const std::string_view> texts) {
  std::string all;
  for (const std::string_view text : texts) all += text;
  return Vocabulary::characters(all);
}

/// Bytes that have special tokens before them are byte pairs of which none was learned.
Vocabulary bytes_with_specials() {
  return Vocabulary::byte_pairs({}, kBytes + static_cast<int64_t>(kSpecialTokens.size()), Specials::kFour);
}

}  // namespace

bool is_made_here(std::string_view spec) {
  return std::ranges::find(kPlain, spec) != kPlain.end() || spec.starts_with(kBytePairs) ||
         spec.starts_with(kWordPieces);
}

Vocabulary make_vocabulary(std::string_view spec, std::span<const std::string_view> texts,
                           const VocabularyOptions& options) {
  const bool open = options.specials == Specials::kFour;
  if (spec == "byte") return open ? bytes_with_specials() : Vocabulary::bytes();
  if (spec == "char") return open ? Vocabulary::open_characters(texts, options.known) : characters_of_all(texts);
  if (spec == "word") return Vocabulary::words(texts, options.known);
  if (spec.starts_with(kBytePairs)) return Vocabulary::byte_pairs(texts, size_of(spec), options.specials);
  if (spec.starts_with(kWordPieces)) return Vocabulary::word_pieces(texts, size_of(spec));
  const std::filesystem::path path(spec);
  if (path.has_extension() || std::filesystem::exists(path)) return read_vocabulary(path);
  refuse("must be char, byte, word, bpe:N, wordpiece:N or the path of a tokenizer, got '" + std::string(spec) + "'");
}

}  // namespace sextant::text
