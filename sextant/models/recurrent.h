// A recurrent reader of tokens or rows of features: RNN, LSTM or GRU, one way or both, in which position enters with
// the embeddings.
//
//   x = embed(tokens), fused with place 1;   x = [forward(x) | backward(x)]   for each layer
//
// Padding, on either side, is as if it were not there. Not here: a head (classifier.h), attention.
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>

#include <cstdint>
#include <iosfwd>
#include <vector>

#include "sextant/models/input_reader.h"
#include "sextant/models/model.h"
#include "sextant/nn/embedding.h"
#include "sextant/nn/recurrent_layer.h"

namespace sextant::models {

class RecurrentImpl final : public torch::nn::Module {
 public:
  /// Each weight is drawn by (seed, its name), as a Transformer's.
  /// @throws c10::ValueError naming the field that cannot be, or an encoding that needs attention to enter
  explicit RecurrentImpl(const RecurrentOptions& options, uint64_t seed = 0);

  /// @return [B, T, channels()]; at padding, whatever it may be
  /// @throws c10::ValueError if the call does not fit itself, or a row holds more than one document
  torch::Tensor hidden(const TokenCall& call, const Watch& watch = {});
  int64_t channels() const { return options.both_ways ? 2 * options.state : options.state; }
  void pretty_print(std::ostream& stream) const override;

  const position::Scheme scheme;
  const RecurrentOptions options;  ///< resolved; `pos` in canonical text

 private:
  void register_layers();
  torch::Tensor embedded(const TokenCall& call, const nn::Dropping& dropping);

  InputReader reader_;
  nn::InputFusion input_ = nullptr;
  std::vector<nn::RecurrentLayer> forward_ = {}, backward_ = {};
};
TORCH_MODULE(Recurrent);

}  // namespace sextant::models
