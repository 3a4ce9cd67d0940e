// A configuration as text: a TOML file that gives the same configuration, with the origin of each value.
#pragma once

#include <string>

#include "sextant/settings/config.h"

namespace sextant::settings {

enum class Printed { kAll, kChanged };  ///< every value, or those above the defaults

/// Sections and keys in table order, each line ending in its origin; unset options are left out, paths are absolute.
std::string print_toml(const Config& config, Printed printed);
/// [{"key", "value", "origin", "where"}], as JSON text.
std::string print_json(const Config& config, Printed printed);

}  // namespace sextant::settings
