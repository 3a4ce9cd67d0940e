#include "sextant/settings/layers.h"

#include <toml++/toml.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>

#include "sextant/settings/value.h"

namespace sextant::settings {

namespace {

using Json = nlohmann::ordered_json;

/// What one document shares: where it stands, and where its paths start.
struct Document {
  std::string where;
  Layer layer;
  std::filesystem::path folder;
};

bool holds_paths(const Config& config, const std::string& key) {
  for (const Option& option : config.options())
    if (option.key == key) return option.type == OptionType::kPath || option.type == OptionType::kPaths;
  return false;
}

void assign(Config& config, const std::string& key, std::vector<std::string> values, const Document& document,
            const Origin& origin) {
  if (!document.folder.empty() && holds_paths(config, key))
    for (std::string& value : values)
      if (names_file(value)) value = (document.folder / value).lexically_normal().string();
  config.set(key, values, origin);
}

[[noreturn]] void refuse_value(const std::string& key, std::string_view kind, const std::string& where) {
  throw ConfigError(Fault::kValue, key + " must be text, a number, true, false or a list of those, got " +
                                       std::string(kind) + " (" + where + ")");
}

/// A single TOML value as text, or nothing for tables, dates and lists.
std::optional<std::string> scalar(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  if (const auto* number = node.as_floating_point()) return print_real(number->get());
  if (const auto* flag = node.as_boolean()) return print_flag(flag->get());
  return std::nullopt;
}

/// A value or a flat list of values as texts, or nothing.
std::optional<std::vector<std::string>> scalars(const toml::node& node) {
  if (auto single = scalar(node)) return std::vector{*std::move(single)};
  const auto* array = node.as_array();
  if (array == nullptr) return std::nullopt;
  std::vector<std::string> values;
  for (const toml::node& element : *array) {
    auto value = scalar(element);
    if (!value) return std::nullopt;
    values.push_back(*std::move(value));
  }
  return values;
}

void merge_table(Config& config, const toml::table& table, const std::string& prefix, const Document& document) {
  for (const auto& [key, node] : table) {
    const std::string path = prefix + std::string(key.str());
    if (const auto* inner = node.as_table()) {
      merge_table(config, *inner, path + ".", document);
      continue;
    }
    const bool in_file = document.layer == Layer::kFile;
    const std::string where = in_file ? document.where + ":" + std::to_string(key.source().begin.line) : document.where;
    auto values = scalars(node);
    if (!values) refuse_value(path, node.is_array() ? "a list of other things" : "a date or time", where);
    assign(config, path, *std::move(values), document, {.layer = document.layer, .where = where});
  }
}

std::optional<std::string> scalar(const Json& node) {
  if (node.is_string()) return node.get<std::string>();
  if (node.is_boolean()) return print_flag(node.get<bool>());
  if (node.is_number_float()) return print_real(node.get<double>());
  if (node.is_number()) return node.dump();
  return std::nullopt;
}

std::optional<std::vector<std::string>> scalars(const Json& node) {
  if (auto single = scalar(node)) return std::vector{*std::move(single)};
  if (!node.is_array()) return std::nullopt;
  std::vector<std::string> values;
  for (const Json& element : node) {
    auto value = scalar(element);
    if (!value) return std::nullopt;
    values.push_back(*std::move(value));
  }
  return values;
}

// Nested no deeper than an option's key, so that a hostile file cannot exhaust the stack.
constexpr int kDeepest = 8;

void merge_object(Config& config, const Json& object, const std::string& prefix, const Document& document, int depth) {
  for (const auto& [key, node] : object.items()) {
    const std::string path = prefix + key;
    if (node.is_object() && depth < kDeepest) {
      merge_object(config, node, path + ".", document, depth + 1);
      continue;
    }
    auto values = scalars(node);
    if (!values) refuse_value(path, node.is_null() ? "null" : "a list or object of other things", document.where);
    assign(config, path, *std::move(values), document, {.layer = document.layer, .where = document.where});
  }
}

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!std::filesystem::is_regular_file(path) || !file || !(text << file.rdbuf()))
    throw ConfigError(Fault::kFile, path.string() + ": cannot be read");
  return text.str();
}

/// The values that a TOML reader sees in `text`, or nothing if it is not one value.
std::optional<std::vector<std::string>> toml_values(std::string_view text) {
  try {
    const toml::table table = toml::parse("value = " + std::string(text));
    return table.size() == 1 ? scalars(*table.get("value")) : std::nullopt;
  } catch (const toml::parse_error&) {
    return std::nullopt;
  }
}

}  // namespace

void merge_toml(Config& config, std::string_view text, const std::string& where, Layer layer,
                const std::filesystem::path& folder) {
  toml::table table;
  try {
    table = toml::parse(text, where);
  } catch (const toml::parse_error& error) {
    throw ConfigError(Fault::kFile, where + ":" + std::to_string(error.source().begin.line) +
                                        ": no valid TOML: " + std::string(error.description()));
  }
  merge_table(config, table, "", {.where = where, .layer = layer, .folder = folder});
}

void merge_json(Config& config, std::string_view text, const std::string& where, Layer layer,
                const std::filesystem::path& folder) {
  Json object;
  try {
    object = Json::parse(text);
  } catch (const Json::exception& error) {
    throw ConfigError(Fault::kFile, where + ": no valid JSON: " + error.what());
  }
  if (!object.is_object()) throw ConfigError(Fault::kFile, where + ": the top of the file must be an object");
  merge_object(config, object, "", {.where = where, .layer = layer, .folder = folder}, 0);
}

void merge_file(Config& config, const std::filesystem::path& path) {
  const std::string text = read_text(path);
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  const auto merge = path.extension() == ".json" ? merge_json : merge_toml;
  merge(config, text, path.string(), Layer::kFile, folder);
}

std::vector<std::string> merge_environment(Config& config, const std::map<std::string, std::string>& environment,
                                           const std::vector<std::string>& known) {
  std::map<std::string, std::string> keys;  // by variable; "" for those without effect here
  for (const std::string& name : known) keys[name] = "";
  for (const Option& option : config.elsewhere()) keys[variable_of(option)] = "";
  for (const Option& option : config.options()) keys[variable_of(option)] = option.key;
  std::vector<std::string> names, warnings;
  for (const auto& [name, key] : keys) names.push_back(name);
  for (const auto& [name, value] : environment) {
    if (!name.starts_with("SEXTANT_")) continue;
    const auto found = keys.find(name);
    if (found == keys.end())
      warnings.push_back("the environment variable " + name + " is not known" + did_you_mean(name, names));
    else if (!value.empty() && !found->second.empty())
      config.set(found->second, {value}, {.layer = Layer::kEnvironment, .where = name});
  }
  return warnings;
}

void merge_assignment(Config& config, std::string_view assignment) {
  const size_t equals = assignment.find('=');
  if (equals == std::string_view::npos)
    throw ConfigError(Fault::kValue, "--set must be KEY=VALUE, got '" + std::string(assignment) + "'");
  const std::string_view value = assignment.substr(equals + 1);
  const auto values = toml_values(value).value_or(std::vector{std::string(value)});
  config.set(assignment.substr(0, equals), values, {.layer = Layer::kSet, .where = "--set"});
}

}  // namespace sextant::settings
