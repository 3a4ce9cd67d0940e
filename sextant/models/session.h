// Cached decoding: tokens go in as they come, logits come out as if all had been read at once.
#pragma once

#include <torch/types.h>

#include <cstdint>

#include "sextant/models/transformer.h"

namespace sextant::models {

class Session {
 public:
  /// @param longest  tokens the sequences may grow to, which assigners of random positions draw for at once
  /// @param seed     of the assigners
  /// @throws c10::ValueError unless the model is causal, batch >= 1 and longest >= 1
  Session(Transformer model, int64_t batch, int64_t longest, uint64_t seed = 0);

  /// The next T tokens of each row. Any split gives the logits of the whole, but for encodings whose tables depend on
  /// the length of the call: for those the session reads everything again when a table changes.
  /// @param tokens     int64 [B, T]
  /// @param documents  int64 [B, T], -1 = padding; undefined once there has been padding: more of the last document
  /// @return [B, T, V], without gradient
  /// @throws c10::ValueError past `longest`, or if the rows do not fit
  torch::Tensor step(const torch::Tensor& tokens, const torch::Tensor& documents = {});
  /// Row n becomes the old row rows[n]: beam search.  int64 [B']
  void pick(const torch::Tensor& rows);
  /// Back to the first `tokens`. An encoding with a running state makes the session read them again.
  /// @throws c10::ValueError unless 0 <= tokens <= length()
  void cut(int64_t tokens);
  /// Tokens read, padding included.
  int64_t length() const { return cache_.plain.count; }
  /// How often all was read again, because a table changed or a running state was cut.
  int64_t reruns() const { return reruns_; }

 private:
  torch::Tensor read(const torch::Tensor& tokens, const torch::Tensor& documents);
  torch::Tensor read_again(const torch::Tensor& tokens, const torch::Tensor& documents);
  torch::Tensor all_documents(const torch::Tensor& tokens, const torch::Tensor& documents) const;

  Transformer model_;
  int64_t batch_;
  int64_t longest_;
  uint64_t seed_;
  ModelCache cache_ = {};
  int64_t reruns_ = 0;
};

}  // namespace sextant::models
