#include "sextant/settings/config_print.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "sextant/settings/value.h"

namespace sextant::settings {

namespace {

using Json = nlohmann::ordered_json;

/// The value as JSON: a number, text or flag by the option's type.
Json json_value(OptionType type, const std::string& value) {
  switch (type) {
    case OptionType::kFlag:
      return value == "true";
    case OptionType::kInteger:
    case OptionType::kIntegers:
      return *parse_integer(value);
    case OptionType::kReal:
    case OptionType::kReals:
      return *parse_real(value);
    case OptionType::kPath:
    case OptionType::kPaths:
      return names_file(value) ? std::filesystem::absolute(value).lexically_normal().string() : value;
    case OptionType::kText:
    case OptionType::kChoice:
    case OptionType::kTexts:
    case OptionType::kDuration:
      return value;
  }
  return value;
}

Json json_value(const Option& option, const Config::Setting& setting) {
  if (!is_list(option.type)) return json_value(option.type, setting.values.front());
  Json list = Json::array();
  for (const std::string& value : setting.values) list.push_back(json_value(option.type, value));
  return list;
}

std::string toml_string(const std::string& text) {
  // JSON's escapes are TOML's, but for DEL, which TOML wants escaped.
  std::string quoted = Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
  for (size_t at = 0; (at = quoted.find('\x7f', at)) != std::string::npos; at += 6) quoted.replace(at, 1, "\\u007f");
  return quoted;
}

/// Digits alone are an integer in TOML, and its integers end at 64 bits.
std::string toml_real(double value) {
  const std::string text = print_real(value);
  const bool digits = text.find_first_not_of("-0123456789") == std::string::npos;
  return digits && std::abs(value) >= 0x1p63 ? text + ".0" : text;
}

std::string toml_value(const Json& value) {
  if (value.is_string()) return toml_string(value.get<std::string>());
  if (value.is_number_float()) return toml_real(value.get<double>());
  if (!value.is_array()) return value.dump();
  std::vector<std::string> parts;
  for (const Json& element : value) parts.push_back(toml_value(element));
  return "[" + join(parts, ", ") + "]";
}

struct Row {
  const Option* option;
  const Config::Setting* setting;
};

std::vector<Row> rows_of(const Config& config, Printed printed) {
  std::vector<Row> rows;
  for (const Option& option : config.options()) {
    const Config::Setting& setting = config.setting(option.key);
    const bool wanted = printed == Printed::kAll || setting.origin.layer != Layer::kDefault;
    const bool unset = setting.values.empty() && (!is_list(option.type) || setting.origin.layer == Layer::kDefault);
    if (wanted && !unset) rows.push_back({&option, &setting});
  }
  return rows;
}

std::string_view section_of(const Row& row) {
  return std::string_view(row.option->key).substr(0, row.option->key.find('.'));
}

/// One line, whatever stands in a file's name.
std::string comment_of(const Origin& origin) {
  std::string text = print(origin);
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; }, '?');
  return text;
}

/// The lines of one section, with their comments in one column.
std::string section_text(const std::vector<Row>& rows, std::string_view section) {
  std::vector<std::pair<std::string, std::string>> lines;
  for (const Row& row : rows)
    if (section_of(row) == section)
      lines.emplace_back(
          row.option->key.substr(section.size() + 1) + " = " + toml_value(json_value(*row.option, *row.setting)),
          comment_of(row.setting->origin));
  constexpr size_t kWidest = 48;  // longer values push their own comment only
  size_t width = 0;
  for (const auto& [line, comment] : lines) width = std::max(width, std::min(line.size(), kWidest));
  std::string text = "[" + std::string(section) + "]\n";
  for (const auto& [line, comment] : lines)
    text += line + std::string(line.size() < width ? width - line.size() : 0, ' ') + "  # " + comment + "\n";
  return text;
}

}  // namespace

std::string print_toml(const Config& config, Printed printed) {
  const std::vector<Row> rows = rows_of(config, printed);
  std::vector<std::string> sections;
  for (const Row& row : rows)
    if (std::find(sections.begin(), sections.end(), section_of(row)) == sections.end())
      sections.emplace_back(section_of(row));
  std::vector<std::string> texts;
  for (const std::string& section : sections) texts.push_back(section_text(rows, section));
  return join(texts, "\n");
}

std::string print_json(const Config& config, Printed printed) {
  Json list = Json::array();
  for (const Row& row : rows_of(config, printed))
    list.push_back({{"key", row.option->key},
                    {"value", json_value(*row.option, *row.setting)},
                    {"origin", name_of(row.setting->origin.layer)},
                    {"where", row.setting->origin.where}});
  return list.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace sextant::settings
