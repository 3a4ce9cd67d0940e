// What a file's name says of it: '{label}_{speaker}_*' finds label 7 and speaker jackson in 7_jackson_32.
//
// {field} stands for one character or more, as few as will do; * for any number; all else for itself.
#pragma once

#include <map>
#include <optional>
#include <regex>
#include <string>
#include <vector>

namespace sextant::data {

class NamePattern {
 public:
  /// @throws std::invalid_argument for a brace that is not closed, a field without a name or named twice
  explicit NamePattern(const std::string& pattern);
  /// The fields of a name, or nothing if the pattern does not fit.
  std::optional<std::map<std::string, std::string>> match(const std::string& name) const;
  /// Names of the fields, in their order.
  const std::vector<std::string>& fields() const { return fields_; }

 private:
  std::vector<std::string> fields_ = {};
  std::regex regex_;
};

}  // namespace sextant::data
