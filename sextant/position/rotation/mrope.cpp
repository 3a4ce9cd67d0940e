#include "sextant/position/rotation/mrope.h"

#include "sextant/position/rotation/frequencies.h"

namespace sextant::position {
namespace {
constexpr int64_t kAxes = 3;

void check_sections(const MropeOptions& options) {
  std::vector<std::string> parts;
  for (const int64_t section : options.sections) parts.push_back(std::to_string(section));
  const std::string written = settings::join(parts, "/");
  const bool three = std::ssize(options.sections) == kAxes &&
                     std::ranges::all_of(options.sections, [](int64_t section) { return section >= 0; });
  TORCH_CHECK_VALUE(three, "mrope: sections must be three counts, of time, height and width, got ", written);
  const int64_t sum = options.sections[0] + options.sections[1] + options.sections[2];
  TORCH_CHECK_VALUE(sum == options.channels / 2, "mrope: sections must sum to ", options.channels / 2, " pairs, got ",
                    written);
}

/// The pairs of each axis together, as rows are made, and where pair k then stands.
struct ByAxis {
  std::vector<AxisPairs> parts;
  torch::Tensor place;  ///< int64 [R/2]
};

ByAxis by_axis(const MropeOptions& options) {
  const std::vector<double> w = rotary_frequencies({options.channels, options.base, "mrope"});
  const torch::Tensor axes = torch::tensor(mrope_axes(options), torch::kInt64);
  ByAxis sorted{.parts = {}, .place = axes.argsort(/*stable=*/true, 0, /*descending=*/false).argsort()};
  for (int64_t axis = 0; axis < kAxes; ++axis) {
    sorted.parts.push_back({.axis = axis, .frequencies = {}});
    for (size_t k = 0; k < w.size(); ++k)
      if (axes[static_cast<int64_t>(k)].item<int64_t>() == axis) sorted.parts.back().frequencies.push_back(w[k]);
  }
  return sorted;
}

RowTable table_of(const MropeOptions& options) {
  return {"mrope", kAxes, [sorted = by_axis(options)](const torch::Tensor& ids, torch::ScalarType dtype) {
            return axial_rows(ids, sorted.parts, dtype).index_select(-1, sorted.place);
          }};
}

Positions with_time(const Positions& positions) {
  if (!positions.ids.defined() || positions.ids.dim() < 3 || positions.ids.size(0) != 2) return positions;
  Positions timed = positions;
  timed.ids = torch::cat({torch::zeros_like(positions.ids.slice(0, 0, 1)), positions.ids});
  return timed;
}
}  // namespace

std::vector<int64_t> mrope_axes(const MropeOptions& options) {
  check_sections(options);
  const std::vector<int64_t>& sections = options.sections;
  std::vector<int64_t> axes(static_cast<size_t>(options.channels / 2), 0);
  for (int64_t m = 0; m < std::ssize(axes); ++m) {
    int64_t& axis = axes[static_cast<size_t>(m)];
    if (options.order == SectionOrder::kChunked)
      axis = m < sections[0] ? 0 : m < sections[0] + sections[1] ? 1 : 2;
    else if (m % kAxes != 0 && m < kAxes * sections[static_cast<size_t>(m % kAxes)])
      axis = m % kAxes;
  }
  return axes;
}

MropeImpl::MropeImpl(const MropeOptions& options) : options(options), table_(table_of(options)) {}

Rotation MropeImpl::rotation(const LayerCall& call, int64_t) {
  return rotation_from(table_, {call.x, with_time(call.queries), with_time(call.keys), call.memory}, options.layout);
}

}  // namespace sextant::position
