// A regular expression that cuts text, with the classes of Unicode 16: \p{L}, \s, \w, \d and their like mean what they
// mean in `tokenizers` (category.h), whatever Unicode the regex library was built with.
//
// PCRE2 stands in for Oniguruma, in which the patterns of tokenizer files are written. Where the two would read a
// pattern differently (\h, a class within a class), it is refused.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct pcre2_real_code_8;  // PCRE2's own name

namespace sextant::text {

/// Bytes from `begin` to before `end`.
struct Span {
  size_t begin, end;
  bool operator==(const Span&) const = default;
};

class Pattern {
 public:
  /// @throws std::invalid_argument "pattern: 'REGEX': …" with PCRE2's own words
  explicit Pattern(std::string_view regex);
  /// As it was given.
  const std::string& regex() const { return regex_; }
  /// What matches, from left to right, nothing of it empty.
  /// @param utf8  valid
  /// @throws std::runtime_error "pattern: 'REGEX': …" if matching needs too much memory or too many steps
  std::vector<Span> matches(std::string_view utf8) const;

  bool operator==(const Pattern& other) const { return regex_ == other.regex_; }

 private:
  std::string regex_;
  std::shared_ptr<pcre2_real_code_8> code_;
};

}  // namespace sextant::text
