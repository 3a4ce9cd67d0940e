#include "sextant/position/rotation/rope_dino.h"

#include <numbers>

#include "sextant/position/rotation/frequencies.h"

namespace sextant::position {
namespace {
void check_options(const RopeDinoOptions& options) {
  TORCH_CHECK_VALUE(options.channels >= 4 && options.channels % 4 == 0,
                    "rope-dino: head channels must be a multiple of 4, got ", options.channels);
  TORCH_CHECK_VALUE(options.base > 1, "rope-dino: base must be greater than 1, got ", options.base);
  TORCH_CHECK_VALUE(options.extents.size() == 2, "rope-dino: a grid has the extents of 2 axes, got ",
                    options.extents.size());
  for (const int64_t extent : options.extents)
    TORCH_CHECK_VALUE(extent >= 1, "rope-dino: every extent must be at least 1, got ", extent);
}

RowTable table_of(const RopeDinoOptions& options) {
  check_options(options);
  // B^(-m/(D/4)) are the frequencies of RoPE on D/2 channels.
  const torch::Tensor turns = torch::tensor(rotary_frequencies({options.channels / 2, options.base}), torch::kFloat64);
  const torch::Tensor w = 2 * std::numbers::pi * turns;
  const torch::Tensor extents = torch::tensor(options.extents, torch::kInt64).to(torch::kFloat64).unsqueeze(1);
  return {"rope-dino", 2, [w, extents](const torch::Tensor& ids) {
            const torch::Tensor coordinates = 2 * (ids + 0.5) / extents - 1;
            const torch::Tensor angles = coordinates.unsqueeze(-1) * w;  // [2, n, D/4]
            return cosines_and_sines(torch::cat({angles[0], angles[1]}, 1), 1);
          }};
}
}  // namespace

RopeDinoImpl::RopeDinoImpl(const RopeDinoOptions& options) : options(options), table_(table_of(options)) {}

Rotation RopeDinoImpl::rotation(const LayerCall& call, int64_t) { return rotation_from(table_, call, options.layout); }

}  // namespace sextant::position
