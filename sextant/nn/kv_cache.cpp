#include "sextant/nn/kv_cache.h"

namespace sextant::nn {
namespace {

/// Every memory of a layer.
std::vector<position::Memory*> memories(LayerCache& cache) {
  std::vector<position::Memory*> all = {&cache.rotation, &cache.rule};
  for (position::Memory& memory : cache.scores) all.push_back(&memory);
  return all;
}

void check_no_running_state(const position::Memory& memory) {
  TORCH_CHECK_VALUE(memory.running.empty(), "cache: cannot take tokens back from a running state, read them again");
}

/// x without [from, to) along `axis`.
torch::Tensor without(const torch::Tensor& x, int64_t axis, int64_t from, int64_t to) {
  return torch::cat({x.slice(axis, 0, from), x.slice(axis, to)}, axis);
}

/// The rows of [B, …]; one row stands for all.
torch::Tensor picked(const torch::Tensor& x, const torch::Tensor& rows) {
  if (x.size(0) > 1) return x.index_select(0, rows.to(x.device()));
  std::vector<int64_t> shape = x.sizes().vec();
  shape[0] = rows.numel();
  return x.expand(shape);
}

/// What remains, as a run from 0: an origin moves back by what was evicted before it.
Positions without(const Positions& keys, int64_t from, int64_t to) {
  Positions rest{.first = 0, .count = keys.count - (to - from)};
  rest.shift = keys.shift;
  if (keys.documents.defined()) rest.documents = without(keys.documents, 1, from, to);
  if (keys.ids.defined()) rest.ids = without(keys.ids, -1, from, to);
  if (!keys.origin.defined()) return rest;
  const bool by_token = keys.origin.size(1) == keys.count && keys.count > 1;
  const torch::Tensor origin = (by_token ? without(keys.origin, 1, from, to) : keys.origin) - keys.first;
  rest.origin = origin - (origin - from).clamp(0, to - from);
  return rest;
}

}  // namespace

void LayerCache::append(const torch::Tensor& new_k, const torch::Tensor& new_v, const Positions& here) {
  keys = sextant::append(keys, here);
  k = k.defined() ? torch::cat({k, new_k}, 2) : new_k;
  v = v.defined() ? torch::cat({v, new_v}, 2) : new_v;
}

void LayerCache::pick(const torch::Tensor& rows) {
  if (k.defined()) {
    k = k.index_select(0, rows.to(k.device()));
    v = v.index_select(0, rows.to(v.device()));
  }
  if (source.k.defined()) {
    source.k = picked(source.k, rows);
    source.v = picked(source.v, rows);
    nn::pick(source.places, rows);
  }
  nn::pick(keys, rows);
  for (position::Memory* memory : memories(*this)) nn::pick(*memory, rows);
}

void LayerCache::cut(int64_t tokens) {
  TORCH_CHECK_VALUE(0 <= tokens && tokens <= keys.count, "cache: cannot be cut to ", tokens, " of ", keys.count,
                    " tokens");
  for (const position::Memory* memory : memories(*this)) check_no_running_state(*memory);
  keys = slice(keys, 0, tokens);
  if (k.defined()) {
    k = k.slice(2, 0, tokens);
    v = v.slice(2, 0, tokens);
  }
  for (position::Memory* memory : memories(*this)) nn::cut(*memory, tokens);
}

void LayerCache::evict(int64_t from, int64_t to) {
  TORCH_CHECK_VALUE(raw, "cache: only raw keys can be evicted, these are turned for good");
  TORCH_CHECK_VALUE(0 <= from && from <= to && to <= keys.count, "cache: cannot evict [", from, ", ", to, ") of ",
                    keys.count, " tokens");
  for (const position::Memory* memory : memories(*this)) check_no_running_state(*memory);
  keys = without(keys, from, to);
  k = without(k, 2, from, to);
  v = without(v, 2, from, to);
  for (position::Memory* memory : memories(*this)) {
    for (torch::Tensor& entries : memory->by_token) entries = without(entries, 2, from, to);
  }
}

void pick(position::Memory& memory, const torch::Tensor& rows) {
  for (torch::Tensor& entries : memory.by_token) entries = picked(entries, rows);
  for (torch::Tensor& state : memory.running) state = picked(state, rows);
}

void cut(position::Memory& memory, int64_t tokens) {
  check_no_running_state(memory);
  for (torch::Tensor& entries : memory.by_token) entries = entries.slice(2, 0, tokens);
}

void pick(Positions& positions, const torch::Tensor& rows) {
  for (torch::Tensor* tensor : {&positions.documents, &positions.origin, &positions.shift}) {
    if (tensor->defined()) *tensor = picked(*tensor, rows);
  }
  torch::Tensor& ids = positions.ids;
  if (ids.defined() && ids.dim() > 1 && ids.size(-2) > 1) ids = ids.index_select(-2, rows.to(ids.device()));
}

}  // namespace sextant::nn
