// Running text cut into words as BERT's reference tokenizer cuts it before it looks for pieces.
//
// Devlin et al. 2019, google-research/bert, tokenization.py, BasicTokenizer; equal to `tokenizers` 0.23, BertNormalizer
// and BertPreTokenizer. Controls go, each CJK ideograph is a word, each punctuation mark is one, white space parts the
// rest. Not here: pieces of words, ids (vocabulary.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sextant::text {

enum class LetterCase {
  kKept,
  kLower,  ///< and accents dropped
};

/// What BERT's normalizer does to a text, step by step in this order.
struct BertCleaning {
  bool controls = true;    ///< controls go, white space becomes a space
  bool ideographs = true;  ///< spaces around each
  bool accents = true;     ///< go, and what is composed is taken apart
  bool lower = true;
  bool operator==(const BertCleaning&) const = default;
};
/// @throws std::invalid_argument for text that is not UTF-8
std::string cleaned(std::string_view utf8, const BertCleaning& cleaning);

/// Small letters, code point by code point: "İ" is an "i" with a dot above, and "Σ" is "σ" at the end of a word as
/// well.
std::u32string lowered(const std::u32string& text);

/// The cleaning of BERT's own models, those that keep letters as they are and those that do not.
/// @param utf8  valid
/// @throws std::invalid_argument for text that is not UTF-8
std::string normalized(std::string_view utf8, LetterCase letters);

/// The words of a text that normalized() made; views into it.
std::vector<std::string_view> split_words(std::string_view normal);

}  // namespace sextant::text
