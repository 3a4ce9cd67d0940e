// Which keys a query may see, as a table of booleans.
#include <utility>

#include "sextant/ops/attention.h"

namespace sextant {
namespace {

int64_t last(const Positions& positions) { return positions.first + positions.count - 1; }

bool looks_ahead(const Positions& queries, const Positions& keys) { return last(keys) > queries.first; }

/// The largest |order distance| between a query and a key.
int64_t reach(const Positions& queries, const Positions& keys) {
  return std::max(std::abs(last(queries) - keys.first), std::abs(last(keys) - queries.first));
}

/// order - origin, [1, T] or [B, T].
torch::Tensor place(const Positions& positions, const torch::Tensor& order) {
  return positions.origin.defined() ? order.unsqueeze(0) - positions.origin : order.unsqueeze(0);
}

/// The tables of booleans so far, met with one more.
void narrow(torch::Tensor& seen, const torch::Tensor& also) { seen = seen.defined() ? seen & also : also; }

/// [B|1, Q, S]; undefined if documents hide nothing.
torch::Tensor same_document(const torch::Tensor& queries, const torch::Tensor& keys) {
  if (!queries.defined() && !keys.defined()) return {};
  if (!queries.defined()) return (keys >= 0).unsqueeze(1);
  if (!keys.defined()) return (queries >= 0).unsqueeze(2);
  return (queries.unsqueeze(2) == keys.unsqueeze(1)) & (keys >= 0).unsqueeze(1);
}

/// Both chunks at once: the smaller, if its borders hold all of the larger's.
std::optional<int64_t> finer_chunk(std::optional<int64_t> a, std::optional<int64_t> b) {
  if (!a || !b) return a ? a : b;
  const auto [small, large] = std::minmax(*a, *b);
  TORCH_CHECK_VALUE(large % small == 0, "mask: of two chunks one must divide the other, got ", *a, " and ", *b);
  return small;
}

void check(const Mask& mask) {
  TORCH_CHECK_VALUE(!mask.window || *mask.window >= 1, "mask: window must be at least 1, got ",
                    mask.window.value_or(0));
  TORCH_CHECK_VALUE(!mask.chunk || *mask.chunk >= 1, "mask: chunk must be at least 1, got ", mask.chunk.value_or(0));
  TORCH_CHECK_VALUE(mask.sinks >= 0, "mask: sinks must be at least 0, got ", mask.sinks);
}

}  // namespace

Mask operator&(const Mask& a, const Mask& b) {
  Mask both{.causal = a.causal || b.causal, .chunk = finer_chunk(a.chunk, b.chunk)};
  const bool from_a = a.window && (!b.window || *a.window < *b.window);
  both.window = from_a ? a.window : b.window;
  both.sinks = from_a ? a.sinks : b.sinks;
  if (a.window && a.window == b.window) both.sinks = std::min(a.sinks, b.sinks);
  return both;
}

torch::Tensor visible(const AttentionProblem& problem) {
  const auto& [queries, keys] = std::pair(problem.queries, problem.keys);
  const Mask& mask = problem.mask;
  check(mask);
  torch::Tensor seen = same_document(queries.documents, keys.documents);
  const bool causal = mask.causal && looks_ahead(queries, keys);
  const bool windowed = mask.window && reach(queries, keys) >= *mask.window;
  if (causal || windowed || mask.chunk) {
    const torch::Device device = problem.q.device();
    const torch::Tensor query_order = order(queries).to(device), key_order = order(keys).to(device);
    const torch::Tensor back = query_order.unsqueeze(1) - key_order;  // [Q, S], > 0: the key comes before
    if (causal) narrow(seen, (back >= 0).unsqueeze(0));
    if (windowed) {
      torch::Tensor near = (back.abs() < *mask.window).unsqueeze(0);
      if (mask.sinks > 0) near = near | (place(keys, key_order) < mask.sinks).unsqueeze(1);
      narrow(seen, near);
    }
    if (mask.chunk) {
      const auto chunk_of = [&](const torch::Tensor& places) { return places.floor_divide(*mask.chunk); };
      narrow(seen, chunk_of(place(queries, query_order)).unsqueeze(2) == chunk_of(place(keys, key_order)).unsqueeze(1));
    }
  }
  if (!seen.defined()) return {};
  return seen.unsqueeze(1).expand({seen.size(0), 1, queries.count, keys.count});
}

}  // namespace sextant
