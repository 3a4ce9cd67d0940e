// Greedy decoding of many prompts at once, and exact match: does a model give the whole answer by itself?
//
// One run of the decoder gives three numbers. The end token is suppressed until the true length, but where it would
// have been chosen is noted: up to there the forced answer is the free one.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "sextant/data/synthetic.h"
#include "sextant/models/transformer.h"

namespace sextant::eval {

/// Appends tokens [B, T] to what was read before and gives the logits after the last one, [B, V].
using Step = std::function<torch::Tensor(const torch::Tensor& tokens)>;
/// A fresh decoder for `batch` rows of at most `longest` tokens.
using Begin = std::function<Step(int64_t batch, int64_t longest)>;

/// A model's cached session as a decoder. The model must outlive it.
Begin decoder(models::Transformer& model);

struct ExactMatchOptions {
  std::optional<int64_t> end = {};  ///< id of the end token; without one the true length is forced
  int64_t extra = 16;               ///< tokens decoded beyond the true length before a row counts as endless
  int64_t batch_tokens = 16384;     ///< prompt and answer tokens of a call, at most, unless one row is longer
};

/// Shares of all samples.
struct ExactMatch {
  int64_t samples;
  double exact;   ///< the answer, and the end where it belongs
  double forced;  ///< the answer with the end suppressed until the true length
  double stopped_early;
  double length_error;                        ///< mean |length - true length| in tokens; endless rows count `extra`
  std::vector<std::vector<int64_t>> decoded;  ///< the forced answers without the end token, sample by sample
};

/// @throws c10::ValueError without samples, or for an answer that lacks the end token
ExactMatch exact_match_with(const Begin& begin, const std::vector<data::Sample>& samples,
                            const ExactMatchOptions& options);
ExactMatch exact_match(models::Transformer& model, const std::vector<data::Sample>& samples,
                       const ExactMatchOptions& options);

/// Share of answer tokens that are the most likely one after the *true* tokens before. Not exact match: it can be high
/// where no answer is right.
double teacher_forced_accuracy(models::Transformer& model, const std::vector<data::Sample>& samples,
                               int64_t batch_tokens = 16384);

}  // namespace sextant::eval
