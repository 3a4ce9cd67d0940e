// Batches of sentence pairs for an encoder-decoder, neighbours in length together (bucketed_order.h).
//
//   source        tokens <EOS>
//   tokens        <BOS> tokens         the decoder reads the translation so far …
//   targets       tokens <EOS>         … and is asked for what comes next
//
// At most `longest` tokens of each with their marks; what is cut off is counted, and a cut target has no end.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sextant/data/batch.h"
#include "sextant/data/parallel.h"
#include "sextant/data/text_batches.h"
#include "sextant/text/vocabulary.h"

namespace sextant::data {

struct EncodedPairs {
  std::vector<std::vector<int64_t>> sources;  ///< by pair, <EOS> last
  std::vector<std::vector<int64_t>> targets;  ///< by pair, <BOS> first, <EOS> last unless cut
  TextLengths source_lengths = {}, target_lengths = {};
};

/// @param vocabulary  of both languages, with text::kOwnSpecials
/// @param longest     tokens kept of each text, marks included; at least 2
/// @throws c10::ValueError for a vocabulary with other special tokens or a smaller `longest`
EncodedPairs encode_pairs(const std::vector<SentencePair>& pairs, const text::Vocabulary& vocabulary, int64_t longest);
/// A text as an encoder reads it: its first longest - 1 tokens and <EOS>.
std::vector<int64_t> encode_source(const std::string& source, const text::Vocabulary& vocabulary, int64_t longest,
                                   TextLengths& lengths);

/// Rows `rows` as one batch, padded on the right.
Batch batch_of(const EncodedPairs& pairs, const std::vector<int64_t>& rows);
/// Batches of `batch` pairs, a pure function of the step.
/// @throws c10::ValueError for no pairs or batch < 1
BatchAt pair_batches(EncodedPairs pairs, int64_t batch, uint64_t seed);
/// What sorts pairs together that cost alike: by target, then by source.
std::vector<int64_t> lengths_of(const EncodedPairs& pairs);

}  // namespace sextant::data
