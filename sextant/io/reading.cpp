#include "sextant/io/reading.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace sextant::io {

Reading::Reading(const Json& object, std::string where) : object_(object), where_(std::move(where)) {
  if (!object.is_object()) refuse("must be an object, got " + to_text(object));
}

const Json* Reading::find(const std::string& key) {
  read_.insert(key);
  const auto found = object_.find(key);
  return found == object_.end() || found->is_null() ? nullptr : &*found;
}

std::optional<double> Reading::number(const std::string& key) {
  const Json* value = find(key);
  if (!value) return {};
  if (!value->is_number()) refuse_kind(key, "a number", *value);
  return value->get<double>();
}

std::optional<int64_t> Reading::integer(const std::string& key) {
  const Json* value = find(key);
  if (!value) return {};
  const bool fits = value->is_number_integer() &&
                    (!value->is_number_unsigned() || value->get<uint64_t>() <= std::numeric_limits<int64_t>::max());
  if (!fits) refuse_kind(key, "an integer of at most 64 bits", *value);
  return value->get<int64_t>();
}

std::optional<bool> Reading::flag(const std::string& key) {
  const Json* value = find(key);
  if (!value) return {};
  if (!value->is_boolean()) refuse_kind(key, "true or false", *value);
  return value->get<bool>();
}

std::optional<std::string> Reading::text(const std::string& key) {
  const Json* value = find(key);
  if (!value) return {};
  if (!value->is_string()) refuse_kind(key, "a text", *value);
  return value->get<std::string>();
}

std::optional<std::vector<double>> Reading::numbers(const std::string& key) {
  const Json* value = find(key);
  if (!value) return {};
  const bool good = value->is_array() && std::ranges::all_of(*value, [](const Json& item) { return item.is_number(); });
  if (!good) refuse_kind(key, "a list of numbers", *value);
  return value->get<std::vector<double>>();
}

std::optional<std::vector<std::string>> Reading::texts(const std::string& key) {
  const Json* value = find(key);
  if (!value) return {};
  const bool good = value->is_array() && std::ranges::all_of(*value, [](const Json& item) { return item.is_string(); });
  if (!good) refuse_kind(key, "a list of texts", *value);
  return value->get<std::vector<std::string>>();
}

const Json* Reading::object(const std::string& key) {
  const Json* value = find(key);
  if (value && !value->is_object()) refuse_kind(key, "an object", *value);
  return value;
}

int64_t Reading::required_integer(const std::string& key) {
  const std::optional<int64_t> value = integer(key);
  if (!value) refuse("'" + key + "' is missing");
  return *value;
}

std::vector<std::string> Reading::unread() const {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object_.items())
    if (!value.is_null() && !read_.contains(key)) keys.push_back(key);
  return keys;
}

void Reading::expect_none_unread(std::initializer_list<std::string_view> words, std::string_view subject) const {
  for (const std::string& key : unread())
    for (const std::string_view word : words)
      if (key.find(word) != std::string::npos)
        refuse("'" + key + "' is not understood for this " + std::string(subject));
}

void Reading::refuse(const std::string& sentence) const { throw std::runtime_error(where_ + ": " + sentence); }

void Reading::refuse_kind(const std::string& key, std::string_view kind, const Json& value) const {
  refuse("'" + key + "' must be " + std::string(kind) + ", got " + to_text(value));
}

}  // namespace sextant::io
