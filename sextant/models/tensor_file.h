// Named LibTorch tensors to and from a safetensors file.
#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "sextant/io/safetensors.h"

namespace sextant::models {

using NamedTensors = std::map<std::string, torch::Tensor>;

/// @throws std::invalid_argument for a dtype safetensors has no name for; whatever io::write_safetensors throws
void save_tensors(const std::filesystem::path& path, const NamedTensors& tensors,
                  const std::map<std::string, std::string>& metadata = {},
                  io::Overwrite overwrite = io::Overwrite::kReplace);

/// Copies on the CPU, in the dtypes of the file.
/// @throws std::runtime_error "PATH: …"
NamedTensors load_tensors(const std::filesystem::path& path);

/// All parameters and buffers of a module by name, a shared one under its first name.
NamedTensors state_of(const torch::nn::Module& module);

/// Copies `tensors` into the module's own, which keep device and dtype.
/// @param where  what errors name first
/// @throws std::runtime_error "WHERE: NAME: expected [288, 96], found [96, 96]", "WHERE: NAME: is missing" or
///         "WHERE: NAME: the model has no such tensor"
void load_state(torch::nn::Module& module, const NamedTensors& tensors, const std::string& where);

}  // namespace sextant::models
