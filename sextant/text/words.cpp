#include "sextant/text/words.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "sextant/text/utf8.h"

namespace sextant::text {
namespace {

using Range = std::pair<char32_t, char32_t>;

/// Unicode's property White_Space, version 15.
constexpr std::array<Range, 10> kSpaces = {{{0x09, 0x0D},
                                            {0x20, 0x20},
                                            {0x85, 0x85},
                                            {0xA0, 0xA0},
                                            {0x1680, 0x1680},
                                            {0x2000, 0x200A},
                                            {0x2028, 0x2029},
                                            {0x202F, 0x202F},
                                            {0x205F, 0x205F},
                                            {0x3000, 0x3000}}};
/// What BERT calls a Chinese character. The sixth range begins at U+2B920 in the reference, not at U+2B820 where the
/// block does.
constexpr std::array<Range, 8> kIdeographs = {{{0x3400, 0x4DBF},
                                               {0x4E00, 0x9FFF},
                                               {0xF900, 0xFAFF},
                                               {0x20000, 0x2A6DF},
                                               {0x2A700, 0x2B73F},
                                               {0x2B740, 0x2B81F},
                                               {0x2B920, 0x2CEAF},
                                               {0x2F800, 0x2FA1F}}};

template <class Ranges>
bool in(const Ranges& ranges, char32_t c) {
  return std::ranges::any_of(ranges, [c](const Range& range) { return range.first <= c && c <= range.second; });
}

utf8proc_category_t category(char32_t c) { return utf8proc_category(static_cast<utf8proc_int32_t>(c)); }

bool is_space(char32_t c) { return in(kSpaces, c); }

/// Dropped: controls but for the three that part words, formats, private ones and U+FFFD.
bool is_dropped(char32_t c) {
  if (c == '\t' || c == '\n' || c == '\r') return false;
  const utf8proc_category_t kind = category(c);
  return c == 0xFFFD || kind == UTF8PROC_CATEGORY_CC || kind == UTF8PROC_CATEGORY_CF || kind == UTF8PROC_CATEGORY_CO;
}

/// All of ASCII that is neither letter nor digit counts, "$" and "^" too, which Unicode calls symbols.
bool is_punctuation(char32_t c) {
  if (c < 0x80) return c > ' ' && c < 0x7F && !(c >= '0' && c <= '9') && !((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
  const utf8proc_category_t kind = category(c);
  return kind >= UTF8PROC_CATEGORY_PC && kind <= UTF8PROC_CATEGORY_PO;
}

/// Canonical decomposition of one code point, in canonical order already: it comes from Unicode's own table.
void append_decomposed(char32_t c, std::u32string& into) {
  constexpr size_t kLongest = 18;  // code points of the longest decomposition there is (UAX 15)
  std::array<utf8proc_int32_t, kLongest> parts = {};
  int boundary = 0;
  const auto count =
      utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c), parts.data(), kLongest, UTF8PROC_DECOMPOSE, &boundary);
  for (utf8proc_ssize_t i = 0; i < count; ++i) into.push_back(static_cast<char32_t>(parts[static_cast<size_t>(i)]));
}

std::u32string without_controls(std::string_view utf8) {
  std::u32string clean;
  while (!utf8.empty()) {
    const char32_t c = next_code_point(utf8).value;
    if (c != 0 && !is_dropped(c)) clean += is_space(c) ? U' ' : c;
  }
  return clean;
}

std::u32string with_ideographs_apart(const std::u32string& text) {
  std::u32string apart;
  for (const char32_t c : text) in(kIdeographs, c) ? apart.append({U' ', c, U' '}) : apart.append({c});
  return apart;
}

/// Accents are marks without width (Mn) of the decomposed text; their order does not matter, for all of them go.
std::u32string without_accents(const std::u32string& text) {
  std::u32string parts;
  for (const char32_t c : text) append_decomposed(c, parts);
  std::erase_if(parts, [](char32_t c) { return category(c) == UTF8PROC_CATEGORY_MN; });
  return parts;
}

}  // namespace

std::u32string lowered(const std::u32string& text) {
  constexpr char32_t kDottedCapital = 0x130, kDotAbove = 0x307;
  std::u32string small;
  for (const char32_t c : text) {
    if (c == kDottedCapital) {
      small += {U'i', kDotAbove};
    } else {
      small += static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c)));
    }
  }
  return small;
}

std::string cleaned(std::string_view utf8, const BertCleaning& cleaning) {
  std::u32string text = cleaning.controls ? without_controls(utf8) : utf32_of(utf8);
  if (cleaning.ideographs) text = with_ideographs_apart(text);
  if (cleaning.accents) text = without_accents(text);
  return utf8_of(cleaning.lower ? lowered(text) : text);
}

std::string normalized(std::string_view utf8, LetterCase letters) {
  const bool lower = letters == LetterCase::kLower;
  return cleaned(utf8, {.accents = lower, .lower = lower});
}

std::vector<std::string_view> split_words(std::string_view normal) {
  std::vector<std::string_view> words;
  bool open = false;  // whether the last word may grow
  for (std::string_view rest = normal; !rest.empty();) {
    const CodePoint next = next_code_point(rest);
    if (is_space(next.value)) {
      open = false;
    } else if (is_punctuation(next.value)) {
      words.push_back(next.bytes);
      open = false;
    } else if (open) {
      words.back() = {words.back().data(), words.back().size() + next.bytes.size()};
    } else {
      words.push_back(next.bytes);
      open = true;
    }
  }
  return words;
}

}  // namespace sextant::text
