#include "sextant/text/subword/normalizer.h"

#include <utf8proc.h>

#include <cctype>
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include "sextant/text/subword/category.h"
#include "sextant/text/utf8.h"

namespace sextant::text {
namespace {

utf8proc_option_t options_of(UnicodeForm form) {
  switch (form) {
    case UnicodeForm::kNfc:
      return static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    case UnicodeForm::kNfd:
      return static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE);
    case UnicodeForm::kNfkc:
      return static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT);
    default:
      return static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT);
  }
}

std::string with_form(UnicodeForm form, std::string_view utf8) {
  utf8proc_uint8_t* mapped = nullptr;
  const utf8proc_ssize_t size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(utf8.data()),
                                             static_cast<utf8proc_ssize_t>(utf8.size()), &mapped, options_of(form));
  if (size < 0) throw std::runtime_error(std::string("normalizer: ") + utf8proc_errmsg(size));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, std::free);
  return {reinterpret_cast<const char*>(mapped), static_cast<size_t>(size)};
}

std::string without_marks(std::string_view utf8) {
  static const std::vector<CodePointRange> marks = *category_ranges("M");
  std::string text;
  while (!utf8.empty()) {
    const CodePoint next = next_code_point(utf8);
    if (!contains(marks, next.value)) text += next.bytes;
  }
  return text;
}

std::string stripped(const StripStep& step, std::string_view utf8) {
  std::u32string text = utf32_of(utf8);
  const auto is_space = [](char32_t c) { return contains(space_ranges(), c); };
  if (step.right)
    while (!text.empty() && is_space(text.back())) text.pop_back();
  size_t begin = 0;
  if (step.left)
    while (begin < text.size() && is_space(text[begin])) ++begin;
  return utf8_of(text.substr(begin));
}

std::string replaced(const ReplaceStep& step, std::string_view utf8) {
  std::string text;
  size_t next = 0;
  for (const Span& match : step.pattern.matches(utf8)) {
    text += utf8.substr(next, match.begin - next);
    text += step.with;
    next = match.end;
  }
  return text.append(utf8.substr(next));
}

struct Step {
  std::string_view utf8;

  std::string operator()(const BertCleaning& step) const { return cleaned(utf8, step); }
  std::string operator()(UnicodeForm form) const { return with_form(form, utf8); }
  std::string operator()(const LowercaseStep&) const { return utf8_of(lowered(utf32_of(utf8))); }
  std::string operator()(const StripAccentsStep&) const { return without_marks(utf8); }
  std::string operator()(const StripStep& step) const { return stripped(step, utf8); }
  std::string operator()(const PrependStep& step) const {
    return (utf8.empty() ? "" : step.prefix) + std::string(utf8);
  }
  std::string operator()(const ReplaceStep& step) const { return replaced(step, utf8); }
  std::string operator()(const Charsmap& charsmap) const { return charsmap.mapped(utf8); }
};

}  // namespace

std::string normalize(const Normalizer& step, std::string_view utf8) { return std::visit(Step{utf8}, step); }

Pattern literal_pattern(std::string_view text) {
  std::string regex;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && std::isalnum(byte) == 0) regex += '\\';
    regex += c;
  }
  return Pattern(regex);
}

}  // namespace sextant::text
