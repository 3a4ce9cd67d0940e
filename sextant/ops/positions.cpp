#include "sextant/ops/positions.h"

#include <utility>

namespace sextant {
namespace {

/// The device the tensors of `positions` are on, else the CPU.
torch::Device device_of(const Positions& positions) {
  for (const torch::Tensor* tensor : {&positions.ids, &positions.origin, &positions.shift, &positions.documents}) {
    if (tensor->defined()) return tensor->device();
  }
  return torch::kCPU;
}

/// How many rows the positions tell apart: B, or 1.
int64_t rows(const Positions& positions) {
  for (const torch::Tensor* tensor : {&positions.documents, &positions.origin, &positions.shift}) {
    if (tensor->defined()) return tensor->size(0);
  }
  return positions.ids.defined() && positions.ids.dim() > 1 ? positions.ids.size(-2) : 1;
}

/// `tensor` [B, T] or [B, 1] as [rows, count]; where it is undefined, `absent`.
torch::Tensor filled(const torch::Tensor& tensor, int64_t rows, int64_t count, int64_t absent, torch::Device device) {
  if (tensor.defined()) return tensor.expand({rows, count});
  return torch::full({rows, count}, absent, torch::dtype(torch::kInt64).device(device));
}

/// One tensor of both runs along the tokens; undefined if neither has it.
torch::Tensor joined(const torch::Tensor& cached, const torch::Tensor& here, const Positions& a, const Positions& b,
                     int64_t absent) {
  if (!cached.defined() && !here.defined()) return {};
  const int64_t batch = std::max(rows(a), rows(b));
  const torch::Device device = (cached.defined() ? cached : here).device();
  return torch::cat({filled(cached, batch, a.count, absent, device), filled(here, batch, b.count, absent, device)}, 1);
}

bool same(const torch::Tensor& a, const torch::Tensor& b) {
  if (!a.defined() || !b.defined()) return a.defined() == b.defined();
  return a.is_same(b) || torch::equal(a, b);
}

/// ids with the leading axes of the other run: [T] to [B, T] to [A, B, T].
torch::Tensor widened(const torch::Tensor& ids, const torch::Tensor& other) {
  std::vector<int64_t> shape = ids.sizes().vec();
  while (std::ssize(shape) < other.dim()) shape.insert(shape.begin(), 1);
  for (int64_t axis = 0; axis + 1 < std::ssize(shape); ++axis) {
    const int64_t theirs = axis + other.dim() - std::ssize(shape);
    if (theirs >= 0) shape[axis] = std::max(shape[axis], other.size(theirs));
  }
  return ids.expand(shape);
}

torch::Tensor joined_ids(const Positions& cached, const Positions& here) {
  const torch::Tensor a = position_ids(cached), b = position_ids(here);
  const auto type = torch::promote_types(a.scalar_type(), b.scalar_type());
  return torch::cat({widened(a, b).to(b.device(), type), widened(b, a).to(type)}, -1);
}

void check_integers(const torch::Tensor& tensor, const char* name) {
  TORCH_CHECK_VALUE(tensor.scalar_type() == torch::kInt64, "positions: ", name, " must be int64, got ",
                    tensor.scalar_type());
}

}  // namespace

torch::Tensor order(const Positions& positions) {
  return torch::arange(positions.first, positions.first + positions.count, torch::kInt64);
}

torch::Tensor position_ids(const Positions& positions) {
  if (positions.ids.defined()) return positions.ids;
  torch::Tensor place = order(positions).to(device_of(positions));
  if (positions.origin.defined()) place = place - positions.origin;
  if (positions.documents.defined()) place = place.masked_fill(positions.documents < 0, 0);
  return positions.shift.defined() ? place + positions.shift : place;
}

bool unit_spaced(const Positions& positions) { return !positions.ids.defined(); }

Positions append(const Positions& cached, const Positions& here) {
  TORCH_CHECK_VALUE(here.first == cached.first + cached.count, "positions: the next token is number ",
                    cached.first + cached.count, ", got first = ", here.first);
  if (cached.count == 0) return here;
  Positions both{.first = cached.first, .count = cached.count + here.count};
  both.documents = joined(cached.documents, here.documents, cached, here, 0);
  const bool one_origin = same(cached.origin, here.origin) && (!here.origin.defined() || here.origin.size(1) == 1);
  both.origin = one_origin ? here.origin : joined(cached.origin, here.origin, cached, here, 0);
  if (unit_spaced(cached) && unit_spaced(here) && same(cached.shift, here.shift)) {
    both.shift = here.shift;
  } else {
    both.ids = joined_ids(cached, here);
  }
  return both;
}

Positions slice(const Positions& positions, int64_t from, int64_t to) {
  TORCH_CHECK_VALUE(0 <= from && from <= to && to <= positions.count, "positions: a slice of ", positions.count,
                    " tokens cannot be [", from, ", ", to, ")");
  Positions part = positions;
  part.first += from;
  part.count = to - from;
  const auto cut = [&](torch::Tensor& tensor) {
    if (tensor.defined() && tensor.size(-1) == positions.count) tensor = tensor.slice(-1, from, to);
  };
  cut(part.documents);
  cut(part.ids);
  if (positions.count != 1) cut(part.origin);  // of one token, [B, T] is [B, 1]: one origin of the row
  return part;
}

Positions to(const Positions& positions, torch::Device device) {
  Positions moved = positions;
  for (torch::Tensor* tensor : {&moved.documents, &moved.origin, &moved.shift, &moved.ids}) {
    if (tensor->defined()) *tensor = tensor->to(device);
  }
  return moved;
}

void check(const Positions& positions) {
  const int64_t count = positions.count;
  TORCH_CHECK_VALUE(positions.first >= 0, "positions: first must be at least 0, got ", positions.first);
  TORCH_CHECK_VALUE(count >= 0, "positions: count must be at least 0, got ", count);
  if (const torch::Tensor& documents = positions.documents; documents.defined()) {
    check_integers(documents, "documents");
    TORCH_CHECK_VALUE(documents.dim() == 2 && documents.size(1) == count, "positions: documents must be [B, ", count,
                      "], got ", documents.sizes());
  }
  if (const torch::Tensor& origin = positions.origin; origin.defined()) {
    check_integers(origin, "origin");
    TORCH_CHECK_VALUE(origin.dim() == 2 && (origin.size(1) == count || origin.size(1) == 1),
                      "positions: origin must be [B, ", count, "] or [B, 1], got ", origin.sizes());
  }
  if (const torch::Tensor& shift = positions.shift; shift.defined()) {
    check_integers(shift, "shift");
    TORCH_CHECK_VALUE(shift.dim() == 2 && shift.size(1) == 1, "positions: shift must be [B, 1], got ", shift.sizes());
  }
  if (const torch::Tensor& ids = positions.ids; ids.defined()) {
    TORCH_CHECK_VALUE(ids.scalar_type() == torch::kInt64 || ids.scalar_type() == torch::kFloat64,
                      "positions: ids must be int64 or float64, got ", ids.scalar_type());
    TORCH_CHECK_VALUE(1 <= ids.dim() && ids.dim() <= 3 && ids.size(-1) == count, "positions: ids must be [", count,
                      "], [B, ", count, "] or [A, B, ", count, "], got ", ids.sizes());
  }
}

}  // namespace sextant
