#include "sextant/models/call_positions.h"

namespace sextant::models {
namespace {

void check(const torch::Tensor& tokens, const TokenCall& call, const ModelCache& cache) {
  TORCH_CHECK_VALUE(tokens.defined() && tokens.dim() == 2, "model: tokens must be [B, T], got ",
                    tokens.defined() ? tokens.sizes() : torch::IntArrayRef{});
  TORCH_CHECK_VALUE(!cache.tokens.defined() || cache.tokens.size(0) == tokens.size(0), "model: the cache holds ",
                    cache.tokens.defined() ? cache.tokens.size(0) : 0, " rows, got ", tokens.size(0));
  TORCH_CHECK_VALUE(!call.documents.defined() || call.documents.sizes() == tokens.sizes(),
                    "model: documents must have the tokens' shape ", tokens.sizes(), ", got ",
                    call.documents.defined() ? call.documents.sizes() : torch::IntArrayRef{});
}

/// The last column of what the cache knows, [B, 1]; where it knows nothing, 0: one document that began at 0.
torch::Tensor last_column(const torch::Tensor& known, const torch::Tensor& like) {
  return known.defined() ? known.slice(1, -1) : torch::zeros_like(like.slice(1, 0, 1));
}

/// Order of the first token of each token's document, [B, T]: where the number changes a document begins.
torch::Tensor origins(const torch::Tensor& documents, int64_t first, const Positions& cached) {
  const torch::Tensor order = torch::arange(first, first + documents.size(1), documents.options());
  torch::Tensor changed = torch::ones_like(documents, torch::kBool);
  torch::Tensor carried = torch::zeros_like(documents);  // the origin of a document that began before this call
  if (documents.size(1) > 1) changed.slice(1, 1) = documents.slice(1, 1) != documents.slice(1, 0, -1);
  if (cached.count > 0) {
    changed.slice(1, 0, 1) = documents.slice(1, 0, 1) != last_column(cached.documents, documents);
    carried.slice(1, 0, 1) = last_column(cached.origin, documents);
  }
  return std::get<0>(torch::where(changed, order, carried).cummax(1));
}

/// The call's tokens by order, document, shift and given ids.
Positions plain(const torch::Tensor& tokens, const TokenCall& call, const Positions& cached) {
  Positions here{.first = cached.count, .count = tokens.size(1)};
  here.documents = call.documents;
  if (!here.documents.defined() && cached.documents.defined()) {
    here.documents = cached.documents.slice(1, -1).expand_as(tokens);
  }
  if (here.documents.defined() && here.count > 0) here.origin = origins(here.documents, here.first, cached);
  here.shift = call.shift;
  here.ids = call.ids;
  sextant::check(here);
  return here;
}

}  // namespace

CallPositions take_in(const TokenCall& call, const position::Scheme& scheme, int64_t longest, ModelCache& cache) {
  const torch::Tensor tokens = places_of(call);
  check(tokens, call, cache);
  const Positions here = plain(tokens, call, cache.plain);
  cache.tokens = cache.tokens.defined() ? torch::cat({cache.tokens, tokens}, 1) : tokens;
  cache.plain = append(cache.plain, here);
  const int64_t grows_to = call.longest > 0 ? call.longest : std::max(longest, cache.plain.count);
  const auto assigned = [&](const std::shared_ptr<position::PositionAssigner>& assigner) {
    if (!assigner || call.ids.defined()) return here;
    return assigner->assign({cache.tokens, here, grows_to, call.phase, call.seed, cache.rows});
  };
  const CallPositions positions{.input = assigned(scheme.input.ids), .layers = assigned(scheme.ids)};
  cache.input_keys = append(cache.input_keys, positions.input);
  return positions;
}

}  // namespace sextant::models
