// Masked language modelling: the control task of an encoder, where an encoding that says nothing is useless.
//
// Devlin et al., "BERT", 2019, arXiv:1810.04805, section 3.1. Of each window a fixed share of tokens, rounded, at least
// one, is hidden and asked for. Not here: BERT's 10 % random and 10 % kept tokens; every chosen token is hidden, so
// training and evaluation see the same inputs.
#pragma once

#include "sextant/data/batch.h"

namespace sextant::data {

struct MaskOptions {
  int64_t token;        ///< id that stands for a hidden token; one past the vocabulary of the text, usually
  double share = 0.15;  ///< of the tokens of a window, in (0, 1]
  uint64_t seed = 0;
};

/// The batches of `windows` with tokens hidden; targets are the hidden tokens in place, all others kIgnore.
/// A pure function of the step, like `windows`.
/// @throws c10::ValueError unless 0 < share <= 1 and token >= 0
BatchAt masked_batches(BatchAt windows, const MaskOptions& options);

}  // namespace sextant::data
