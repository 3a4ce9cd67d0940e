// The machine and the program a result was made with: env.json.
#pragma once

#include "sextant/io/json.h"

namespace sextant::tasks {

/// {"schema": "sextant.env/1", "version", "libtorch", "compiler", "cpu", "isa", "cores", "threads", "os", "host",
/// "date"}
/// @param device  where models compute
io::Json environment(const std::string& device);

}  // namespace sextant::tasks
