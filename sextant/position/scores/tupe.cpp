#include "sextant/position/scores/tupe.h"

#include "sextant/position/distance.h"
#include "sextant/position/ids.h"

namespace sextant::position {

TupeImpl::TupeImpl(const TupeOptions& options) : options(options) {
  TORCH_CHECK_VALUE(options.positions >= 1, "tupe: positions must be at least 1, got ", options.positions);
  constexpr double kStd = 0.02;  // the authors' init_bert_params
  const int64_t width = options.heads * options.head_channels, channels = options.channels;
  const auto normal = [&](int64_t out) { return torch::randn({out, channels}, options.generator) * kStd; };
  rows = register_parameter("rows", normal(options.positions + (options.cls ? 1 : 0)));
  norm_weight = register_parameter("norm_weight", torch::ones({channels}));
  norm_bias = register_parameter("norm_bias", torch::zeros({channels}));
  query_weight = register_parameter("query_weight", normal(width));
  query_bias = register_parameter("query_bias", torch::zeros({width}));
  key_weight = register_parameter("key_weight", normal(width));
  if (options.cls) key_bias = register_parameter("key_bias", torch::zeros({width}));
}

/// int64 [B|1, T] on the weights' device.
torch::Tensor TupeImpl::row_indices(const Positions& positions) const {
  integer_ids("tupe", positions);
  const torch::Tensor ids = ids_by_row("tupe", positions);
  if (ids.numel() > 0) {
    const auto least = ids.min().item<int64_t>(), last = ids.max().item<int64_t>();
    TORCH_CHECK_VALUE(last < options.positions, "tupe: positions must be below ", options.positions, ", got ", last);
    TORCH_CHECK_VALUE(least >= 0, "tupe: positions must be at least 0, got ", least);
  }
  return ids.to(rows.device()) + (options.cls ? 1 : 0);
}

/// The rows at `index`, normed and projected: [B|1, H, T, D].
torch::Tensor TupeImpl::projected(const torch::Tensor& index, const torch::Tensor& weight,
                                  const torch::Tensor& bias) const {
  const torch::Tensor normed =
      torch::layer_norm(torch::embedding(rows, index), {options.channels}, norm_weight, norm_bias);
  return torch::linear(normed, weight, bias).unflatten(-1, {options.heads, options.head_channels}).transpose(1, 2);
}

/// A row against itself: [1, H, 1, 1].
torch::Tensor TupeImpl::of_cls(int64_t row) const {
  const torch::Tensor index = torch::full({1, 1}, row, torch::dtype(torch::kInt64).device(rows.device()));
  const torch::Tensor query = projected(index, query_weight, query_bias);
  return (query * projected(index, key_weight, key_bias)).sum(-1, true);
}

ScoreTerms TupeImpl::terms(const AttentionProblem& problem, const LayerCall&) {
  constexpr double kTerms = 2;  // content and place: the authors divide both by √(2D)
  const torch::Tensor i = row_indices(problem.queries), j = row_indices(problem.keys);
  torch::Tensor bias =
      torch::matmul(projected(i, query_weight, query_bias), projected(j, key_weight, key_bias).transpose(-1, -2));
  if (options.cls) {
    constexpr int64_t kFromCls = 0, kToCls = 1;  // rows; that of position 0 is the second
    bias = torch::where((j == 1).unsqueeze(1).unsqueeze(2), of_cls(kToCls), bias);
    bias = torch::where((i == 1).unsqueeze(1).unsqueeze(3), of_cls(kFromCls), bias);
  }
  const double scale = 1 / std::sqrt(kTerms * static_cast<double>(options.head_channels));
  return {.bias = {DenseBias{bias * scale}},
          .query_scale = torch::full({1, 1, problem.q.size(2)}, 1 / std::sqrt(kTerms), problem.q.options())};
}

}  // namespace sextant::position
