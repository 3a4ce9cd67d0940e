#include "sextant/position/scores/transformer_xl.h"

#include "sextant/position/distance.h"
#include "sextant/position/logits.h"

namespace sextant::position {
namespace {
/// u·k of every key, [B, H, S].
torch::Tensor of_keys(const torch::Tensor& u, const torch::Tensor& k) {
  const int64_t key_heads = k.size(1);
  return torch::einsum("bksd,kgd->bkgs", {k, u.view({key_heads, -1, u.size(1)})}).flatten(1, 2);
}
}  // namespace

TransformerXlImpl::TransformerXlImpl(const TransformerXlOptions& options) : options(options) {
  TORCH_CHECK_VALUE(options.channels >= 2 && options.channels % 2 == 0,
                    "transformer-xl: channels must be even and at least 2, got ", options.channels);
  TORCH_CHECK_VALUE(options.base > 0, "transformer-xl: base must be positive, got ", options.base);
  constexpr double kStd = 0.02;  // the authors' init_std
  const auto normal = [&](at::IntArrayRef shape) { return torch::randn(shape, options.generator) * kStd; };
  projection = register_parameter("projection", normal({options.heads * options.head_channels, options.channels}));
  content = register_parameter("content", normal({options.heads, options.head_channels}));
  place = register_parameter("place", normal({options.heads, options.head_channels}));
}

Sinusoid TransformerXlImpl::sinusoid() const {
  return {
      .channels = options.channels, .base = options.base, .order = SinusoidOrder::kSinesFirst, .who = "transformer-xl"};
}

/// @param queries  scale·(q + v), [B, H, Q, D]
BiasTerm TransformerXlImpl::by_table(const torch::Tensor& queries, int64_t farthest) const {
  const torch::Tensor distances = torch::arange(farthest, -farthest - 1, -1, torch::kFloat64);  // Δ of j - i = -M … M
  const torch::Tensor sines = sinusoid_rows(sinusoid(), distances).to(queries.device(), queries.scalar_type());
  const torch::Tensor rows = torch::matmul(projection.to(queries.scalar_type()), sines.t());  // [H·D, N]
  return DistanceBias{torch::matmul(queries, rows.view({options.heads, options.head_channels, -1}))};
}

BiasTerm TransformerXlImpl::by_pair(const torch::Tensor& queries, const AttentionProblem& problem) const {
  const auto like = queries.options();
  const torch::Tensor frequencies = sinusoid_frequencies(sinusoid());
  const auto angles = [&](const Positions& positions) {
    const torch::Tensor ids = ids_by_row("transformer-xl", positions).to(torch::kCPU, torch::kFloat64);
    return (ids.unsqueeze(-1) * frequencies).unsqueeze(1);  // [B|1, 1, T, C/2]
  };
  const torch::Tensor i = angles(problem.queries), j = angles(problem.keys);
  const torch::Tensor sin_i = i.sin().to(like), cos_i = i.cos().to(like);
  const torch::Tensor weights = projection.to(like.dtype()).view({options.heads, options.head_channels, -1});
  const std::vector<torch::Tensor> of_sine_cosine = torch::matmul(queries, weights).chunk(2, -1);
  const torch::Tensor &s = of_sine_cosine[0], &c = of_sine_cosine[1];
  const torch::Tensor of_cos_j = s * sin_i + c * cos_i, of_sin_j = c * sin_i - s * cos_i;
  return DenseBias{torch::matmul(of_cos_j, j.cos().to(like).transpose(-1, -2)) +
                   torch::matmul(of_sin_j, j.sin().to(like).transpose(-1, -2))};
}

ScoreTerms TransformerXlImpl::terms(const AttentionProblem& problem, const LayerCall&) {
  const std::optional<int64_t> farthest = table_reach("transformer-xl", problem);
  const double scale = score_scale(problem);
  const auto type = problem.q.scalar_type();
  const torch::Tensor queries = (problem.q + place.to(type).unsqueeze(1)) * scale;
  return {.bias = {KeyBias{of_keys(content.to(type) * scale, problem.k)},
                   farthest ? by_table(queries, *farthest) : by_pair(queries, problem)}};
}

}  // namespace sextant::position
