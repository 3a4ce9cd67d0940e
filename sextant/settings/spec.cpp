#include "sextant/settings/spec.h"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace sextant::settings {

namespace {

// Not <cctype>: its answers depend on the locale.
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name(char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; }

/// A character as an error shows it.
std::string shown(char c) {
  if (c >= ' ' && c <= '~') return std::string("'") + c + "'";
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  return std::string("the byte 0x") + kDigits[byte / 16] + kDigits[byte % 16];
}

/// Reads a plan from left to right; `at_` is the next character.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::vector<Spec> plan() {
    group();
    while (take(',')) group();
    if (at_ < text_.size()) fail("',', '+', '@' or the end");
    return std::move(members_);
  }

 private:
  void group() {
    const size_t first = members_.size();
    do member();
    while (take('+'));
    if (take('@')) {
      const std::string layers = set();
      for (size_t i = first; i < members_.size(); ++i) members_[i].layers = layers;
    }
    ++group_;
  }

  void member() {
    const size_t start = at_;
    Spec spec = {.name = name("a name"), .group = group_};
    if (peek() == '=') {
      at_ = start;
      fail("a name (options follow ':' and come before '@')");
    }
    if (take('[')) {
      spec.heads = set();
      if (!take(']')) fail("']'");
    }
    if (take(':')) {
      do option(spec);
      while (option_follows() && take(','));
    }
    members_.push_back(std::move(spec));
  }

  void option(Spec& spec) {
    std::string key = name("an option");
    if (!take('=')) fail("'='");
    spec.options.emplace_back(std::move(key), value());
  }

  /// Whether the text goes on with `,key=`.
  bool option_follows() const {
    if (peek() != ',') return false;
    size_t end = at_ + 1;
    while (end < text_.size() && is_name(text_[end])) ++end;
    return end > at_ + 1 && end < text_.size() && text_[end] == '=';
  }

  std::string name(std::string_view what) {
    const size_t start = at_;
    if (!is_letter(peek())) fail(what);
    while (is_name(peek())) ++at_;
    return std::string(text_.substr(start, at_ - start));
  }

  /// Numbers, words and lists. A "+" before a digit belongs to an exponent, since no name begins with a digit.
  std::string value() {
    const size_t start = at_;
    while (is_name(peek()) || peek() == '.' || peek() == '/' || (peek() == '+' && is_digit(peek(1)))) ++at_;
    if (at_ == start) fail("a value");
    return std::string(text_.substr(start, at_ - start));
  }

  std::string set() {
    const size_t start = at_;
    do item();
    while (take('/'));
    return std::string(text_.substr(start, at_ - start));
  }

  void item() {
    if (take('-')) return digits();
    digits();
    if (take('-')) return digits();
    if (!take(':')) return;
    if (!take(':')) fail("'::'");
    digits();
  }

  void digits() {
    if (!is_digit(peek())) fail("a number");
    while (is_digit(peek())) ++at_;
  }

  char peek(size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  [[noreturn]] void fail(std::string_view expected) const {
    const std::string found = at_ < text_.size() ? shown(text_[at_]) : "the end";
    throw std::invalid_argument("spec '" + std::string(text_) + "': column " + std::to_string(at_ + 1) + ": expected " +
                                std::string(expected) + ", found " + found);
  }

  std::string_view text_;
  size_t at_ = 0;
  int64_t group_ = 0;
  std::vector<Spec> members_ = {};
};

std::string print_member(const Spec& member) {
  std::string text = member.name;
  if (!member.heads.empty()) text += "[" + member.heads + "]";
  char before = ':';
  for (const auto& [key, value] : member.options) {
    text += before + key + "=" + value;
    before = ',';
  }
  return text;
}

/// `first, first + step, … last`, as one item of a set names them.
struct Range {
  int64_t first, last, step;
};

Range range_of(const std::string& item, int64_t count, const std::string& set) {
  const auto number = [&](const std::string& text) {
    const auto value = parse_integer(text);
    if (!value) throw std::invalid_argument("set '" + set + "': expected 3, 0-4, 2::6 or -1, got '" + item + "'");
    if (*value < -count || *value >= count)
      throw std::invalid_argument("set '" + set + "': index must be from " + std::to_string(-count) + " to " +
                                  std::to_string(count - 1) + ", got " + text);
    return *value < 0 ? *value + count : *value;
  };
  if (const size_t colons = item.find("::"); colons != std::string::npos) {
    const auto step = parse_integer(std::string_view(item).substr(colons + 2));
    if (!step || *step < 1)
      throw std::invalid_argument("set '" + set + "': a step must be at least 1, got '" + item + "'");
    return {number(item.substr(0, colons)), count - 1, *step};
  }
  const size_t dash = item.find('-', 1);
  if (dash == std::string::npos) return {number(item), number(item), 1};
  const Range range = {number(item.substr(0, dash)), number(item.substr(dash + 1)), 1};
  if (range.first > range.last)
    throw std::invalid_argument("set '" + set + "': a range must not run backwards, got '" + item + "'");
  return range;
}

}  // namespace

std::vector<Spec> parse(std::string_view text) { return Parser(text).plan(); }

std::string print(const std::vector<Spec>& members) {
  std::string text;
  for (size_t i = 0; i < members.size(); ++i) {
    text += print_member(members[i]);
    const bool last_of_group = i + 1 == members.size() || members[i + 1].group != members[i].group;
    if (last_of_group && !members[i].layers.empty()) text += "@" + members[i].layers;
    if (i + 1 < members.size()) text += last_of_group ? "," : "+";
  }
  return text;
}

std::vector<int64_t> indices(std::string_view set, int64_t count) {
  const std::string text(set);
  std::set<int64_t> found;
  for (const std::string& item : split(set, '/')) {
    const Range range = range_of(item, count, text);
    // Steps are compared with what is left, so that a step near 2^63 cannot overflow.
    for (int64_t i = range.first; i <= range.last; i += range.step) {
      found.insert(i);
      if (range.step > range.last - i) break;
    }
  }
  return {found.begin(), found.end()};
}

namespace detail {

void check_keys(const Spec& spec, const std::vector<std::string>& keys) {
  std::set<std::string_view> seen;
  for (const auto& [key, value] : spec.options) {
    if (std::find(keys.begin(), keys.end(), key) == keys.end())
      throw std::invalid_argument(spec.name + ": unknown option '" + key + "'; options: " +
                                  (keys.empty() ? "none" : join(keys, ", ")) + did_you_mean(key, keys));
    if (!seen.insert(key).second) throw std::invalid_argument(spec.name + ": option '" + key + "' is given twice");
  }
}

const std::string* value_of(const Spec& spec, std::string_view key) {
  for (const auto& [name, value] : spec.options)
    if (name == key) return &value;
  return nullptr;
}

}  // namespace detail

}  // namespace sextant::settings
