#include "sextant/position/heads.h"

namespace sextant::position {
namespace {
torch::Tensor index(const std::vector<int64_t>& heads, torch::Device device) {
  return torch::tensor(heads, torch::kInt64).to(device);
}

std::vector<int64_t> complement(const std::vector<int64_t>& heads, int64_t all) {
  std::vector<int64_t> others;
  for (int64_t h = 0; h < all; ++h)
    if (!std::ranges::binary_search(heads, h)) others.push_back(h);
  return others;
}

/// 0 outside the chosen heads. Selected, not multiplied: a table may hold -∞.
torch::Tensor zero_elsewhere(const torch::Tensor& values, const torch::Tensor& chosen) {
  return torch::where(chosen, values, torch::zeros({}, values.options()));
}

struct OnChosen {
  const torch::Tensor& chosen;
  BiasTerm operator()(const LinearBias& term) const {
    const torch::Tensor here = chosen.to(term.slopes.device());
    const auto part = [&](const torch::Tensor& s) { return s.defined() ? zero_elsewhere(s, here) : s; };
    return LinearBias{.slopes = part(term.slopes), .ahead = part(term.ahead)};
  }
  BiasTerm operator()(const DistanceBias& term) const {
    const torch::Tensor here = chosen.to(term.table.device());
    return DistanceBias{zero_elsewhere(term.table, term.table.dim() == 2 ? here.view({-1, 1}) : here.view({-1, 1, 1}))};
  }
  BiasTerm operator()(const KeyBias& term) const {
    return KeyBias{zero_elsewhere(term.values, chosen.to(term.values.device()).view({-1, 1}))};
  }
  BiasTerm operator()(const DenseBias& term) const {
    return DenseBias{zero_elsewhere(term.values, chosen.to(term.values.device()).view({-1, 1, 1}))};
  }
};

/// The part of a bias that belongs to some heads.
struct OfHeads {
  const torch::Tensor& heads;
  torch::Tensor pick(const torch::Tensor& values, int64_t axis) const {
    return !values.defined() || values.size(axis) == 1 ? values : values.index_select(axis, heads);
  }
  BiasTerm operator()(const LinearBias& term) const {
    const auto part = [&](const torch::Tensor& s) { return s.defined() ? s.index_select(0, heads) : s; };
    return LinearBias{.slopes = part(term.slopes), .ahead = part(term.ahead)};
  }
  BiasTerm operator()(const DistanceBias& term) const {
    return DistanceBias{pick(term.table, term.table.dim() == 2 ? 0 : 1)};
  }
  BiasTerm operator()(const KeyBias& term) const { return KeyBias{pick(term.values, 1)}; }
  BiasTerm operator()(const DenseBias& term) const { return DenseBias{pick(term.values, 1)}; }
};

AttentionProblem of_heads(const AttentionProblem& problem, const std::vector<int64_t>& heads,
                          const std::vector<int64_t>& key_heads) {
  const torch::Tensor queries = index(heads, problem.q.device()), keys = index(key_heads, problem.q.device());
  AttentionProblem part = problem;
  part.q = problem.q.index_select(1, queries);
  part.k = problem.k.index_select(1, keys);
  part.v = problem.v.index_select(1, keys);
  for (BiasTerm& term : part.bias) term = std::visit(OfHeads{queries}, term);
  return part;
}

/// Writes a part's tables [T, R/2] or [B, H', T, R/2] into those of all heads.
torch::Tensor spread(const torch::Tensor& all, const torch::Tensor& part, const std::vector<int64_t>& heads,
                     int64_t count, double elsewhere) {
  const torch::Tensor table = part.dim() == 2 ? part.unsqueeze(0).unsqueeze(0) : part;
  std::vector<int64_t> shape = table.sizes().vec();
  shape[1] = count;
  const torch::Tensor chosen = torch::zeros({1, count, 1, 1}, torch::kBool)
                                   .index_fill(1, torch::tensor(heads, torch::kInt64), true)
                                   .to(table.device());
  const torch::Tensor base = all.defined() ? all : torch::full({1, count, 1, 1}, elsewhere, table.options());
  const torch::Tensor whole = table.size(1) == 1 ? table.expand(shape) : table;
  return torch::where(chosen, whole, base);
}
}  // namespace

std::vector<int64_t> key_heads_of(std::string_view who, const std::vector<int64_t>& heads, const HeadCounts& counts) {
  const int64_t group = counts.queries / counts.keys;
  std::vector<int64_t> key_heads;
  for (int64_t k = 0; k < counts.keys; ++k) {
    const auto inside = std::ranges::count_if(heads, [&](int64_t h) { return h / group == k; });
    TORCH_CHECK_VALUE(inside == 0 || inside == group, who, ": heads must cover whole groups of ", group,
                      " that share keys, got ", inside, " of those of key head ", k);
    if (inside == group) key_heads.push_back(k);
  }
  return key_heads;
}

ScoresOnHeads::ScoresOnHeads(std::shared_ptr<ScoreEncoding> inner, std::vector<int64_t> heads, int64_t all_heads)
    : heads(std::move(heads)), inner_(register_module("inner", std::move(inner))) {
  chosen_ = torch::zeros({all_heads}, torch::kBool).index_fill(0, torch::tensor(this->heads, torch::kInt64), true);
}

ScoreTerms ScoresOnHeads::terms(const AttentionProblem& problem, const LayerCall& call) {
  ScoreTerms terms = inner_->terms(problem, call);
  const bool whole = !terms.softcap && !terms.mask.causal && !terms.mask.window && !terms.mask.chunk;
  TORCH_CHECK_VALUE(whole, "scheme: a mask or softcap holds for all heads, got a set of ", heads.size());
  for (BiasTerm& term : terms.bias) term = std::visit(OnChosen{chosen_}, term);
  if (!terms.query_scale.defined()) return terms;
  const torch::Tensor chosen = chosen_.to(terms.query_scale.device()).view({-1, 1});
  terms.query_scale = torch::where(chosen, terms.query_scale, torch::ones({}, terms.query_scale.options()));
  return terms;
}

RotationsOnHeads::RotationsOnHeads(std::vector<Part> parts, HeadCounts counts)
    : parts_(std::move(parts)), counts_(counts) {
  for (size_t n = 0; n < parts_.size(); ++n) register_module(std::to_string(n), parts_[n].rotation);
}

torch::Tensor RotationsOnHeads::versions(const Positions& positions) {
  torch::Tensor versions;
  for (const Part& part : parts_) {
    const torch::Tensor own = part.rotation->versions(positions);
    TORCH_CHECK_VALUE(!versions.defined() || !own.defined(),
                      "scheme: one rotation of a layer may depend on the length, got two");
    if (own.defined()) versions = own;
  }
  return versions;
}

Rotation RotationsOnHeads::rotation(const LayerCall& call, int64_t version) {
  Rotation joined;
  for (const Part& part : parts_) {
    const Rotation own = part.rotation->rotation(call, version);
    const bool first = !joined.q_cos.defined();
    TORCH_CHECK_VALUE(first || (own.layout == joined.layout && own.q_cos.size(-1) == joined.q_cos.size(-1)),
                      "scheme: rotations of one layer must share layout and rotated channels, got ",
                      2 * own.q_cos.size(-1), " channels beside ", first ? 0 : 2 * joined.q_cos.size(-1));
    joined.layout = own.layout;
    joined.q_cos = spread(joined.q_cos, own.q_cos, part.heads, counts_.queries, 1);
    joined.q_sin = spread(joined.q_sin, own.q_sin, part.heads, counts_.queries, 0);
    joined.k_cos = spread(joined.k_cos, own.k_cos, part.key_heads, counts_.keys, 1);
    joined.k_sin = spread(joined.k_sin, own.k_sin, part.key_heads, counts_.keys, 0);
  }
  return joined;
}

bool RotationsOnHeads::holds(int64_t cached, int64_t known) const {
  return std::ranges::all_of(parts_, [&](const Part& part) { return part.rotation->holds(cached, known); });
}

RuleOnHeads::RuleOnHeads(std::shared_ptr<AttentionRule> inner, std::vector<int64_t> heads, HeadCounts counts)
    : inner_(register_module("inner", std::move(inner))),
      heads_(std::move(heads)),
      others_(complement(heads_, counts.queries)),
      key_heads_(key_heads_of("rule", heads_, counts)),
      other_key_heads_(complement(key_heads_, counts.keys)) {}

torch::Tensor RuleOnHeads::attend(const AttentionProblem& problem, const LayerCall& call) {
  const torch::Tensor ruled = inner_->attend(of_heads(problem, heads_, key_heads_), call);
  if (others_.empty()) return ruled;
  const torch::Tensor plain = attention(of_heads(problem, others_, other_key_heads_));
  std::vector<int64_t> order = heads_;
  order.insert(order.end(), others_.begin(), others_.end());
  const torch::Tensor back = torch::tensor(order, torch::kInt64).argsort().to(ruled.device());
  return torch::cat({ruled, plain}, 1).index_select(1, back);
}

}  // namespace sextant::position
