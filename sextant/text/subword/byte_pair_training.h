// Learning the pairs of byte-pair encoding: the most frequent pair of neighbours becomes a token, again and again.
//
// Sennrich et al. 2016, algorithm 1. The order, ties too, is that of `tokenizers` 0.23 (BpeTrainer): of equally
// frequent pairs the one with the smaller ids. Same counts, same result, on every machine. Unlike there, no pair
// becomes a special token because a text spells its name.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sextant/text/subword/byte_pair.h"

namespace sextant::text {

/// How often each word is there, by its bytes.
using WordCounts = TokenIds;

struct PairTraining {
  Symbols symbols = Symbols::kBytes;
  std::vector<std::string> specials = {};  ///< the first ids
  int64_t size = 0;                        ///< tokens wanted, specials and single symbols included
  int64_t least = 1;                       ///< times a pair must be there
  std::string prefix = {};                 ///< of each symbol but a word's first
};

struct LearnedPairs {
  std::vector<std::string> tokens;  ///< by id: specials, symbols, then merged ones as they were learned
  std::vector<Merge> merges;        ///< by rank
};

/// Fewer tokens than wanted come of texts that have no more pairs. For bytes, all 256 are symbols, whatever the words.
/// @throws std::invalid_argument "byte pairs: …" for a size that has no room for specials and symbols, or least < 1
LearnedPairs learn_pairs(const WordCounts& words, const PairTraining& training);

}  // namespace sextant::text
