// The presets: small TOML files of the folder presets/, carried inside the program.
#pragma once

#include <span>
#include <string_view>

namespace sextant::cli {

struct Preset {
  std::string_view name;
  std::string_view toml;
};
std::span<const Preset> presets();

}  // namespace sextant::cli
