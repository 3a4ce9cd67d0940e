#include "sextant/position/scores/logn.h"

#include "sextant/position/distance.h"
#include "sextant/position/ids.h"

namespace sextant::position {

LognOptions LognOptions::of(const SchemeRequest& request, const settings::Spec& spec) {
  constexpr int64_t kLlama4FloorScale = 8192;  // transformers, Llama4TextConfig
  LognOptions options{.original = request.longest};
  for (const auto& [key, value] : spec.options)
    if (key == "kind" && value == "llama4") options.original = kLlama4FloorScale;
  return options;
}

torch::Tensor logn_factors(const LognOptions& options, const torch::Tensor& positions) {
  const torch::Tensor p = positions.to(torch::kFloat64);
  const auto original = static_cast<double>(options.original);
  switch (options.kind) {
    case LognKind::kLog:
      return (torch::log1p(p) / std::log(original)).clamp_min(1);
    case LognKind::kLlama4:
      return torch::log1p(((p + 1) / original).floor()) * options.beta + 1;
    case LognKind::kMinistral:
      return torch::log1p((p / original).floor()) * options.beta + 1;
  }
  return {};
}

LognImpl::LognImpl(const LognOptions& options) : options(options) {
  TORCH_CHECK_VALUE(options.original >= 2, "logn: original must be at least 2, got ", options.original);
  const bool unused = options.kind == LognKind::kLog && options.beta != LognOptions{.original = 2}.beta;
  TORCH_CHECK_VALUE(!unused, "logn: beta is for kind=llama4 and ministral, got ", options.beta);
}

ScoreTerms LognImpl::terms(const AttentionProblem& problem, const LayerCall&) {
  const torch::Tensor ids = ids_by_row("logn", problem.queries).to(problem.q.device());
  return {.query_scale = logn_factors(options, ids).to(table_dtype(problem.q)).unsqueeze(1)};
}

}  // namespace sextant::position
