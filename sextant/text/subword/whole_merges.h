// The pairs of a tokenizer that ranks tokens and not pairs: two neighbours merge if together they are a token, the one
// of the lowest rank first. tiktoken and SentencePiece's BPE are of that kind.
#pragma once

#include <functional>
#include <vector>

#include "sextant/text/subword/byte_pair.h"

namespace sextant::text {

/// Every way to make a token of two others.
/// @param rank_of  a token's rank, by its id
std::vector<Merge> whole_merges(const TokenIds& ids, const std::function<int64_t(int64_t)>& rank_of);

}  // namespace sextant::text
