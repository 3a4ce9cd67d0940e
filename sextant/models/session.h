// Cached decoding: tokens go in as they come, logits come out as if all had been read at once.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <variant>

#include "sextant/models/encoder_decoder.h"
#include "sextant/models/transformer.h"

namespace sextant::models {

/// A batch of texts for an encoder.
struct SourceTexts {
  torch::Tensor tokens;          ///< int64 [B, S]
  torch::Tensor documents = {};  ///< int64 [B, S], -1 = padding; undefined = none
};

class Session {
 public:
  /// @param longest  tokens the sequences may grow to, which assigners of random positions draw for at once
  /// @param seed     of the assigners
  /// @throws c10::ValueError unless the model is causal, batch >= 1 and longest >= 1
  Session(Transformer model, int64_t batch, int64_t longest, uint64_t seed = 0);
  /// Of what an encoder-decoder writes about its sources, which are read here, once.
  /// @throws c10::ValueError for sources that do not fit themselves, or longest < 1
  Session(EncoderDecoder model, const SourceTexts& sources, int64_t longest, uint64_t seed = 0);

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
  bool holds(int64_t known) const;
  torch::Tensor read(const torch::Tensor& tokens, const torch::Tensor& documents);
  torch::Tensor read_again(const torch::Tensor& tokens, const torch::Tensor& documents);
  torch::Tensor all_documents(const torch::Tensor& tokens, const torch::Tensor& documents) const;

  std::variant<Transformer, EncoderDecoder> model_;
  int64_t batch_;
  int64_t longest_;
  uint64_t seed_;
  ModelCache start_ = {};  ///< before any token: what an encoder has read
  ModelCache cache_ = {};
  int64_t reruns_ = 0;
};

}  // namespace sextant::models
