#include "sextant/position/rotary_table.h"

#include "sextant/position/angle_rows.h"
#include "sextant/position/ids.h"

namespace sextant::position {

torch::Tensor axial_rows(const torch::Tensor& ids, const std::vector<AxisPairs>& parts, torch::ScalarType dtype) {
  std::vector<torch::Tensor> rows;
  for (const AxisPairs& part : parts)
    rows.push_back(angle_rows(ids[part.axis] * part.step + part.start, part.frequencies, 1, dtype));
  return torch::cat(rows, -1);
}

RowTable axial_table(std::string_view who, int64_t axes, const std::vector<AxisPairs>& parts) {
  return {who, axes,
          [parts](const torch::Tensor& ids, torch::ScalarType dtype) { return axial_rows(ids, parts, dtype); }};
}

RowTable rotary_table(std::string_view who, const std::vector<double>& frequencies, double factor) {
  return {who, 1, [frequencies, factor](const torch::Tensor& ids, torch::ScalarType dtype) {
            return angle_rows(ids, frequencies, factor, dtype);
          }};
}

torch::Tensor table_part(const torch::Tensor& rows, int64_t part) {
  const torch::Tensor table = rows.select(-2, part);
  return table.dim() == 3 ? table.unsqueeze(1) : table;
}

Rotation rotation_from(RowTable& table, const LayerCall& call, PairLayout layout) {
  const torch::Device device = table_device(call.x);
  const torch::ScalarType dtype = table_dtype(call.x);
  const torch::Tensor queries = table.rows(call.queries, device, dtype);
  const torch::Tensor keys = table.rows(call.keys, device, dtype);
  return {.q_cos = table_part(queries, 0),
          .q_sin = table_part(queries, 1),
          .k_cos = table_part(keys, 0),
          .k_sin = table_part(keys, 1),
          .layout = layout};
}

}  // namespace sextant::position
