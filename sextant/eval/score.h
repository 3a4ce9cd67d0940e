// The one evaluator: runs any plan and gives one float64 NLL per target. Nothing else computes a perplexity.
//
// Windows that read equally many tokens share a call, up to a budget of tokens. Long windows go through a cached
// session block by block, and the head sees scored places only, so memory stays bounded whatever the length. Not so for
// encodings whose tables change with the length of the text (dynamic scaling): those read a window whole.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "sextant/data/batch.h"
#include "sextant/eval/plan.h"
#include "sextant/models/transformer.h"

namespace sextant::eval {

/// Windows of equal shape, as a model reads them.
struct ScoreCall {
  torch::Tensor tokens;   ///< int64 [B, T]
  torch::Tensor targets;  ///< int64 [B, M]: what stands after each of the last M tokens
  int64_t position_offset;
};
/// -ln p of the targets, [B, M], any floating type.
using NllOf = std::function<torch::Tensor(const ScoreCall& call)>;

/// What a plan is run over.
struct ScoreInput {
  const std::vector<torch::Tensor>& documents;  ///< int64 [n] each, with the plan's lengths
  std::optional<int64_t> bos = {};              ///< the id windows with a prefix begin with
  int64_t batch_tokens = 8192;                  ///< tokens a call reads, at most, unless one window is longer
};

/// One NLL per target, in the order of targets(plan).
/// @throws c10::ValueError if documents and plan disagree, a prefix is needed and there is no bos, or `nll_of` returns
///         another shape or something that is not finite, with document and token
std::vector<double> score_with(const NllOf& nll_of, const ScoreInput& input, const Plan& plan);
/// The same by a model, in evaluation mode and without gradients; its mode is put back.
std::vector<double> score(models::Transformer& model, const ScoreInput& input, const Plan& plan);

/// A scorer out of log-probabilities [B, T, V] of the next token, for tokens [B, T]. For small T · V.
NllOf from_log_probabilities(std::function<torch::Tensor(const torch::Tensor& tokens)> log_probabilities);
/// A scorer out of a model, which must outlive it.
NllOf from_model(models::Transformer& model);

/// The mean NLL of all scored targets of batches 0 … count - 1, each counted alike: a validation loss for any task,
/// masked ones included.
/// @throws c10::ValueError unless count >= 1 and some target is scored
double mean_loss(models::Transformer& model, const data::BatchAt& batches, int64_t count);

}  // namespace sextant::eval
