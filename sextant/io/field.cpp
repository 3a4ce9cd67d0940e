#include "sextant/io/field.h"

#include <fmt/core.h>

#include <cmath>
#include <limits>
#include <stdexcept>

namespace sextant::io {
namespace {

/// A number as it stands, else only its type: a list may be long.
std::string shown(const Json& value) { return value.is_number() ? to_text(value) : value.type_name(); }

[[noreturn]] void refuse(std::string_view where, const std::string& key, std::string_view rule, const Json& value) {
  throw std::runtime_error(fmt::format("{}: '{}' must be {}, got {}", where, key, rule, shown(value)));
}

/// The number that object["nonfinite"][key] names; 0 if it names none.
double nonfinite(const Json& object, const std::string& key) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (!object.contains("nonfinite") || !object["nonfinite"].is_object()) return 0;
  const Json& words = object["nonfinite"];
  if (!words.contains(key)) return 0;
  if (words[key] == "nan") return std::nan("");
  if (words[key] == "inf") return kInfinity;
  return words[key] == "-inf" ? -kInfinity : 0;
}

}  // namespace

const Json& field(const Json& object, const std::string& key, std::string_view where) {
  if (!object.is_object()) throw std::runtime_error(fmt::format("{}: must be an object, got {}", where, shown(object)));
  const auto found = object.find(key);
  if (found == object.end()) throw std::runtime_error(fmt::format("{}: '{}' is missing", where, key));
  return *found;
}

int64_t count_field(const Json& object, const std::string& key, std::string_view where) {
  const Json& value = field(object, key, where);
  // The parser makes every number that is not negative unsigned.
  const bool negative = value.is_number_integer() && !value.is_number_unsigned() && value.get<int64_t>() < 0;
  if (!value.is_number_integer() || negative) refuse(where, key, "an integer of at least 0", value);
  if (value.get<uint64_t>() > INT64_MAX) refuse(where, key, "at most 2^63 - 1", value);
  return value.get<int64_t>();
}

const std::string& text_field(const Json& object, const std::string& key, std::string_view where) {
  const Json& value = field(object, key, where);
  if (!value.is_string()) refuse(where, key, "text", value);
  return value.get_ref<const std::string&>();
}

const Json& list_field(const Json& object, const std::string& key, std::string_view where) {
  const Json& value = field(object, key, where);
  if (!value.is_array()) refuse(where, key, "a list", value);
  return value;
}

double real_field(const Json& object, const std::string& key, std::string_view where) {
  const Json& value = field(object, key, where);
  if (value.is_number()) return value.get<double>();
  const double number = value.is_null() ? nonfinite(object, key) : 0;
  if (number == 0) refuse(where, key, "a number", value);
  return number;
}

}  // namespace sextant::io
