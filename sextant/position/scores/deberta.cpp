#include "sextant/position/scores/deberta.h"

#include "sextant/position/distance.h"
#include "sextant/position/logits.h"

namespace sextant::position {
namespace {
void check_options(const DebertaOptions& options) {
  TORCH_CHECK_VALUE(options.buckets >= 4 && options.buckets % 2 == 0,
                    "deberta: buckets must be even and at least 4, got ", options.buckets);
  TORCH_CHECK_VALUE(options.longest > options.buckets / 2 + 1, "deberta: longest must be more than ",
                    options.buckets / 2 + 1, ", half of the buckets and one, got ", options.longest);
}

int64_t bucket_of(int64_t distance, const DebertaOptions& options) {
  const int64_t middle = options.buckets / 2, away = std::abs(distance);
  if (away <= middle) return distance;
  constexpr long double kTie = 1e-12L;
  const auto in_middles = [&](int64_t tokens) {
    return std::log(static_cast<long double>(tokens) / static_cast<long double>(middle));
  };
  const long double past =
      in_middles(away) / in_middles(options.longest - 1) * static_cast<long double>(middle - 1) - kTie;
  const int64_t bucket = static_cast<int64_t>(std::ceil(past)) + middle;
  return distance < 0 ? -bucket : bucket;
}

torch::Tensor rows_of(const DebertaOptions& options) {
  check_options(options);
  std::vector<int64_t> rows;
  for (int64_t offset = -options.longest; offset <= options.longest; ++offset)
    rows.push_back(std::clamp<int64_t>(bucket_of(-offset, options) + options.buckets, 0, 2 * options.buckets - 1));
  return torch::tensor(rows, torch::kInt64);
}

/// k_j·Qr of each pair: per key and offset [B, H, S, 2M + 1] → [B, H, Q, S].
torch::Tensor of_pairs(const torch::Tensor& by_offset, const AttentionProblem& problem) {
  const torch::Device device = by_offset.device();
  const int64_t farthest = (by_offset.size(-1) - 1) / 2;
  const torch::Tensor i = ids_by_row("deberta", problem.queries).to(device),
                      j = ids_by_row("deberta", problem.keys).to(device);
  const torch::Tensor offsets = (j.unsqueeze(2) - i.unsqueeze(1)).clamp(-farthest, farthest) + farthest;  // [B|1, S, Q]
  const torch::Tensor index = offsets.unsqueeze(1).expand({by_offset.size(0), by_offset.size(1), -1, -1});
  return by_offset.gather(-1, index).transpose(-1, -2);
}
}  // namespace

int64_t deberta_bucket(int64_t distance, const DebertaOptions& options) {
  check_options(options);
  return bucket_of(distance, options);
}

DebertaImpl::DebertaImpl(const DebertaOptions& options) : options(options), rows_(rows_of(options)) {
  constexpr double kStd = 0.02;  // initializer_range of the released configurations
  const auto normal = [&] {
    return torch::randn({options.heads, 2 * options.buckets, options.head_channels}, options.generator) * kStd;
  };
  keys = register_parameter("keys", normal());
  queries = register_parameter("queries", normal());
}

ScoreTerms DebertaImpl::terms(const AttentionProblem& problem, const LayerCall&) {
  check_integers("deberta", problem);
  constexpr double kTerms = 3;  // the authors divide by √(D·terms), so that their sum keeps its size
  const int64_t farthest = std::min(table_reach("deberta", problem).value_or(options.longest), options.longest);
  const torch::Tensor rows =
      rows_.at(problem.q.device(), torch::kInt64).slice(0, options.longest - farthest, options.longest + farthest + 1);
  const double scale = score_scale(problem) / std::sqrt(kTerms);
  const auto by_offset = [&](const torch::Tensor& content, const torch::Tensor& table) {
    const torch::Tensor places = table.index_select(1, rows).to(content.scalar_type());
    return torch::matmul(content * scale, places.transpose(-1, -2));
  };
  return {.bias = {DistanceBias{by_offset(problem.q, keys)},
                   DenseBias{of_pairs(by_offset(keys_by_head(problem), queries), problem)}},
          .query_scale = torch::full({1, 1, problem.q.size(2)}, 1 / std::sqrt(kTerms), problem.q.options())};
}

}  // namespace sextant::position
