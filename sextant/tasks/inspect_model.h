// What config.json says of a model, in words and numbers, without building it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "sextant/tasks/inspect.h"

namespace sextant::tasks {

/// Facts of the group "model". Of a foreign config.json: its own fields, as they stand.
/// @param tokens  length the key-value cache is told for; 0 = the trained one
/// @throws std::runtime_error "PATH: …" if it is no config.json, or one of ours that is damaged or too new
std::vector<Fact> model_facts(const std::filesystem::path& config, int64_t tokens);

}  // namespace sextant::tasks
