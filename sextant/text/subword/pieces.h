// A text in pieces, and the ways to cut each of them further.
//
// The five behaviours are those of a tokenizer.json's "behavior": SplitDelimiterBehavior of `tokenizers` 0.23.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sextant/text/subword/pattern.h"

namespace sextant::text {

struct Pieces {
  std::string text = {};
  bool first = true;             ///< nothing of the whole text stands before them
  std::vector<Span> spans = {};  ///< of `text`, in order, none empty, none over another; between them may be gaps

  std::string_view at(size_t i) const {
    return std::string_view(text).substr(spans[i].begin, spans[i].end - spans[i].begin);
  }
};

/// The whole of a text as one piece, or none if it is empty.
Pieces one_piece(std::string text);

/// What becomes of the parts that separate.
enum class Separators {
  kRemoved,
  kIsolated,            ///< each a piece
  kContiguous,          ///< neighbouring ones are one piece
  kMergedWithPrevious,  ///< the end of the piece before
  kMergedWithNext,      ///< the beginning of the piece after
};

/// What a search of a piece finds.
enum class Found { kSeparators, kWords };

/// The parts of `whole` that follow from what was found in it, `spans` counted from its beginning, in order.
std::vector<Span> parts(Span whole, const std::vector<Span>& spans, Found found, Separators behaviour);

/// Cuts every piece by the spans `find(piece)` returns.
template <class Find>
void cut(Pieces& pieces, Found found, Separators behaviour, Find&& find) {
  std::vector<Span> spans;
  for (size_t i = 0; i < pieces.spans.size(); ++i)
    for (const Span& part : parts(pieces.spans[i], find(pieces.at(i)), found, behaviour)) spans.push_back(part);
  pieces.spans = std::move(spans);
}

}  // namespace sextant::text
