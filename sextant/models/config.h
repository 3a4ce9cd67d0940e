// config.json of a model folder: what it says, and what it must say.
#pragma once

#include <string>

#include "sextant/io/json.h"
#include "sextant/models/transformer.h"

namespace sextant::models {

struct Config {
  TransformerOptions options;
  torch::ScalarType dtype = torch::kFloat32;
  io::Json meta = io::Json::object();
};

io::Json to_json(const Config& config);
/// @param where  what errors name first
/// @throws std::runtime_error "WHERE: …" for a foreign model_type, a newer format, a key that is unknown, missing or of
///         a wrong kind
Config config_from(const io::Json& json, const std::string& where);

}  // namespace sextant::models
