// What a run was told, as rows of text: written to config.toml, and compared when the run goes on.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "sextant/settings/spec.h"

namespace sextant::tasks {

/// One value, as TOML writes it.
struct ConfigRow {
  std::string key;    ///< "train.lr"
  std::string value;  ///< `0.0003`, `"cosine"`, `[0.9, 0.999]`
  bool operator==(const ConfigRow&) const = default;
};

/// In quotes, escaped.
std::string toml_text(std::string_view text);

template <class T>
std::string toml_value(const T& value) {
  if constexpr (std::is_same_v<T, bool> || std::is_arithmetic_v<T>) {
    return settings::detail::Text<T>::print(value);
  } else {
    return toml_text(settings::detail::Text<T>::print(value));
  }
}
template <class T>
std::string toml_value(const std::vector<T>& values) {
  std::string list;
  for (const T& value : values) list += (list.empty() ? "" : ", ") + toml_value(value);
  return "[" + list + "]";
}

/// Section and name of an option in files, by its flag: "lr" is train.lr, "layers" is model.layers.
std::string config_key(std::string_view name);

/// Every field of a verb's options.
template <settings::Fields Options>
std::vector<ConfigRow> config_rows(Options options) {
  std::vector<ConfigRow> rows;
  fields(options, [&](std::string_view name, const auto& value, std::string_view) {
    rows.push_back({.key = config_key(name), .value = toml_value(value)});
  });
  return rows;
}

/// Sections in the order of their first row.
std::string to_toml(const std::vector<ConfigRow>& rows);
/// Reads what to_toml writes, and no other TOML.
/// @throws std::runtime_error "PATH:LINE: …"
std::vector<ConfigRow> read_toml_rows(const std::filesystem::path& path);

}  // namespace sextant::tasks
