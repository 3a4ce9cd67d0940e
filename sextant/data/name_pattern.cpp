#include "sextant/data/name_pattern.h"

#include <algorithm>
#include <stdexcept>
#include <string_view>

namespace sextant::data {
namespace {

[[noreturn]] void refuse(const std::string& pattern, const std::string& rule) {
  throw std::invalid_argument("name pattern: " + rule + ", got '" + pattern + "'");
}

/// The field's name inside the braces that begin at `at`, which moves to the closing one.
std::string field_at(const std::string& pattern, size_t& at) {
  const size_t end = pattern.find('}', at);
  if (end == std::string::npos) refuse(pattern, "each { needs its }");
  const std::string field = pattern.substr(at + 1, end - at - 1);
  if (field.empty()) refuse(pattern, "a field needs a name");
  at = end;
  return field;
}

}  // namespace

NamePattern::NamePattern(const std::string& pattern) {
  constexpr std::string_view kSpecial = R"(^$\.+?()[]{}|)";  // of ECMAScript's expressions
  std::string expression;
  for (size_t at = 0; at < pattern.size(); ++at) {
    const char c = pattern[at];
    if (c == '{') {
      const std::string field = field_at(pattern, at);
      if (std::ranges::find(fields_, field) != fields_.end()) refuse(pattern, "field '" + field + "' may stand once");
      fields_.push_back(field);
      expression += "(.+?)";
    } else if (c == '*') {
      expression += ".*";
    } else {
      if (kSpecial.find(c) != std::string_view::npos) expression += '\\';
      expression += c;
    }
  }
  regex_ = std::regex(expression);
}

std::optional<std::map<std::string, std::string>> NamePattern::match(const std::string& name) const {
  std::smatch found;
  if (!std::regex_match(name, found, regex_)) return std::nullopt;
  std::map<std::string, std::string> values;
  for (size_t i = 0; i < fields_.size(); ++i) values[fields_[i]] = found[i + 1];
  return values;
}

}  // namespace sextant::data
