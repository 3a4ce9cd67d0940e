// Tensors known by name: filling a module or an optimiser from what a file holds.
#pragma once

#include <torch/types.h>

#include <map>
#include <string>
#include <string_view>

namespace sextant::train {

using NamedTensors = std::map<std::string, torch::Tensor>;

/// Copies every tensor of `from` into its namesake in `to`. All is checked before anything is copied.
/// @param where  what errors name first, usually a path
/// @throws std::runtime_error "WHERE: NAME: …" for a tensor that is missing, left over, or of another shape or type
void copy_by_name(const NamedTensors& from, const NamedTensors& to, std::string_view where);

}  // namespace sextant::train
