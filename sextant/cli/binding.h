// From a task's options aggregate to rows of the option table, and from a configuration back into the aggregate.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "sextant/cli/option_table.h"
#include "sextant/settings/config.h"
#include "sextant/settings/spec.h"
#include "sextant/settings/value.h"

namespace sextant::cli {

namespace detail {

using settings::OptionType;

template <class T>
struct Field;  // type of the row, default as text, value out of a configuration

template <>
struct Field<bool> {
  static constexpr OptionType type = OptionType::kFlag;
  static std::string print(bool value) { return settings::print_flag(value); }
  static bool get(const settings::Config& config, const std::string& key) { return config.flag(key); }
};
template <>
struct Field<int64_t> {
  static constexpr OptionType type = OptionType::kInteger;
  static std::string print(int64_t value) { return std::to_string(value); }
  static int64_t get(const settings::Config& config, const std::string& key) { return config.integer(key); }
};
/// A number, or seconds where the word says kDuration: both read from the same text.
template <>
struct Field<double> {
  static constexpr OptionType type = OptionType::kReal;
  static std::string print(double value) { return settings::print_real(value); }
  static double get(const settings::Config& config, const std::string& key) {
    const std::string text = config.text(key);
    const auto number = settings::parse_real(text);
    return number ? *number : config.seconds(key);
  }
};
template <>
struct Field<std::string> {
  static constexpr OptionType type = OptionType::kText;
  static std::string print(const std::string& value) { return value; }
  static std::string get(const settings::Config& config, const std::string& key) { return config.text(key); }
};
template <>
struct Field<std::filesystem::path> {
  static constexpr OptionType type = OptionType::kPath;
  static std::string print(const std::filesystem::path& value) { return value.string(); }
  static std::filesystem::path get(const settings::Config& config, const std::string& key) { return config.text(key); }
};
template <>
struct Field<std::vector<int64_t>> {
  static constexpr OptionType type = OptionType::kIntegers;
  static std::vector<int64_t> get(const settings::Config& config, const std::string& key) {
    return config.integers(key);
  }
};
template <>
struct Field<std::vector<double>> {
  static constexpr OptionType type = OptionType::kReals;
  static std::vector<double> get(const settings::Config& config, const std::string& key) { return config.reals(key); }
};
template <>
struct Field<std::vector<std::string>> {
  static constexpr OptionType type = OptionType::kTexts;
  static std::vector<std::string> get(const settings::Config& config, const std::string& key) {
    return config.texts(key);
  }
};
template <class Enum>
requires std::is_enum_v<Enum>
struct Field<Enum> {
  static constexpr OptionType type = OptionType::kChoice;
  static std::string print(Enum value) { return settings::detail::Text<Enum>::print(value); }
  static Enum get(const settings::Config& config, const std::string& key) {
    return *settings::detail::Text<Enum>::parse(config.text(key));
  }
};
template <class T>
struct Field<std::optional<T>> {
  static constexpr OptionType type = Field<T>::type;
  static std::string print(const std::optional<T>& value) { return value ? Field<T>::print(*value) : ""; }
  static std::optional<T> get(const settings::Config& config, const std::string& key) {
    return Field<T>::get(config, key);
  }
};

/// The default as an option's row holds it: lists with commas.
template <class T>
std::string fallback_of(const T& value) {
  return Field<T>::print(value);
}
template <class T>
std::string fallback_of(const std::vector<T>& values) {
  std::vector<std::string> parts;
  for (const T& value : values) parts.push_back(fallback_of(value));
  return settings::join(parts, ",");
}

template <class T>
std::vector<std::string> legal_of(const T&) {
  std::vector<std::string> names;
  if constexpr (std::is_enum_v<T>)
    for (const auto& [name, value] : names_of(T{})) names.emplace_back(name);
  return names;
}

bool listed(const std::vector<settings::Option>& rows, std::string_view name);

}  // namespace detail

/// A row for each field of `defaults`, but for names that are in `rows` already or among the options of every verb.
template <settings::Fields Options>
void add_rows(std::vector<settings::Option>& rows, Options defaults) {
  fields(defaults, [&]<class T>(std::string_view name, const T& value, std::string_view sentence) {
    if (detail::listed(rows, name) || detail::listed(common_options(), name)) return;
    rows.push_back(with_word({.name = std::string(name),
                              .key = {},
                              .type = detail::Field<T>::type,
                              .fallback = detail::fallback_of(value),
                              .legal = detail::legal_of(value),
                              .sentence = std::string(sentence)}));
  });
}

/// The rows of several aggregates; where a name is in two of them the first one's default and sentence count.
template <class... Options>
std::vector<settings::Option> rows_of(Options... defaults) {
  std::vector<settings::Option> rows;
  (add_rows(rows, defaults), ...);
  return rows;
}

/// `defaults` with every field that the configuration has a value for.
template <settings::Fields Options>
Options filled(const settings::Config& config, Options defaults) {
  fields(defaults, [&]<class T>(std::string_view name, T& field, std::string_view) {
    const std::string key =
        with_word({.name = std::string(name), .key = {}, .type = {}, .fallback = {}, .sentence = {}}).key;
    if (config.knows(key) && config.has(key)) field = detail::Field<T>::get(config, key);
  });
  return defaults;
}

}  // namespace sextant::cli
