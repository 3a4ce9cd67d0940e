#include "sextant/position/rule/pope.h"

#include <numbers>

#include "sextant/position/ids.h"
#include "sextant/position/rotation/frequencies.h"

namespace sextant::position {
namespace {
constexpr double kTurn = 2 * std::numbers::pi;

/// Vectors of these sizes and angles: [.., D] each → [.., 2 D].
torch::Tensor polar(const torch::Tensor& x, const torch::Tensor& cos, const torch::Tensor& sin) {
  const torch::Tensor sizes = at::softplus(x.to(cos.scalar_type()));
  return torch::cat({sizes * cos, sizes * sin}, -1).to(x.scalar_type());
}
}  // namespace

PopeImpl::PopeImpl(const PopeOptions& options)
    // D frequencies without pairing are those of RoPE on 2 D channels.
    : options(options),
      table_(rotary_table("pope", rotary_frequencies({2 * options.channels, options.base, "pope"}), 1)) {
  const bool zero = options.init == PopeStart::kZero;
  const torch::Tensor drawn = zero ? torch::zeros({options.heads, options.channels})
                                   : torch::rand({options.heads, options.channels}, options.generator) * -kTurn;
  offsets = register_parameter("offsets", drawn);
}

torch::Tensor PopeImpl::attend(const AttentionProblem& problem, const LayerCall& call) {
  TORCH_CHECK_VALUE(problem.q.size(1) == options.heads, "pope: its offsets are for ", options.heads, " heads, got ",
                    problem.q.size(1));
  const torch::ScalarType dtype = table_dtype(problem.q);
  const torch::Tensor queries = table_.rows(call.queries, problem.q.device(), dtype);
  const torch::Tensor keys = table_.rows(call.keys, problem.q.device(), dtype);
  // Held in place of clamped in the graph: clamp passes no gradient at its bounds, where zero offsets start.
  // data(): a graph that still waits for its backward pass must not take this for a change.
  if (is_training()) offsets.data().clamp_(-kTurn, 0);
  const torch::Tensor delta = offsets.to(dtype).unsqueeze(1);  // [H, 1, D]
  const torch::Tensor cos = table_part(queries, 0), sin = table_part(queries, 1);
  AttentionProblem wide = problem;
  wide.q = polar(problem.q, cos * delta.cos() + sin * delta.sin(), sin * delta.cos() - cos * delta.sin());
  wide.k = polar(problem.k, table_part(keys, 0), table_part(keys, 1));
  wide.scale = problem.scale.value_or(1 / std::sqrt(static_cast<double>(options.channels)));
  return attention(wide);
}

}  // namespace sextant::position
