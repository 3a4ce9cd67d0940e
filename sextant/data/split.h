// Held-out parts of one long text: contiguous blocks with a gap, since random lines leak.
#pragma once

#include <cstdint>
#include <vector>

namespace sextant::data {

/// Tokens [begin, end).
struct Span {
  int64_t begin;
  int64_t end;
  bool operator==(const Span&) const = default;
};

/// Tokens of all `spans` together.
int64_t size_of(const std::vector<Span>& spans);

/// Disjoint parts of one text, each sorted.
struct Split {
  std::vector<Span> train;
  std::vector<Span> test;
};

/// Fold `fold` of `folds` of a text of n tokens: the fold's contiguous block is the test part, the rest without `gap`
/// tokens on either side of that block the training part. The blocks of all folds tile the text.
///
/// @param gap tokens; at least the longest test length, so that no test window reaches into training text
/// @throws std::invalid_argument unless folds >= 2, 0 <= fold < folds, gap >= 0, every block is longer than the gap,
///         and training text is left; the message holds the numbers
Split split_blocks(int64_t n, int64_t folds, int64_t fold, int64_t gap);

/// The same inside part of a text, `spans` counted through as if joined: the selection split inside a training part.
/// @throws std::invalid_argument as split_blocks
Split split_spans(const std::vector<Span>& spans, int64_t folds, int64_t fold, int64_t gap);

}  // namespace sextant::data
