#include "sextant/position/logits.h"

#include <cmath>

#include "sextant/position/ids.h"

namespace sextant::position {

double score_scale(const AttentionProblem& problem) {
  return problem.scale.value_or(1 / std::sqrt(static_cast<double>(problem.q.size(-1))));
}

torch::Tensor keys_by_head(const AttentionProblem& problem) {
  const int64_t group = problem.q.size(1) / problem.k.size(1);
  return group == 1 ? problem.k : problem.k.repeat_interleave(group, 1);
}

torch::Tensor scaled_logits(const AttentionProblem& problem) {
  const torch::ScalarType type = table_dtype(problem.q);
  return torch::matmul(problem.q.to(type) * score_scale(problem), keys_by_head(problem).to(type).transpose(-1, -2));
}

}  // namespace sextant::position
