// What an encoder-decoder writes about texts, and how likely it finds given translations.
//
// Not here: text in and out of tokens, BLEU (bleu.h), the search itself (beam.h).
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "sextant/data/pair_batches.h"
#include "sextant/eval/beam.h"
#include "sextant/models/encoder_decoder.h"

namespace sextant::eval {

struct TranslateOptions {
  int64_t width = 4;            ///< hypotheses kept of each text; 1 = greedy
  double length_penalty = 0.6;  ///< BeamOptions::length_penalty
  int64_t batch = 64;           ///< texts at once
  int64_t longest = 0;          ///< tokens written of a text at most; 0 = as long as the model was trained for
};

/// The best translation of each source, in their order. The marks of the vocabulary and <UNK> are never written.
/// @param sources  tokens, <EOS> last
/// @param stop     asked between batches; true: the rest stays empty
/// @throws c10::ValueError as beam_search
std::vector<Hypothesis> translations(models::EncoderDecoder& model, const std::vector<std::vector<int64_t>>& sources,
                                     const TranslateOptions& options, const std::function<bool()>& stop = {});

/// Mean over all tokens of the targets of what each costs after the true ones before it: nats a token.
double nats_per_token(models::EncoderDecoder& model, const data::EncodedPairs& pairs, int64_t batch);

}  // namespace sextant::eval
