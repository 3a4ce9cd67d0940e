// Modules that only group names: their children are called PARENT.NAME.…
#pragma once

#include <torch/nn/module.h>

#include <memory>
#include <string>

namespace sextant::models {

using NameFolder = std::shared_ptr<torch::nn::Module>;

inline NameFolder name_folder(torch::nn::Module& parent, const std::string& name) {
  return parent.register_module(name, std::make_shared<torch::nn::Module>());
}

}  // namespace sextant::models
