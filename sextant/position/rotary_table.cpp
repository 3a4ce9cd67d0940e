#include "sextant/position/rotary_table.h"

#include "sextant/position/angle_rows.h"
#include "sextant/position/ids.h"

namespace sextant::position {

torch::Tensor cosines_and_sines(const torch::Tensor& angles, double factor) {
  return torch::stack({angles.cos(), angles.sin()}, 1) * factor;
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
