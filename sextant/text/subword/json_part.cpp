#include "sextant/text/subword/json_part.h"

#include <utility>

namespace sextant::text {

using io::SortedJson;

JsonPart::JsonPart(const SortedJson& object, std::string where) : object_(&object), where_(std::move(where)) {
  if (!object.is_object()) refuse("must be an object, got " + std::string(object.type_name()));
}

const SortedJson& JsonPart::at(const std::string& key) {
  static const SortedJson kNull;
  read_.insert(key);
  return object_->contains(key) ? (*object_)[key] : kNull;
}

std::string JsonPart::text(const std::string& key, std::string_view otherwise) {
  const SortedJson& value = at(key);
  if (value.is_null()) return std::string(otherwise);
  if (!value.is_string()) refuse_kind(key, "text");
  return value.get<std::string>();
}

bool JsonPart::flag(const std::string& key, bool otherwise) {
  const SortedJson& value = at(key);
  if (value.is_null()) return otherwise;
  if (!value.is_boolean()) refuse_kind(key, "true or false");
  return value.get<bool>();
}

int64_t JsonPart::integer(const std::string& key, int64_t otherwise) {
  const SortedJson& value = at(key);
  if (value.is_null()) return otherwise;
  if (!value.is_number_integer()) refuse_kind(key, "a whole number");
  return value.get<int64_t>();
}

std::vector<JsonPart> JsonPart::parts(const std::string& key) {
  const SortedJson& value = at(key);
  if (!value.is_array()) refuse_kind(key, "a list");
  std::vector<JsonPart> parts;
  for (const SortedJson& item : value) parts.emplace_back(item, where_ + ": " + key);
  return parts;
}

JsonPart JsonPart::part(const std::string& key) { return {at(key), where_ + ": " + key}; }

void JsonPart::expect_all_read() const {
  for (const auto& [key, value] : object_->items())
    if (!read_.contains(key) && !value.is_null()) refuse("field '" + key + "' is not understood");
}

void JsonPart::refuse_kind(const std::string& key, std::string_view kind) const {
  refuse("field '" + key + "' must be " + std::string(kind) + ", got " + (*object_)[key].dump());
}

}  // namespace sextant::text
