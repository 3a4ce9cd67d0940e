// config.json of a model folder: what it says, and what it must say.
#pragma once

#include <torch/types.h>

#include <string>

#include "sextant/io/json.h"
#include "sextant/models/options.h"

namespace sextant::models {

struct Config {
  ModelOptions model;
  torch::ScalarType dtype = torch::kFloat32;
  io::Json meta = io::Json::object();
};

/// Every option by name, the architecture first.
io::Json to_json(const ModelOptions& options);
io::Json to_json(const Config& config);
/// @param where  what errors name first
/// @throws std::runtime_error "WHERE: …" for a foreign model_type, a newer format, a key that is unknown, missing or of
///         a wrong kind
Config config_from(const io::Json& json, const std::string& where);

}  // namespace sextant::models
