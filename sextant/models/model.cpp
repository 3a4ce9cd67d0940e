#include "sextant/models/model.h"

namespace sextant::models {

nn::Dropping dropping_of(const TokenCall& call) {
  nn::Dropping dropping;
  if (call.phase == Phase::kTrain) dropping.seed = call.seed;
  return dropping;
}

TokenCall call_of(const data::Batch& batch) {
  return {.tokens = batch.tokens,
          .documents = batch.documents,
          .ids = batch.positions,
          .features = batch.features,
          .source = batch.source,
          .source_documents = batch.source_documents};
}

torch::Tensor places_of(const TokenCall& call) {
  if (!call.features.defined()) return call.tokens;
  return torch::zeros({call.features.size(0), call.features.size(1)}, call.features.options().dtype(torch::kInt64));
}

torch::Tensor ModelImpl::loss_sum(const torch::Tensor& scores, const data::Batch& batch,
                                  double label_smoothing) const {
  torch::Tensor logits = scores.reshape({-1, scores.size(-1)});
  // Sums over a vocabulary lose their small terms in a short type.
  if (logits.scalar_type() != torch::kFloat64) logits = logits.to(torch::kFloat32);
  return at::cross_entropy_loss(logits, batch.targets.flatten(), {}, at::Reduction::Sum, data::kIgnore,
                                label_smoothing);
}

TokenCall on_device(TokenCall call, torch::Device device) {
  for (torch::Tensor* tensor :
       {&call.tokens, &call.documents, &call.shift, &call.ids, &call.features, &call.source, &call.source_documents})
    if (tensor->defined()) *tensor = tensor->to(device);
  return call;
}

int64_t parameter_count(const torch::nn::Module& model) {
  int64_t count = 0;
  for (const torch::Tensor& parameter : model.parameters()) count += parameter.numel();
  return count;
}

const std::string& pos_of(const ModelOptions& options) {
  return std::visit([](const auto& backbone) -> const std::string& { return backbone.pos; }, options.backbone);
}

int64_t longest_of(const ModelOptions& options) {
  return std::visit([](const auto& backbone) { return backbone.longest; }, options.backbone);
}

int64_t features_of(const ModelOptions& options) {
  return std::visit(
      [](const auto& backbone) -> int64_t {
        if constexpr (requires { backbone.features; }) return backbone.features;
        return 0;
      },
      options.backbone);
}

int64_t vocabulary_of(const ModelOptions& options) {
  return std::visit([](const auto& backbone) { return backbone.vocabulary; }, options.backbone);
}

}  // namespace sextant::models
