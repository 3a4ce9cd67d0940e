#include "sextant/eval/segment_tokens.h"

#include <algorithm>

#include "sextant/text/utf8.h"

namespace sextant::eval {
namespace {

using Range = std::pair<char32_t, char32_t>;

/// str.isspace() of Python: Unicode's White_Space and the four separators of ASCII.
constexpr std::array<Range, 10> kSpaces = {{{0x09, 0x0D},
                                            {0x1C, 0x20},
                                            {0x85, 0x85},
                                            {0xA0, 0xA0},
                                            {0x1680, 0x1680},
                                            {0x2000, 0x200A},
                                            {0x2028, 0x2029},
                                            {0x202F, 0x202F},
                                            {0x205F, 0x205F},
                                            {0x3000, 0x3000}}};

/// _UCODE_RANGES of sacreBLEU's tokenizer_zh.py as Python compares them. Its '\u20000' is U+2000 and a zero, so what
/// was meant as extension B (U+20000 to U+2A6D6) is U+2001 to U+2A6D, and the supplement (U+2F800 to U+2FA1D) is U+2F81
/// to U+2FA1: dashes and quotation marks are set apart, rare ideographs are not.
constexpr std::array<Range, 22> kChinese = {
    {{0x3400, 0x4DB5}, {0x4E00, 0x9FA5}, {0x9FA6, 0x9FBB}, {0xF900, 0xFA2D}, {0xFA30, 0xFA6A}, {0xFA70, 0xFAD9},
     {0x2001, 0x2A6D}, {0x2F81, 0x2FA1}, {0xFF00, 0xFFEF}, {0x2E80, 0x2EFF}, {0x3000, 0x303F}, {0x31C0, 0x31EF},
     {0x2F00, 0x2FDF}, {0x2FF0, 0x2FFF}, {0x3100, 0x312F}, {0x31A0, 0x31BF}, {0xFE10, 0xFE1F}, {0xFE30, 0xFE4F},
     {0x2600, 0x26FF}, {0x2700, 0x27BF}, {0x3200, 0x32FF}, {0x3300, 0x33FF}}};

template <class Ranges>
bool in(const Ranges& ranges, char32_t c) {
  return std::ranges::any_of(ranges, [c](const Range& range) { return range.first <= c && c <= range.second; });
}

bool is_space(char32_t c) { return in(kSpaces, c); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_point(char c) { return c == '.' || c == ','; }
bool is_dash(char c) { return c == '-'; }
bool is_no_digit(char c) { return !is_digit(c); }

/// [\{-\~\[-\` -\&\(-\+\:-\@\/]: ASCII punctuation and space, but for ' , - and .
bool stands_alone(char c) {
  return (c >= '{' && c <= '~') || (c >= '[' && c <= '`') || (c >= ' ' && c <= '&') || (c >= '(' && c <= '+') ||
         (c >= ':' && c <= '@') || c == '/';
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

/// A pair of neighbours and the spaces put around and between them.
struct PairRule {
  bool (*first)(char);
  bool (*second)(char);
  std::string_view before, between, after;
};

/// re.sub of a pattern of two characters, byte by byte: both classes hold all of a code point's bytes or none.
std::string spaced_pairs(std::string_view text, const PairRule& rule) {
  std::string spaced;
  for (size_t i = 0; i < text.size(); ++i) {
    if (i + 1 < text.size() && rule.first(text[i]) && rule.second(text[i + 1])) {
      spaced.append(rule.before).append(1, text[i]).append(rule.between).append(1, text[i + 1]).append(rule.after);
      ++i;
    } else {
      spaced += text[i];
    }
  }
  return spaced;
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> words;
  bool open = false;  // whether the last word may grow
  while (!text.empty()) {
    const text::CodePoint next = text::next_code_point(text);
    if (is_space(next.value)) {
      open = false;
    } else if (open) {
      words.back() += next.bytes;
    } else {
      words.emplace_back(next.bytes);
      open = true;
    }
  }
  return words;
}

/// sacreBLEU's TokenizerRegexp, rule by rule.
std::vector<std::string> words_of(std::string_view line) {
  std::string text;
  for (const char c : line) stands_alone(c) ? text.append({' ', c, ' '}) : text.append(1, c);
  text = spaced_pairs(text, {is_no_digit, is_point, "", " ", " "});
  text = spaced_pairs(text, {is_point, is_no_digit, " ", " ", ""});
  text = spaced_pairs(text, {is_digit, is_dash, "", " ", " "});
  return split(text);
}

/// Ends of line are dropped as str.rstrip() does before any tokenizer.
std::string_view without_end(std::string_view segment) {
  size_t end = 0;
  for (std::string_view rest = segment; !rest.empty();) {
    const text::CodePoint next = text::next_code_point(rest);
    if (!is_space(next.value)) end = segment.size() - rest.size();
  }
  return segment.substr(0, end);
}

std::vector<std::string> cut_13a(std::string_view segment) {
  std::string line(segment);
  replace_all(line, "<skipped>", "");
  replace_all(line, "-\n", "");
  replace_all(line, "\n", " ");
  for (const auto& [entity, character] :
       {std::pair<std::string_view, std::string_view>{"&quot;", "\""}, {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}})
    replace_all(line, entity, character);
  return words_of(" " + line + " ");
}

std::vector<std::string> cut_zh(std::string_view segment) {
  std::string line;
  while (!segment.empty()) {
    const text::CodePoint next = text::next_code_point(segment);
    const std::string bytes(next.bytes);
    line += in(kChinese, next.value) ? " " + bytes + " " : bytes;
  }
  const std::string_view all = line;
  const size_t begin = all.find_first_not_of(' ');
  return words_of(begin == std::string_view::npos ? "" : all.substr(begin));
}

std::vector<std::string> cut_char(std::string_view segment) {
  std::vector<std::string> characters;
  for (const char32_t c : without_white_space(segment)) characters.push_back(text::utf8_of(c));
  return characters;
}

}  // namespace

std::string_view name_of(SegmentTokenizer tokenizer) {
  return names_of(tokenizer)[static_cast<size_t>(tokenizer)].first;
}

std::vector<std::string> segment_tokens(std::string_view segment, SegmentTokenizer tokenizer) {
  const std::string_view line = without_end(segment);
  switch (tokenizer) {
    case SegmentTokenizer::kZh:
      return cut_zh(line);
    case SegmentTokenizer::kChar:
      return cut_char(line);
    case SegmentTokenizer::k13a:
      break;
  }
  return cut_13a(line);
}

std::u32string without_white_space(std::string_view segment) {
  std::u32string characters;
  while (!segment.empty()) {
    const char32_t c = text::next_code_point(segment).value;
    if (!is_space(c)) characters += c;
  }
  return characters;
}

}  // namespace sextant::eval
