// The templates of spec.h: how a field of each type is read, printed and described. Included by spec.h alone.
#pragma once

#include <optional>
#include <stdexcept>
#include <type_traits>

namespace sextant::settings {

namespace detail {

/// parse, print and a phrase for what is legal, of one field type.
template <class T>
struct Text;

template <>
struct Text<bool> {
  static std::optional<bool> parse(std::string_view text) { return parse_flag(text); }
  static std::string print(bool value) { return print_flag(value); }
  static std::string legal() { return "true or false"; }
};

template <>
struct Text<int64_t> {
  static std::optional<int64_t> parse(std::string_view text) { return parse_integer(text); }
  static std::string print(int64_t value) { return std::to_string(value); }
  static std::string legal() { return "an integer"; }
};

template <>
struct Text<double> {
  static std::optional<double> parse(std::string_view text) { return parse_real(text); }
  static std::string print(double value) { return print_real(value); }
  static std::string legal() { return "a number"; }
};

template <>
struct Text<std::string> {
  static std::optional<std::string> parse(std::string_view text) { return std::string(text); }
  static std::string print(const std::string& value) { return value; }
  static std::string legal() { return "text"; }
};

template <class Enum>
requires std::is_enum_v<Enum>
struct Text<Enum> {
  static std::optional<Enum> parse(std::string_view text) {
    for (const auto& [name, value] : names_of(Enum{}))
      if (name == text) return value;
    return std::nullopt;
  }
  static std::string print(Enum wanted) {
    for (const auto& [name, value] : names_of(Enum{}))
      if (value == wanted) return std::string(name);
    throw std::invalid_argument("settings: an enum value without a name");
  }
  static std::string legal() {
    std::vector<std::string> names;
    for (const auto& [name, value] : names_of(Enum{})) names.emplace_back(name);
    return "one of " + join(names, ", ");
  }
};

template <class T>
struct Text<std::vector<T>> {
  static std::optional<std::vector<T>> parse(std::string_view text) {
    std::vector<T> values;
    if (text == "none") return values;
    for (const std::string& part : split(text, '/')) {
      const auto value = Text<T>::parse(part);
      if (!value || part.empty()) return std::nullopt;
      values.push_back(*value);
    }
    return values;
  }
  static std::string print(const std::vector<T>& values) {
    std::vector<std::string> parts;
    for (const T& value : values) parts.push_back(Text<T>::print(value));
    return parts.empty() ? "none" : join(parts, "/");
  }
  static std::string legal() { return "none or a list a/b/c, each " + Text<T>::legal(); }
};

template <class T>
struct Text<std::optional<T>> {
  static std::optional<std::optional<T>> parse(std::string_view text) {
    if (text == "none") return std::optional<T>();
    const auto value = Text<T>::parse(text);
    return value ? std::optional<std::optional<T>>(value) : std::nullopt;
  }
  static std::string print(const std::optional<T>& value) { return value ? Text<T>::print(*value) : "none"; }
  static std::string legal() { return "none or " + Text<T>::legal(); }
};

/// @throws std::invalid_argument for an option that is no field, or stands twice
void check_keys(const Spec& spec, const std::vector<std::string>& keys);
/// The value `spec` gives to `key`, or null.
const std::string* value_of(const Spec& spec, std::string_view key);

}  // namespace detail

template <Fields Options>
std::vector<std::array<std::string, 3>> options_list(Options defaults) {
  std::vector<std::array<std::string, 3>> rows;
  fields(defaults, [&]<class T>(std::string_view key, T& value, std::string_view sentence) {
    rows.push_back({std::string(key), detail::Text<T>::print(value), std::string(sentence)});
  });
  return rows;
}

template <Fields Options>
Options read(const Spec& spec, Options defaults) {
  std::vector<std::string> keys;
  fields(defaults, [&](std::string_view key, auto&, std::string_view) { keys.emplace_back(key); });
  detail::check_keys(spec, keys);
  fields(defaults, [&]<class T>(std::string_view key, T& field, std::string_view) {
    const std::string* text = detail::value_of(spec, key);
    if (text == nullptr) return;
    const auto value = detail::Text<T>::parse(*text);
    if (!value)
      throw std::invalid_argument(spec.name + ": " + std::string(key) + " must be " + detail::Text<T>::legal() +
                                  ", got '" + *text + "'");
    field = *value;
  });
  return defaults;
}

template <Fields Options>
std::vector<std::pair<std::string, std::string>> changed(Options options, Options defaults) {
  const auto before = options_list(defaults);
  const auto after = options_list(options);
  std::vector<std::pair<std::string, std::string>> differences;
  for (size_t i = 0; i < after.size(); ++i)
    if (before[i][1] != after[i][1]) differences.emplace_back(after[i][0], after[i][1]);
  return differences;
}

}  // namespace sextant::settings
