// The steps that cut a text into words before a model looks for tokens in each: "pre_tokenizer" of a tokenizer.json.
//
// Equal to those of `tokenizers` 0.23 by the same names. Not here: UnicodeScripts, FixedLength.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "sextant/text/subword/pieces.h"

namespace sextant::text {

/// Words as GPT-2 cuts them. The bytes of its words stand for themselves here; only files write characters for them.
struct ByteLevelStep {
  bool prefix_space = false;  ///< a piece that does not begin with a space gets one
  bool words = true;          ///< false: nothing is cut
  bool operator==(const ByteLevelStep&) const = default;
};
/// Spaces become `replacement`, and each word begins with it: SentencePiece's way.
struct MetaspaceStep {
  enum class Prepend { kAlways, kFirst, kNever };
  std::string replacement = "\u2581";
  Prepend prepend = Prepend::kAlways;  ///< kFirst: at the beginning of the text alone
  bool words = true;                   ///< false: nothing is cut
  bool operator==(const MetaspaceStep&) const = default;
};
/// Cut by a pattern.
struct SplitStep {
  Pattern pattern;
  std::string literal = {};  ///< the text that `pattern` stands for, if it is one
  Separators behaviour = Separators::kIsolated;
  bool inverted = false;  ///< what matches is kept, the rest separates
  bool operator==(const SplitStep&) const = default;
};
/// Each digit of any script alone, or runs of them.
struct DigitsStep {
  bool individual = false;
  bool operator==(const DigitsStep&) const = default;
};
struct PunctuationStep {
  Separators behaviour = Separators::kIsolated;
  bool operator==(const PunctuationStep&) const = default;
};
/// BERT's words (words.h).
struct BertStep {
  bool operator==(const BertStep&) const = default;
};
/// Runs of word characters and runs of others, without spaces.
struct WhitespaceStep {
  bool operator==(const WhitespaceStep&) const = default;
};
/// What is between spaces.
struct WhitespaceSplitStep {
  bool operator==(const WhitespaceSplitStep&) const = default;
};

using PreTokenizer = std::variant<ByteLevelStep, MetaspaceStep, SplitStep, DigitsStep, PunctuationStep, BertStep,
                                  WhitespaceStep, WhitespaceSplitStep>;

/// Cuts every piece by one step.
/// @param pieces  valid UTF-8
void pre_tokenize(const PreTokenizer& step, Pieces& pieces);

}  // namespace sextant::text
