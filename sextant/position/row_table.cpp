#include "sextant/position/row_table.h"

#include <c10/core/InferenceMode.h>

#include <bit>

#include "sextant/position/ids.h"

namespace sextant::position {
namespace {
/// Runs from 0 are kept up to here: 64 Mi bytes for 128 float32 channels with cosine and sine. Later rows are made
/// for the call at hand, which then holds few of them (a step) or would not gain (one pass).
constexpr int64_t kLongestRun = 65536;
/// Queries and keys of a call, in training and in evaluation.
constexpr size_t kRecent = 4;

std::vector<uint64_t> versions_of(const Positions& positions) {
  std::vector<uint64_t> versions;
  for (const torch::Tensor& part : {positions.documents, positions.origin, positions.shift, positions.ids})
    versions.push_back(part.defined() && !part.is_inference() ? part._version() : 0);
  return versions;
}

bool same(const Positions& a, const Positions& b) {
  return a.first == b.first && a.count == b.count && a.documents.is_same(b.documents) && a.origin.is_same(b.origin) &&
         a.shift.is_same(b.shift) && a.ids.is_same(b.ids);
}
}  // namespace

RowTable::RowTable(std::string_view who, int64_t axes, MakeAs make) : who_(who), axes_(axes), make_(std::move(make)) {}

RowTable::RowTable(std::string_view who, int64_t axes, Make make)
    : RowTable(who, axes, MakeAs([make = std::move(make)](const torch::Tensor& positions, torch::ScalarType dtype) {
                 return make(positions).to(dtype);
               })) {}

torch::Tensor RowTable::made(const torch::Tensor& ids, torch::Device device, torch::ScalarType dtype) const {
  const torch::Tensor exact = ids.to(torch::kCPU, torch::kFloat64);
  const torch::Tensor flat = axes_ == 1 ? exact.reshape({-1}) : exact.reshape({axes_, -1});
  const torch::Tensor rows = make_(flat, dtype).to(device, dtype);
  std::vector<int64_t> shape = axes_ == 1 ? ids.sizes().vec() : ids[0].sizes().vec();
  shape.insert(shape.end(), rows.sizes().begin() + 1, rows.sizes().end());
  return rows.reshape(shape);
}

const torch::Tensor& RowTable::run(int64_t count, torch::Device device, torch::ScalarType dtype) {
  auto found = std::ranges::find_if(runs_, [&](const Run& r) { return r.device == device && r.dtype == dtype; });
  if (found == runs_.end()) found = runs_.insert(found, Run{device, dtype, {}});
  if (!found->rows.defined() || found->rows.size(0) < count) {
    const auto rows = static_cast<int64_t>(std::bit_ceil(static_cast<uint64_t>(std::max<int64_t>(count, 64))));
    const torch::Tensor line = torch::arange(rows, torch::kFloat64);
    found->rows = made(axes_ == 1 ? line : line.expand({axes_, rows}), device, dtype);
  }
  return found->rows;
}

torch::Tensor RowTable::look_up(const torch::Tensor& ids, torch::Device device, torch::ScalarType dtype) {
  if (ids.numel() == 0 || ids.is_floating_point() || axes_ > 1) return made(ids, device, dtype);
  const int64_t least = ids.min().item<int64_t>(), greatest = ids.max().item<int64_t>();
  if (least < 0 || greatest >= kLongestRun) return made(ids, device, dtype);
  const torch::Tensor& all = run(greatest + 1, device, dtype);
  std::vector<int64_t> shape = ids.sizes().vec();
  shape.insert(shape.end(), all.sizes().begin() + 1, all.sizes().end());
  return all.index_select(0, ids.to(device).reshape({-1})).reshape(shape);
}

torch::Tensor RowTable::rows(const Positions& positions, torch::Device device, torch::ScalarType dtype) {
  // Rows made in inference mode could not be saved for a later backward pass.
  const c10::InferenceMode normal(false);
  const torch::NoGradGuard no_grad;
  const bool plain = !positions.documents.defined() && !positions.ids.defined() && !positions.origin.defined() &&
                     !positions.shift.defined();
  const int64_t end = positions.first + positions.count;
  if (plain && positions.first >= 0 && end <= kLongestRun)
    return run(end, device, dtype).slice(0, positions.first, end);
  const std::vector<uint64_t> versions = versions_of(positions);
  for (const Recent& known : recent_)
    if (same(known.positions, positions) && known.versions == versions && known.device == device &&
        known.dtype == dtype)
      return known.rows;
  if (recent_.size() == kRecent) recent_.erase(recent_.begin());
  const torch::Tensor ids = axes_ == 1 ? line_ids(who_, positions) : axis_ids(who_, positions, axes_);
  recent_.push_back({positions, versions, device, dtype, look_up(ids, device, dtype)});
  return recent_.back().rows;
}

}  // namespace sextant::position
