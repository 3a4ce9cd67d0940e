#include "sextant/models/session.h"

#include <utility>

namespace sextant::models {
namespace {

bool has_running_state(const ModelCache& cache) {
  const auto runs = [](const position::Memory& memory) { return !memory.running.empty(); };
  return std::ranges::any_of(cache.input, runs) || std::ranges::any_of(cache.layers, [&](const nn::LayerCache& layer) {
           return runs(layer.rotation) || runs(layer.rule) || std::ranges::any_of(layer.scores, runs);
         });
}

/// The two halves of a cache that are kept the same way.
std::vector<Positions*> runs_of(ModelCache& cache) { return {&cache.plain, &cache.input_keys}; }

}  // namespace

Session::Session(Transformer model, int64_t batch, int64_t longest, uint64_t seed)
    : model_(std::move(model)), batch_(batch), longest_(longest), seed_(seed) {
  TORCH_CHECK_VALUE(std::get<Transformer>(model_)->options.direction == Direction::kCausal,
                    "session: only a causal model can go on from what it has read, got one that looks both ways");
  TORCH_CHECK_VALUE(batch >= 1, "session: batch must be at least 1, got ", batch);
  TORCH_CHECK_VALUE(longest >= 1, "session: longest must be at least 1, got ", longest);
}

Session::Session(EncoderDecoder model, const SourceTexts& sources, int64_t longest, uint64_t seed)
    : model_(std::move(model)), batch_(sources.tokens.size(0)), longest_(longest), seed_(seed) {
  TORCH_CHECK_VALUE(longest >= 1, "session: longest must be at least 1, got ", longest);
  const torch::NoGradGuard no_grad;
  start_ = std::get<EncoderDecoder>(model_)->read(
      {.seed = seed, .source = sources.tokens, .source_documents = sources.documents});
  cache_ = start_;
}

bool Session::holds(int64_t known) const {
  return std::visit([&](const auto& model) { return model->holds(length(), known); }, model_);
}

torch::Tensor Session::step(const torch::Tensor& tokens, const torch::Tensor& documents) {
  const torch::NoGradGuard no_grad;
  TORCH_CHECK_VALUE(tokens.dim() == 2 && tokens.size(0) == batch_, "session: tokens must be [", batch_, ", T], got ",
                    tokens.sizes());
  const int64_t known = length() + tokens.size(1);
  TORCH_CHECK_VALUE(known <= longest_, "session: at most ", longest_, " tokens were announced, got ", known);
  if (length() == 0 || holds(known)) return read(tokens, documents);
  const int64_t before = length();
  const torch::Tensor all = torch::cat({cache_.tokens, tokens.to(cache_.tokens.device())}, 1);
  return read_again(all, all_documents(tokens, documents)).slice(1, before);
}

torch::Tensor Session::read(const torch::Tensor& tokens, const torch::Tensor& documents) {
  const TokenCall call{.tokens = tokens, .documents = documents, .seed = seed_, .longest = longest_};
  return std::visit([&](auto& model) { return model->logits(model->hidden(call, cache_)); }, model_);
}

torch::Tensor Session::read_again(const torch::Tensor& tokens, const torch::Tensor& documents) {
  ++reruns_;
  cache_ = start_;
  return read(tokens, documents);
}

torch::Tensor Session::all_documents(const torch::Tensor& tokens, const torch::Tensor& documents) const {
  const torch::Tensor& known = cache_.plain.documents;
  if (!known.defined() && !documents.defined()) return {};
  const torch::Tensor before = known.defined() ? known : torch::zeros_like(cache_.tokens);
  return torch::cat(
      {before, documents.defined() ? documents.to(before.device()) : before.slice(1, -1).expand_as(tokens)}, 1);
}

void Session::pick(const torch::Tensor& rows) {
  TORCH_CHECK_VALUE(rows.dim() == 1 && rows.scalar_type() == torch::kInt64, "session: rows must be int64 [B'], got ",
                    rows.sizes());
  batch_ = rows.numel();
  models::pick(start_, rows);
  models::pick(cache_, rows);
}

void Session::cut(int64_t tokens) {
  const torch::NoGradGuard no_grad;
  TORCH_CHECK_VALUE(0 <= tokens && tokens <= length(), "session: cannot be cut to ", tokens, " of ", length(),
                    " tokens");
  if (tokens == length()) return;
  if (tokens == 0) {
    cache_ = start_;
    return;
  }
  const torch::Tensor kept = cache_.tokens.slice(1, 0, tokens);
  if (has_running_state(cache_) || !holds(tokens)) {
    read_again(kept, slice(cache_.plain, 0, tokens).documents);
    return;
  }
  cache_.tokens = kept;
  for (Positions* run : runs_of(cache_)) *run = slice(*run, 0, tokens);
  for (position::Memory& memory : cache_.input) nn::cut(memory, tokens);
  for (nn::LayerCache& layer : cache_.layers) layer.cut(tokens);
}

}  // namespace sextant::models
