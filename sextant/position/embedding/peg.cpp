#include "sextant/position/embedding/peg.h"

#include "sextant/position/ids.h"

namespace sextant::position {
namespace {
/// int64 rows and columns [2, B|1, T].
torch::Tensor places(const Positions& positions) {
  const torch::Tensor ids = position_ids(positions);
  TORCH_CHECK_VALUE(!ids.is_floating_point(), "peg: positions must be integers, got float64");
  if (ids.dim() == 3 && ids.size(0) == 2) return ids;
  TORCH_CHECK_VALUE(ids.dim() < 3 || ids.size(0) == 1, "peg: positions have 1 or 2 axes, got ", ids.size(0));
  const torch::Tensor line = (ids.dim() == 3 ? ids[0] : ids).reshape({-1, positions.count});
  return torch::stack({torch::zeros_like(line), line});
}

/// Finds tokens by document and place: each is one number, in order.
class Finder {
 public:
  Finder(const Positions& keys, int64_t batch, int64_t reach) : reach_(reach) {
    const torch::Tensor at = places(keys).to(torch::kCPU);
    for (int64_t axis = 0; axis < 2; ++axis) {
      least_.push_back(at[axis].min().item<int64_t>() - reach);
      extent_.push_back(at[axis].max().item<int64_t>() + reach + 1 - least_.back());
    }
    torch::Tensor codes = code(at, keys).expand({batch, -1});
    if (keys.documents.defined()) codes = codes.masked_fill(keys.documents.to(torch::kCPU) < 0, -1);
    std::tie(sorted_, order_) = codes.contiguous().sort(true, 1, false);
  }

  /// Which key, from 0, stands `down` rows and `right` columns from each query; -1 if none does.  [B, T]
  torch::Tensor key_at(const Positions& queries, int64_t down, int64_t right) const {
    const torch::Tensor step = torch::tensor({down, right}).view({2, 1, 1});
    const torch::Tensor at = places(queries).to(torch::kCPU) + step;
    const torch::Tensor wanted = code(at, queries).expand({sorted_.size(0), -1}).contiguous();
    const torch::Tensor slot = torch::searchsorted(sorted_, wanted).clamp_max(sorted_.size(1) - 1);
    const torch::Tensor found = sorted_.gather(1, slot) == wanted;
    return torch::where(found, order_.gather(1, slot), torch::full_like(slot, -1));
  }

 private:
  /// [B|1, T]. Places are within `reach` of a key, so no two of a document share a number.
  torch::Tensor code(const torch::Tensor& at, const Positions& positions) const {
    const torch::Tensor place = (at[0] - least_[0]) * extent_[1] + at[1] - least_[1];
    if (!positions.documents.defined()) return place;
    return positions.documents.to(torch::kCPU) * (extent_[0] * extent_[1]) + place;
  }

  int64_t reach_;
  std::vector<int64_t> least_ = {}, extent_ = {};
  torch::Tensor sorted_, order_;  ///< [B, S]
};
}  // namespace

PegImpl::PegImpl(const PegOptions& options) : options(options) {
  TORCH_CHECK_VALUE(options.channels >= 1, "peg: channels must be at least 1, got ", options.channels);
  TORCH_CHECK_VALUE(options.kernel >= 1 && options.kernel % 2 == 1, "peg: kernel must be odd, got ", options.kernel);
  const torch::Tensor uniform =
      torch::rand({options.kernel, options.kernel, options.channels}, options.generator) * 2 - 1;
  weight = register_parameter("weight", uniform / static_cast<double>(options.kernel));
  bias = register_parameter("bias", torch::zeros({options.channels}));
}

torch::Tensor PegImpl::rows(const LayerCall& call) {
  const torch::Tensor all = remember(call, 0, call.x.unsqueeze(1)).squeeze(1);
  if (call.queries.count == 0) return call.x;
  const int64_t reach = options.kernel / 2;
  const Finder finder(call.keys, all.size(0), reach);
  const torch::Tensor own = torch::arange(call.queries.count, torch::kInt64) + (call.queries.first - call.keys.first);
  torch::Tensor sum = bias.to(all.scalar_type()).expand_as(call.x);
  for (int64_t down = -reach; down <= reach; ++down)
    for (int64_t right = -reach; right <= reach; ++right) {
      const torch::Tensor key = finder.key_at(call.queries, down, right);
      torch::Tensor there = key >= 0;
      if (options.direction == Direction::kCausal) there = there & (key <= own);
      const torch::Tensor from = key.clamp_min(0).to(all.device()).unsqueeze(-1).expand_as(call.x);
      const torch::Tensor neighbour = all.gather(1, from) * there.to(all.device()).unsqueeze(-1);
      sum = sum + neighbour * weight[down + reach][right + reach].to(all.scalar_type());
    }
  return sum;
}

}  // namespace sextant::position
