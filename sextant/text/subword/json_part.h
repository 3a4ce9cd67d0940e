// One object of a tokenizer.json, read field by field; a field that is set and nobody asked for is refused, for it
// could mean other ids.
#pragma once

#include <cstdint>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "sextant/io/json.h"

namespace sextant::text {

class JsonPart {
 public:
  /// @param where  what errors name first: "tokenizer.json: model"
  /// @throws std::runtime_error "WHERE: must be an object, got …"
  JsonPart(const io::SortedJson& object, std::string where);

  /// Null where a field is missing.
  const io::SortedJson& at(const std::string& key);
  /// A field of one of these kinds that is missing or null has the value given.
  /// @throws std::runtime_error "WHERE: field 'KEY' must be text, got …"
  std::string text(const std::string& key, std::string_view otherwise = "");
  bool flag(const std::string& key, bool otherwise);
  int64_t integer(const std::string& key, int64_t otherwise);
  /// The objects of an array. @throws std::runtime_error as above
  std::vector<JsonPart> parts(const std::string& key);
  JsonPart part(const std::string& key);

  bool has(const std::string& key) const { return object_->contains(key) && !(*object_)[key].is_null(); }
  /// Counts a field as read that has no say in ids.
  void pass(const std::string& key) { read_.insert(key); }
  /// @throws std::runtime_error "WHERE: field 'KEY' is not understood" for the first one nobody asked for
  void expect_all_read() const;
  const std::string& where() const { return where_; }
  [[noreturn]] void refuse(const std::string& what) const { throw std::runtime_error(where_ + ": " + what); }

 private:
  [[noreturn]] void refuse_kind(const std::string& key, std::string_view kind) const;

  const io::SortedJson* object_;
  std::string where_;
  std::set<std::string> read_ = {};
};

}  // namespace sextant::text
