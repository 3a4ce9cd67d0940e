#include "sextant/train/parallel/share.h"

namespace sextant::train {
namespace {

data::Batch rows_of(const data::Batch& batch, int64_t from, int64_t to) {
  data::Batch rows;
  for (const auto& [name, member] : data::kBatchTensors)
    if ((batch.*member).defined()) rows.*member = (batch.*member).slice(0, from, to);
  const torch::Tensor& positions = batch.positions;  // [T], [B, T] or [A, B, T]
  if (positions.defined() && positions.dim() != 2)
    rows.positions = positions.dim() == 1 ? positions : positions.slice(1, from, to);
  return rows;
}

}  // namespace

Share share_of(const data::Batch& batch, int64_t rank, int64_t ranks) {
  TORCH_CHECK_VALUE(0 <= rank && rank < ranks, "share_of: rank must be in [0, ", ranks, "), got ", rank);
  if (ranks == 1) return {batch};
  const int64_t rows = batch.targets.size(0);
  const int64_t from = rows * rank / ranks, to = rows * (rank + 1) / ranks;
  // A rank without rows would leave the others waiting for its gradients.
  if (from == to) return {rows_of(batch, 0, 1), 0};
  return {rows_of(batch, from, to)};
}

}  // namespace sextant::train
