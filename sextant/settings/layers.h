// The layers of a configuration: presets and files (TOML, JSON), the environment, assignments.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sextant/settings/config.h"

namespace sextant::settings {

/// Every key of a TOML document. The origin of each value is `where:LINE` for files, `where` for other layers;
/// relative paths become relative to `folder`.
/// @throws ConfigError with the line for text that is no TOML, an unknown key or a wrong value
void merge_toml(Config& config, std::string_view text, const std::string& where, Layer layer,
                const std::filesystem::path& folder = {});
/// The same for JSON, whose values have no line.
void merge_json(Config& config, std::string_view text, const std::string& where, Layer layer,
                const std::filesystem::path& folder = {});
/// A file of either kind, by its extension: .json, else TOML.
/// @throws ConfigError also if the file cannot be read
void merge_file(Config& config, const std::filesystem::path& path);

/// The variables SEXTANT_*; an empty one counts as unset.
/// @param known  names that are no options, such as SEXTANT_ISA
/// @return a warning for each unknown SEXTANT_ name, with the nearest known one
std::vector<std::string> merge_environment(Config& config, const std::map<std::string, std::string>& environment,
                                           const std::vector<std::string>& known = {});

/// `KEY=VALUE` of --set, split at the first "="; VALUE is a TOML value, else text.
/// @throws ConfigError without "=", and as Config::set
void merge_assignment(Config& config, std::string_view assignment);

}  // namespace sextant::settings
