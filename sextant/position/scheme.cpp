#include "sextant/position/scheme.h"

namespace sextant::position {

torch::Tensor recall(const LayerCall& call, size_t slot) {
  if (call.queries.first == 0 || call.memory.by_token.size() <= slot) return {};
  const torch::Tensor& entries = call.memory.by_token[slot];
  return entries.defined() ? entries.slice(2, 0, call.queries.first) : entries;
}

const torch::Tensor& remember(const LayerCall& call, size_t slot, const torch::Tensor& entries) {
  const torch::Tensor cached = recall(call, slot);
  std::vector<torch::Tensor>& slots = call.memory.by_token;
  if (slots.size() <= slot) slots.resize(slot + 1);
  return slots[slot] = cached.defined() ? torch::cat({cached, entries}, 2) : entries;
}

void add(ScoreTerms terms, AttentionProblem& problem) {
  std::ranges::move(terms.bias, std::back_inserter(problem.bias));
  problem.mask = problem.mask & terms.mask;
  if (terms.query_scale.defined()) problem.q = problem.q * terms.query_scale.unsqueeze(-1).to(problem.q.scalar_type());
  if (terms.softcap) problem.softcap = terms.softcap;
}

}  // namespace sextant::position
