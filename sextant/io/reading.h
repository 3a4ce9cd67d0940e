// A JSON object of another program, read field by field, which remembers what nobody asked for.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sextant/io/json.h"

namespace sextant::io {

/// A field that is absent or null is nothing; one of another kind is refused.
class Reading {
 public:
  /// @param where  what errors name first: a path
  /// @throws std::runtime_error "WHERE: must be an object, got …"
  Reading(const Json& object, std::string where);

  /// Each @throws std::runtime_error "WHERE: 'key' must be a number, got …", or as the kind is called
  std::optional<double> number(const std::string& key);
  std::optional<int64_t> integer(const std::string& key);
  std::optional<bool> flag(const std::string& key);
  std::optional<std::string> text(const std::string& key);
  std::optional<std::vector<double>> numbers(const std::string& key);
  std::optional<std::vector<std::string>> texts(const std::string& key);
  /// The member object, or nullptr.
  const Json* object(const std::string& key);

  /// @throws std::runtime_error "WHERE: 'key' is missing"
  int64_t required_integer(const std::string& key);

  /// Counts a field as read without reading it.
  void pass(const std::string& key) { read_.insert(key); }
  /// Fields that hold something and were never asked for, in their order.
  std::vector<std::string> unread() const;
  /// Unless no field that nobody asked for has one of these words in its name.
  /// @throws std::runtime_error "WHERE: 'key' is not understood for this SUBJECT"
  void expect_none_unread(std::initializer_list<std::string_view> words, std::string_view subject) const;
  const std::string& where() const { return where_; }
  [[noreturn]] void refuse(const std::string& sentence) const;

 private:
  const Json* find(const std::string& key);
  [[noreturn]] void refuse_kind(const std::string& key, std::string_view kind, const Json& value) const;

  const Json& object_;
  std::string where_;
  std::set<std::string> read_ = {};
};

}  // namespace sextant::io
