#include "sextant/text/subword/pre_tokenizer.h"

#include <algorithm>
#include <utility>

#include "sextant/text/subword/category.h"
#include "sextant/text/utf8.h"
#include "sextant/text/words.h"

namespace sextant::text {
namespace {

/// openai/gpt-2, src/encoder.py.
const Pattern& gpt2_words() {
  static const Pattern pattern(R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)");
  return pattern;
}

/// Runs of word characters, and of others that are no space: \w+|[^\w\s]+ of the regex crate.
std::vector<Span> word_runs(std::string_view text) {
  enum class Kind { kSpace, kWord, kOther };
  std::vector<Span> runs;
  Kind last = Kind::kSpace;
  for (std::string_view rest = text; !rest.empty();) {
    const size_t begin = text.size() - rest.size();
    const char32_t c = next_code_point(rest).value;
    const Kind kind = contains(space_ranges(), c)          ? Kind::kSpace
                      : contains(unicode_word_ranges(), c) ? Kind::kWord
                                                           : Kind::kOther;
    if (kind != Kind::kSpace && kind != last) runs.push_back({begin, begin});
    if (kind != Kind::kSpace) runs.back().end = text.size() - rest.size();
    last = kind;
  }
  return runs;
}

const Pattern& digit() {
  static const Pattern pattern(R"(\p{N})");
  return pattern;
}

/// All of ASCII that is neither letter nor digit, and what Unicode calls punctuation.
const Pattern& punctuation() {
  static const Pattern pattern(R"([!-/:-@\[-`{-~\p{P}])");
  return pattern;
}

const Pattern& spaces() {
  static const Pattern pattern(R"(\s+)");
  return pattern;
}

/// Every piece becomes `change(piece, index)`.
template <class Change>
void rewrite(Pieces& pieces, Change&& change) {
  Pieces changed{.first = pieces.first};
  for (size_t i = 0; i < pieces.spans.size(); ++i) {
    const size_t begin = changed.text.size();
    changed.text += change(pieces.at(i), pieces.spans[i].begin);
    changed.spans.push_back({begin, changed.text.size()});
  }
  pieces = std::move(changed);
}

void cut_by(Pieces& pieces, const Pattern& pattern, Separators behaviour) {
  cut(pieces, Found::kSeparators, behaviour, [&](std::string_view piece) { return pattern.matches(piece); });
}

struct Step {
  Pieces& pieces;

  void operator()(const ByteLevelStep& step) const {
    if (step.prefix_space)
      rewrite(pieces,
              [](std::string_view piece, size_t) { return (piece.starts_with(' ') ? "" : " ") + std::string(piece); });
    if (step.words) cut_by(pieces, gpt2_words(), Separators::kIsolated);
  }

  void operator()(const MetaspaceStep& step) const {
    rewrite(pieces, [&](std::string_view piece, size_t begin) {
      std::string text;
      for (const char c : piece) c == ' ' ? text += step.replacement : text += c;
      const bool wanted = step.prepend == MetaspaceStep::Prepend::kAlways ||
                          (step.prepend == MetaspaceStep::Prepend::kFirst && pieces.first && begin == 0);
      return wanted && !text.starts_with(step.replacement) ? step.replacement + text : text;
    });
    if (!step.words) return;
    cut(pieces, Found::kSeparators, Separators::kMergedWithNext, [&](std::string_view piece) {
      std::vector<Span> found;
      for (size_t at = piece.find(step.replacement); at != std::string_view::npos;
           at = piece.find(step.replacement, at + step.replacement.size()))
        found.push_back({at, at + step.replacement.size()});
      return found;
    });
  }

  void operator()(const SplitStep& step) const {
    cut(pieces, step.inverted ? Found::kWords : Found::kSeparators, step.behaviour,
        [&](std::string_view piece) { return step.pattern.matches(piece); });
  }

  void operator()(const DigitsStep& step) const {
    cut_by(pieces, digit(), step.individual ? Separators::kIsolated : Separators::kContiguous);
  }

  void operator()(const PunctuationStep& step) const { cut_by(pieces, punctuation(), step.behaviour); }

  void operator()(const BertStep&) const {
    cut(pieces, Found::kWords, Separators::kRemoved, [](std::string_view piece) {
      std::vector<Span> words;
      for (const std::string_view word : split_words(piece)) {
        const auto begin = static_cast<size_t>(word.data() - piece.data());
        words.push_back({begin, begin + word.size()});
      }
      return words;
    });
  }

  void operator()(const WhitespaceStep&) const { cut(pieces, Found::kWords, Separators::kRemoved, word_runs); }

  void operator()(const WhitespaceSplitStep&) const { cut_by(pieces, spaces(), Separators::kRemoved); }
};

}  // namespace

void pre_tokenize(const PreTokenizer& step, Pieces& pieces) { std::visit(Step{pieces}, step); }

}  // namespace sextant::text
