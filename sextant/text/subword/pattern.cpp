#include "sextant/text/subword/pattern.h"

#include <stdexcept>
#include <utility>

#include "sextant/text/subword/category.h"
#include "sextant/text/utf8.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace sextant::text {
namespace {

std::string quoted(std::string_view regex) { return "pattern: '" + std::string(regex) + "': "; }

std::string message_of(int error) {
  PCRE2_UCHAR buffer[256];
  pcre2_get_error_message(error, buffer, sizeof buffer);
  return reinterpret_cast<const char*>(buffer);
}

std::string hexadecimal(char32_t c) { return "\\x{" + code_point_name(c).substr(2) + "}"; }

/// The inside of a class: "\x{41}-\x{5A}…", without surrogates, which are no characters.
std::string listed(const std::vector<CodePointRange>& ranges) {
  constexpr char32_t kFirstSurrogate = 0xD800, kLastSurrogate = 0xDFFF;
  const auto is_surrogate = [](char32_t c) { return c >= kFirstSurrogate && c <= kLastSurrogate; };
  std::string text;
  for (CodePointRange range : ranges) {
    if (is_surrogate(range.first)) range.first = kLastSurrogate + 1;
    if (is_surrogate(range.last)) range.last = kFirstSurrogate - 1;
    if (range.first > range.last) continue;
    text += hexadecimal(range.first);
    if (range.last > range.first) text += "-" + hexadecimal(range.last);
  }
  return text;
}

/// Rewrites a pattern so that its classes are lists of code points.
class Translator {
 public:
  explicit Translator(std::string_view regex) : whole_(regex), rest_(regex) {}

  std::string translated() {
    while (!rest_.empty()) {
      if (rest_[0] == '\\') {
        escape();
      } else if (rest_[0] == '[') {
        open_class();
      } else {
        if (rest_[0] == ']') inside_ = false;
        if (inside_ && rest_.starts_with("&&")) refuse("'&&' in a class is not read");
        copy(1);
      }
    }
    return std::move(out_);
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const { throw std::invalid_argument(quoted(whole_) + what); }

  void copy(size_t count) {
    out_ += rest_.substr(0, count);
    rest_.remove_prefix(std::min(count, rest_.size()));
  }

  void open_class() {
    if (inside_) {
      const size_t end = rest_.find(":]");
      if (!rest_.starts_with("[:") || end == std::string_view::npos) refuse("a class within a class is not read");
      copy(end + 2);
      return;
    }
    inside_ = true;
    copy(rest_.starts_with("[^") ? 2 : 1);
    if (rest_.starts_with("]")) copy(1);  // a member, as first of a class
  }

  void escape() {
    const char kind = rest_.size() > 1 ? rest_[1] : '\0';
    switch (kind) {
      case 'p':
      case 'P':
        return property(kind == 'P');
      case 's':
      case 'S':
        return class_of(space_ranges(), kind == 'S', 2);
      case 'w':
      case 'W':
        return class_of(word_ranges(), kind == 'W', 2);
      case 'd':
      case 'D':
        return class_of(*category_ranges("Nd"), kind == 'D', 2);
      case 'h':
      case 'H':
        refuse("\\h is a hexadecimal digit to some and a space to others");
      default:
        copy(2);
    }
  }

  /// \p{L}, \p{^L}, \pL; a script's name is left to the library.
  void property(bool inverted) {
    const bool braced = rest_.substr(2).starts_with('{');
    const size_t close = rest_.find('}');
    if (braced && close == std::string_view::npos) refuse("'}' is missing after \\p{");
    std::string_view name = braced ? rest_.substr(3, close - 3) : rest_.substr(2, 1);
    if (name.starts_with('^')) {
      inverted = !inverted;
      name.remove_prefix(1);
    }
    const size_t length = braced ? close + 1 : 3;
    const auto ranges = category_ranges(name);
    if (!ranges) return copy(length);
    class_of(*ranges, inverted, length);
  }

  /// Writes a class for the `length` bytes that name it.
  void class_of(const std::vector<CodePointRange>& ranges, bool inverted, size_t length) {
    if (inside_) {
      out_ += listed(inverted ? complement(ranges) : ranges);
    } else {
      out_ += (inverted ? "[^" : "[") + listed(ranges) + "]";
    }
    rest_.remove_prefix(length);
  }

  std::string_view whole_, rest_;
  std::string out_;
  bool inside_ = false;  ///< of a class
};

using Code = std::shared_ptr<pcre2_code>;

Code compiled(std::string_view regex) {
  const std::string text = Translator(regex).translated();
  int error = 0;
  PCRE2_SIZE place = 0;
  // Ruby's syntax, in which these patterns are written, lets ^ and $ match at line ends; \b needs UCP.
  constexpr uint32_t kOptions = PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C;
  const Code code(
      pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), kOptions, &error, &place, nullptr),
      pcre2_code_free);
  if (!code) throw std::invalid_argument(quoted(regex) + message_of(error));
  pcre2_jit_compile(code.get(), PCRE2_JIT_COMPLETE);  // where there is no JIT, pcre2_match interprets
  return code;
}

}  // namespace

Pattern::Pattern(std::string_view regex) : regex_(regex), code_(compiled(regex)) {}

std::vector<Span> Pattern::matches(std::string_view utf8) const {
  const std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> data(
      pcre2_match_data_create_from_pattern(code_.get(), nullptr), pcre2_match_data_free);
  const PCRE2_SIZE* ends = pcre2_get_ovector_pointer(data.get());
  std::vector<Span> found;
  for (size_t from = 0; from < utf8.size();) {
    const int count = pcre2_match(code_.get(), reinterpret_cast<PCRE2_SPTR>(utf8.data()), utf8.size(), from,
                                  PCRE2_NOTEMPTY | PCRE2_NO_UTF_CHECK, data.get(), nullptr);
    if (count == PCRE2_ERROR_NOMATCH) break;
    if (count < 0) throw std::runtime_error(quoted(regex_) + message_of(count));
    found.push_back({ends[0], ends[1]});
    from = ends[1];
  }
  return found;
}

}  // namespace sextant::text
