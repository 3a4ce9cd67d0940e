#include "sextant/cli/configure.h"

#include "sextant/cli/option_table.h"
#include "sextant/cli/presets.h"
#include "sextant/settings/layers.h"
#include "sextant/settings/value.h"
#include "sextant/tasks/failure.h"

namespace sextant::cli {

namespace {

using settings::Config;
using settings::ConfigError;
using settings::Layer;

/// Variables that are no options: where the tests look for data, and where LibTorch is.
const std::vector<std::string> kOtherVariables = {"SEXTANT_BINARY", "SEXTANT_DATA", "SEXTANT_ISA", "SEXTANT_SOURCE_DIR",
                                                  "SEXTANT_TORCH_DIR"};

std::vector<std::string> values_of(const Arguments& arguments, const std::string& name) {
  const auto found = arguments.find(name);
  return found == arguments.end() ? std::vector<std::string>{} : found->second;
}

void merge_preset(Config& config, const std::string& name) {
  std::vector<std::string> names;
  for (const Preset& preset : presets()) {
    if (preset.name == name) return merge_toml(config, preset.toml, name, Layer::kPreset);
    names.emplace_back(preset.name);
  }
  throw ConfigError(settings::Fault::kValue, "--preset must be one of " + settings::join(names, ", ") + ", got '" +
                                                 name + "'" + settings::did_you_mean(name, names));
}

void merge_flags(Config& config, const Verb& verb, const Arguments& arguments) {
  for (const settings::Option& option : settings_of(verb)) {
    const auto values = values_of(arguments, option.name);
    if (values.empty()) continue;
    const std::string where = option.positional ? option.name : "--" + option.name;
    config.set(option.key, values, {.layer = Layer::kFlag, .where = where});
  }
}

std::string_view code_of(settings::Fault fault) {
  switch (fault) {
    case settings::Fault::kKey:
      return "E-CONFIG-KEY";
    case settings::Fault::kFile:
      return "E-CONFIG-FILE";
    case settings::Fault::kValue:
      return "E-USAGE-VALUE";
  }
  return "E-USAGE-VALUE";
}

}  // namespace

void check_required(const Verb& verb, const Config& config) {
  for (const settings::Option& option : verb.options)
    for (const std::string& name : verb.required)
      if (option.name == name && !config.has(option.key))
        throw tasks::Failure({.code = "E-USAGE-OPTION",
                              .message = "'" + verb.name + "' needs " + (option.positional ? "" : "--") + option.name +
                                         ": " + option.sentence,
                              .hints = {"sextant " + verb.name + " " + verb.synopsis, "sextant help " + verb.name}});
}

Configured configure(const Verb& verb, const Arguments& arguments,
                     const std::map<std::string, std::string>& environment) {
  try {
    Configured made = {.config = Config(settings_of(verb), settings_elsewhere(verb)), .warnings = {}};
    for (const std::string& name : values_of(arguments, "preset")) merge_preset(made.config, name);
    for (const std::string& path : values_of(arguments, "config")) merge_file(made.config, path);
    made.warnings = merge_environment(made.config, environment, kOtherVariables);
    merge_flags(made.config, verb, arguments);
    for (const std::string& text : values_of(arguments, "set")) merge_assignment(made.config, text);
    return made;
  } catch (const ConfigError& error) {
    throw tasks::Failure(
        {.code = std::string(code_of(error.fault)), .message = error.what(), .hints = {"sextant help " + verb.name}});
  }
}

}  // namespace sextant::cli
