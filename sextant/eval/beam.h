// Beam search: the likeliest continuations a decoder knows, a few at a time. A beam of one is greedy search.
//
//   score = log P(tokens) / ((5 + n) / 6)^α        n tokens, the end counted
//
// The penalty is Wu et al. 2016, arXiv:1609.08144, equation 14. A text is done when `width` of its hypotheses have
// ended, or when none that goes on can still score above the best that ended. Exact ties go to the earlier beam, then
// to the lower token. Not here: sampling (sampling.h), models (translate.h).
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "sextant/eval/decoding.h"

namespace sextant::eval {

/// A batch of sequences that grow by a token at a time.
struct BeamDecoder {
  Step step;                                            ///< int64 [R, 1] to logits [R, V]
  std::function<void(const torch::Tensor& rows)> pick;  ///< row n becomes the old row rows[n], int64 [R']
};

struct BeamOptions {
  int64_t begin, end;                   ///< ids of the marks
  int64_t longest;                      ///< tokens written at most, the end counted
  int64_t width = 4;                    ///< hypotheses kept of each text
  double length_penalty = 0.6;          ///< α; 0 = none, so that short texts win
  std::vector<int64_t> forbidden = {};  ///< ids never written
};

struct Hypothesis {
  std::vector<int64_t> tokens = {};  ///< without marks
  double log_probability = 0;        ///< nats, the end's counted if it has one
  double score = 0;
  bool ended = false;  ///< false: cut at `longest`
};

/// The hypotheses of each text that have ended, or, where none has, those that were cut; best first, at most `width`.
/// @param texts  rows of the decoder, which has read nothing of them yet
/// @throws c10::ValueError unless texts >= 1, width >= 1, longest >= 1, length_penalty >= 0
std::vector<std::vector<Hypothesis>> beam_search(const BeamDecoder& decoder, int64_t texts, const BeamOptions& options);

}  // namespace sextant::eval
