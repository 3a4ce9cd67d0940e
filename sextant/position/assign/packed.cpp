#include "sextant/position/assign/packed.h"

namespace sextant::position {
namespace {
using Rows = std::vector<std::vector<int64_t>>;

torch::Tensor stacked(const Rows& rows) {
  std::vector<torch::Tensor> tensors;
  for (const std::vector<int64_t>& row : rows) tensors.push_back(torch::tensor(row, torch::kInt64));
  return torch::stack(tensors);
}

int64_t greatest(const std::vector<int64_t>& lengths) {
  TORCH_CHECK_VALUE(!lengths.empty(), "positions: a batch needs at least 1 row, got 0");
  const auto [least, most] = std::ranges::minmax(lengths);
  TORCH_CHECK_VALUE(least >= 1, "positions: every length must be at least 1, got ", least);
  return most;
}

/// Where each token's document begins: the cumulative maximum of the orders at which the document changes.
torch::Tensor origins(const torch::Tensor& documents) {
  const torch::Tensor here = torch::arange(documents.size(1), documents.options()).expand_as(documents);
  const torch::Tensor before = torch::constant_pad_nd(documents.slice(1, 0, -1), {1, 0}, -2);
  const torch::Tensor starts = torch::where(documents != before, here, torch::zeros_like(here));
  return std::get<0>(starts.cummax(1));
}

void check_first(std::string_view who, const Positions& plain) {
  TORCH_CHECK_VALUE(plain.first == 0, who, ": origins are needed past the first call, got none at token ", plain.first);
}

/// Real tokens of each row must be one run; returns where it begins, [B, 1].
torch::Tensor leading_padding(const torch::Tensor& documents) {
  const torch::Tensor real = (documents >= 0).to(torch::kInt64);
  const torch::Tensor begins = real.argmax(1, true), count = real.sum(1, true);
  const torch::Tensor last = real.size(1) - 1 - real.flip({1}).argmax(1, true);
  const torch::Tensor whole = (count == 0) | (last - begins + 1 == count);
  TORCH_CHECK_VALUE(whole.all().item<bool>(),
                    "padded: padding may stand before or after a sequence, got some inside row ",
                    whole.logical_not().to(torch::kInt64).argmax().item<int64_t>());
  return begins;
}
}  // namespace

Positions packed_positions(const Rows& lengths) {
  Rows documents;
  for (const std::vector<int64_t>& row : lengths) {
    greatest(row);
    std::vector<int64_t>& tokens = documents.emplace_back();
    for (size_t d = 0; d < row.size(); ++d) tokens.insert(tokens.end(), static_cast<size_t>(row[d]), d);
    TORCH_CHECK_VALUE(tokens.size() == documents[0].size(), "positions: rows must have equally many tokens, got ",
                      documents[0].size(), " and ", tokens.size());
  }
  TORCH_CHECK_VALUE(!documents.empty(), "positions: a batch needs at least 1 row, got 0");
  const torch::Tensor stack = stacked(documents);
  return {.count = stack.size(1), .documents = stack, .origin = origins(stack)};
}

Positions left_padded_positions(const std::vector<int64_t>& lengths) {
  const int64_t count = greatest(lengths);
  const torch::Tensor origin = (count - torch::tensor(lengths, torch::kInt64)).unsqueeze(1);
  const torch::Tensor padding = torch::arange(count).unsqueeze(0) < origin;
  return {.count = count, .documents = -padding.to(torch::kInt64), .origin = origin};
}

Positions right_padded_positions(const std::vector<int64_t>& lengths) {
  const int64_t count = greatest(lengths);
  const torch::Tensor padding = torch::arange(count).unsqueeze(0) >= torch::tensor(lengths, torch::kInt64).unsqueeze(1);
  return {.count = count, .documents = -padding.to(torch::kInt64)};
}

Positions Packed::assign(const AssignCall& call) const {
  Positions positions = call.plain;
  if (positions.origin.defined() || !positions.documents.defined()) return positions;
  check_first("packed", positions);
  positions.origin = origins(positions.documents);
  return positions;
}

Positions Padded::assign(const AssignCall& call) const {
  Positions positions = call.plain;
  if (positions.origin.defined() || !positions.documents.defined()) return positions;
  check_first("padded", positions);
  positions.origin = leading_padding(positions.documents);
  return positions;
}

}  // namespace sextant::position
