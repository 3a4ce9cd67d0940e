// What training, checkpoints and diagnosis ask of any model over tokens.
//
// Not here: how a model makes its scores (transformer.h, classifier.h).
#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <string>

#include "sextant/data/batch.h"
#include "sextant/models/options.h"
#include "sextant/nn/dropping.h"
#include "sextant/position/scheme.h"

namespace sextant::models {

using position::Phase;

/// Rows of tokens or of features, and all that a model may know of them.
struct TokenCall {
  torch::Tensor tokens = {};     ///< int64 [B, T], on any device
  torch::Tensor documents = {};  ///< int64 [B, T]: contiguous documents, -1 = padding, on either side
  Phase phase = Phase::kTest;    ///< kTrain drops activations and lets assigners draw
  uint64_t seed = 0;             ///< decides all that is random in this call
  torch::Tensor shift = {};      ///< int64 [B, 1], added to every position
  torch::Tensor ids = {};        ///< int64 or float64, positions in place of the order: [T], [B, T] or [A, B, T]
  int64_t longest = 0;           ///< tokens the sequence may grow to, for assigners; 0 = max(T, the model's longest)
  torch::Tensor features = {};   ///< float [B, T, F], read in place of tokens
  torch::Tensor source = {};     ///< int64 [B, S]: the text an encoder reads
  torch::Tensor source_documents = {};  ///< int64 [B, S], -1 = padding
};

/// The tokens of a call, or zeros in place of its rows of features: int64 [B, T].
torch::Tensor places_of(const TokenCall& call);
/// The batch as a model is asked about it, in test.
TokenCall call_of(const data::Batch& batch);

/// Told the name and output of each part as it is computed: "embedding", "layers.0", …, "norm".
using Watch = std::function<void(const std::string& part, const torch::Tensor& output)>;

/// What is dropped in a call: nothing but in training.
nn::Dropping dropping_of(const TokenCall& call);
/// The call with its tensors on `device`: tokens may come from anywhere.
TokenCall on_device(TokenCall call, torch::Device device);

class ModelImpl : public torch::nn::Module {
 public:
  /// A row of scores, one for each class, at every target: [B, T, V] of a language model, [B, K] of a classifier.
  /// @throws c10::ValueError if the call does not fit itself
  virtual torch::Tensor scores(const TokenCall& call, const Watch& watch) = 0;
  torch::Tensor scores(const TokenCall& call) { return scores(call, {}); }
  /// What the scores cost, summed over the batch's targets, float32 [] or float64 []: cross-entropy in nats, unless a
  /// model says otherwise. A target data::kIgnore costs nothing.
  /// @param label_smoothing  ε: a target's weight is 1 - ε, and ε / V more on each of the V classes (PyTorch's
  ///                         definition; Szegedy et al. 2016, arXiv:1512.00567, section 7)
  virtual torch::Tensor loss_sum(const torch::Tensor& scores, const data::Batch& batch, double label_smoothing) const;
  /// What it was built from, resolved, the spec in canonical text.
  virtual ModelOptions described() const = 0;
};

/// Parameters in all, a shared one counted once.
int64_t parameter_count(const torch::nn::Module& model);

}  // namespace sextant::models
