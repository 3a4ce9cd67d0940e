// What config.json says of a model, in words and numbers, without building it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "sextant/io/gguf.h"
#include "sextant/tasks/inspect.h"

namespace sextant::tasks {

/// Facts of the group "model". Of a foreign config.json: its own fields, as they stand, and in the group "positions"
/// what they mean: our spec and the layout of rotary pairs, or why they are not understood.
/// @param tokens  length the key-value cache is told for; 0 = the trained one
/// @throws std::runtime_error "PATH: …" if it is no config.json, or one of ours that is damaged or too new
std::vector<Fact> model_facts(const std::filesystem::path& config, int64_t tokens);

/// The metadata of a GGUF file, and its positions in the same way.
std::vector<Fact> gguf_facts(const io::Gguf& file, const std::string& path);

}  // namespace sextant::tasks
