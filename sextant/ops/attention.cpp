#include "sextant/ops/attention.h"

#include "sextant/ops/sdpa.h"

namespace sextant {
namespace {

std::optional<std::string> declines_nothing(const AttentionProblem&) { return std::nullopt; }

constexpr AttentionImpl kImpls[] = {{"sdpa", sdpa_declines, sdpa}, {"plain", declines_nothing, attention_plain}};

void check_shapes(const AttentionProblem& problem) {
  const torch::Tensor &q = problem.q, &k = problem.k, &v = problem.v;
  TORCH_CHECK_VALUE(q.dim() == 4 && k.dim() == 4 && v.dim() == 4, "attention: q, k and v must have 4 axes, got ",
                    q.sizes(), ", ", k.sizes(), " and ", v.sizes());
  TORCH_CHECK_VALUE(k.size(0) == q.size(0) && k.size(3) == q.size(3) && k.size(1) > 0 && q.size(1) % k.size(1) == 0,
                    "attention: k must be [B, K, S, D] with q's B and D and K dividing H, got q ", q.sizes(), " and k ",
                    k.sizes());
  TORCH_CHECK_VALUE(k.scalar_type() == q.scalar_type() && v.scalar_type() == q.scalar_type(),
                    "attention: q, k and v must have one dtype, got ", q.scalar_type(), ", ", k.scalar_type(), " and ",
                    v.scalar_type());
  TORCH_CHECK_VALUE(v.sizes().slice(0, 3) == k.sizes().slice(0, 3),
                    "attention: v must have k's first three sizes, got k ", k.sizes(), " and v ", v.sizes());
}

void check_positions(const Positions& positions, const char* name, int64_t tokens, int64_t batch) {
  check(positions);
  TORCH_CHECK_VALUE(positions.count == tokens, "attention: ", name, ".count must be ", tokens, ", got ",
                    positions.count);
  for (const torch::Tensor* tensor : {&positions.documents, &positions.origin, &positions.shift}) {
    TORCH_CHECK_VALUE(!tensor->defined() || tensor->size(0) == batch || tensor->size(0) == 1, "attention: ", name,
                      " must speak of ", batch, " rows, got ", tensor->defined() ? tensor->size(0) : 0);
  }
}

/// Whether `sizes` broadcasts to `wanted`, axis by axis.
bool fits(torch::IntArrayRef sizes, torch::IntArrayRef wanted) {
  if (sizes.size() != wanted.size()) return false;
  for (size_t axis = 0; axis < sizes.size(); ++axis) {
    if (sizes[axis] != 1 && sizes[axis] != wanted[axis]) return false;
  }
  return true;
}

void check_bias(const LinearBias& term, torch::IntArrayRef scores) {
  for (const torch::Tensor* slopes : {&term.slopes, &term.ahead}) {
    if (slopes == &term.ahead && !slopes->defined()) continue;
    TORCH_CHECK_VALUE(slopes->dim() == 1 && slopes->size(0) == scores[1], "attention: slopes must be [", scores[1],
                      "], got ", slopes->sizes());
  }
}

void check_bias(const DistanceBias& term, torch::IntArrayRef scores) {
  const auto sizes = term.table.sizes();
  TORCH_CHECK_VALUE(!sizes.empty() && sizes.back() % 2 == 1,
                    "attention: a distance table must have an odd last size, got ", sizes);
  const bool by_head = sizes.size() == 2 && (sizes[0] == 1 || sizes[0] == scores[1]);
  const bool by_query = sizes.size() == 4 && sizes.slice(0, 3) == scores.slice(0, 3);
  TORCH_CHECK_VALUE(by_head || by_query, "attention: a distance table must be [H|1, N] or [B, H, Q, N], got ", sizes,
                    " for scores ", scores);
}

void check_bias(const KeyBias& term, torch::IntArrayRef scores) {
  TORCH_CHECK_VALUE(fits(term.values.sizes(), {scores[0], scores[1], scores[3]}),
                    "attention: a key bias must be [B|1, H|1, S], got ", term.values.sizes(), " for scores ", scores);
}

void check_bias(const DenseBias& term, torch::IntArrayRef scores) {
  TORCH_CHECK_VALUE(fits(term.values.sizes(), scores), "attention: a dense bias must be [B|1, H|1, Q|1, S], got ",
                    term.values.sizes(), " for scores ", scores);
}

}  // namespace

void check(const AttentionProblem& problem) {
  check_shapes(problem);
  const int64_t batch = problem.q.size(0), queries = problem.q.size(2), keys = problem.k.size(2);
  check_positions(problem.queries, "queries", queries, batch);
  check_positions(problem.keys, "keys", keys, batch);
  const std::array<int64_t, 4> scores = {batch, problem.q.size(1), queries, keys};
  for (const BiasTerm& term : problem.bias) std::visit([&](const auto& shape) { check_bias(shape, scores); }, term);
  TORCH_CHECK_VALUE(!problem.softcap || *problem.softcap > 0, "attention: softcap must be above 0, got ",
                    problem.softcap.value_or(0));
  TORCH_CHECK_VALUE(problem.dropout >= 0 && problem.dropout < 1, "attention: dropout must be in [0, 1), got ",
                    problem.dropout);
}

std::span<const AttentionImpl> attention_impls() { return kImpls; }

torch::Tensor attention(const AttentionProblem& problem) {
  check(problem);
  const c10::impl::ExcludeDispatchKeyGuard no_autocast(c10::autocast_dispatch_keyset);  // it would narrow the bias
  for (const AttentionImpl& impl : kImpls) {
    if (!impl.declines(problem)) return impl.run(problem);
  }
  TORCH_CHECK(false, "sextant, internal: every attention declined");
}

}  // namespace sextant
