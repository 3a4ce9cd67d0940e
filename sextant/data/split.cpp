#include "sextant/data/split.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace sextant::data {

namespace {

/// Places [begin, end) of the joined spans, as spans of the text.
std::vector<Span> slice(const std::vector<Span>& spans, Span joined) {
  std::vector<Span> parts;
  int64_t before = 0;
  for (const Span& span : spans) {
    const int64_t size = span.end - span.begin;
    const int64_t begin = std::clamp<int64_t>(joined.begin - before, 0, size);
    const int64_t end = std::clamp<int64_t>(joined.end - before, 0, size);
    if (begin < end) parts.push_back({span.begin + begin, span.begin + end});
    before += size;
  }
  return parts;
}

void check(int64_t folds, int64_t fold, int64_t gap) {
  if (folds < 2) throw std::invalid_argument("split: folds must be at least 2, got " + std::to_string(folds));
  if (fold < 0 || fold >= folds)
    throw std::invalid_argument("split: fold must be in [0, " + std::to_string(folds) + "), got " +
                                std::to_string(fold));
  if (gap < 0) throw std::invalid_argument("split: gap must be at least 0, got " + std::to_string(gap));
}

/// "split: a text of N tokens is too short for F folds with a gap of G: RULE"
std::invalid_argument too_short(int64_t n, int64_t folds, int64_t gap, const std::string& rule) {
  return std::invalid_argument("split: a text of " + std::to_string(n) + " tokens is too short for " +
                               std::to_string(folds) + " folds with a gap of " + std::to_string(gap) + ": " + rule);
}

}  // namespace

int64_t size_of(const std::vector<Span>& spans) {
  int64_t size = 0;
  for (const Span& span : spans) size += span.end - span.begin;
  return size;
}

Split split_blocks(int64_t n, int64_t folds, int64_t fold, int64_t gap) {
  return split_spans({{0, n}}, folds, fold, gap);
}

Split split_spans(const std::vector<Span>& spans, int64_t folds, int64_t fold, int64_t gap) {
  check(folds, fold, gap);
  const int64_t n = size_of(spans);
  if (n / folds <= gap)
    throw too_short(n, folds, gap,
                    "a fold holds " + std::to_string(n / folds) + " tokens, more than the gap are needed");
  const Span block = {n * fold / folds, n * (fold + 1) / folds};
  Split split = {.train = slice(spans, {0, block.begin - gap}), .test = slice(spans, block)};
  for (const Span& after : slice(spans, {block.end + gap, n})) split.train.push_back(after);
  if (split.train.empty()) throw too_short(n, folds, gap, "no training text is left");
  return split;
}

}  // namespace sextant::data
