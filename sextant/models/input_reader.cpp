#include "sextant/models/input_reader.h"

namespace sextant::models {
namespace {

torch::IntArrayRef shape_of(const torch::Tensor& tensor) {
  return tensor.defined() ? tensor.sizes() : torch::IntArrayRef{};
}

}  // namespace

InputReader::InputReader(torch::nn::Module& owner, const InputSizes& sizes) {
  if (sizes.features == 0) {
    embedding_ = owner.register_module("embedding", nn::TokenEmbedding(sizes.vocabulary, sizes.channels));
  } else {
    projection_ =
        owner.register_module("projection", nn::Linear(nn::LinearOptions{.in = sizes.features, .out = sizes.channels}));
  }
}

torch::Tensor InputReader::read(const TokenCall& call) const {
  if (embedding_) {
    TORCH_CHECK_VALUE(!call.features.defined(), "model: tokens are read, got features ", shape_of(call.features));
    TORCH_CHECK_VALUE(call.tokens.defined() && call.tokens.dim() == 2, "model: tokens must be [B, T], got ",
                      shape_of(call.tokens));
    return embedding_->forward(call.tokens);
  }
  const int64_t width = projection_->options.in;
  TORCH_CHECK_VALUE(!call.tokens.defined(), "model: features are read, got tokens ", shape_of(call.tokens));
  TORCH_CHECK_VALUE(call.features.defined() && call.features.dim() == 3 && call.features.size(2) == width,
                    "model: features must be [B, T, ", width, "], got ", shape_of(call.features));
  return projection_->forward(call.features.to(projection_->weight.scalar_type()));
}

}  // namespace sextant::models
