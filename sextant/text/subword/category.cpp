#include "sextant/text/subword/category.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <iterator>

namespace sextant::text {
namespace {

enum Category : uint8_t {
  kLu,
  kLl,
  kLt,
  kLm,
  kLo,
  kMn,
  kMc,
  kMe,
  kNd,
  kNl,
  kNo,
  kPc,
  kPd,
  kPs,
  kPe,
  kPi,
  kPf,
  kPo,
  kSm,
  kSc,
  kSk,
  kSo,
  kZs,
  kZl,
  kZp,
  kCc,
  kCf,
  kCs,
  kCo,
  kCn,
};
/// By category.
constexpr std::array<std::string_view, 30> kNames = {"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl",
                                                     "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc",
                                                     "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn"};

/// A category that begins at `first` and goes on to the next row.
struct Start {
  char32_t first;
  Category category;
};
constexpr Start kStarts[] = {
#include "sextant/text/subword/category_ranges.inc"
};

constexpr char32_t kLastCodePoint = 0x10FFFF;

void append(std::vector<CodePointRange>& ranges, CodePointRange next) {
  if (!ranges.empty() && ranges.back().last + 1 == next.first) {
    ranges.back().last = next.last;
  } else {
    ranges.push_back(next);
  }
}

template <class Wanted>
std::vector<CodePointRange> ranges_where(Wanted&& wanted) {
  std::vector<CodePointRange> ranges;
  for (size_t i = 0; i < std::size(kStarts); ++i) {
    if (!wanted(kStarts[i].category)) continue;
    const char32_t next = i + 1 < std::size(kStarts) ? kStarts[i + 1].first : kLastCodePoint + 1;
    append(ranges, {kStarts[i].first, next - 1});
  }
  return ranges;
}

/// Letters, marks, digits and joining punctuation, with `more`, in order.
std::vector<CodePointRange> word_ranges_with(std::initializer_list<CodePointRange> more) {
  std::vector<CodePointRange> ranges =
      ranges_where([](Category c) { return c <= kMe || c == kNd || c == kNl || c == kPc; });
  // Circled and squared letters are symbols that Unicode calls alphabetic.
  for (const CodePointRange circled :
       {CodePointRange{0x24B6, 0x24E9}, {0x1F130, 0x1F149}, {0x1F150, 0x1F169}, {0x1F170, 0x1F189}})
    ranges.push_back(circled);
  ranges.insert(ranges.end(), more);
  std::ranges::sort(ranges, {}, &CodePointRange::first);
  std::vector<CodePointRange> joined;
  for (const CodePointRange& range : ranges) append(joined, range);
  return joined;
}

}  // namespace

std::optional<std::vector<CodePointRange>> category_ranges(std::string_view name) {
  if (name.empty()) return std::nullopt;
  std::vector<CodePointRange> ranges =
      ranges_where([name](Category category) { return kNames[category].starts_with(name); });
  if (ranges.empty()) return std::nullopt;
  return ranges;
}

const std::vector<CodePointRange>& space_ranges() {
  static const std::vector<CodePointRange> ranges = {
      {0x09, 0x0D},     {0x20, 0x20},     {0x85, 0x85},     {0xA0, 0xA0},     {0x1680, 0x1680},
      {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}};
  return ranges;
}

const std::vector<CodePointRange>& word_ranges() {
  static const std::vector<CodePointRange> ranges = word_ranges_with({{0xB2, 0xB3}, {0xB9, 0xB9}, {0xBC, 0xBE}});
  return ranges;
}

const std::vector<CodePointRange>& unicode_word_ranges() {
  static const std::vector<CodePointRange> ranges = word_ranges_with({{0x200C, 0x200D}});
  return ranges;
}

std::vector<CodePointRange> complement(const std::vector<CodePointRange>& ranges) {
  std::vector<CodePointRange> rest;
  char32_t next = 0;
  for (const CodePointRange& range : ranges) {
    if (range.first > next) rest.push_back({next, range.first - 1});
    next = range.last + 1;
  }
  if (next <= kLastCodePoint) rest.push_back({next, kLastCodePoint});
  return rest;
}

bool contains(const std::vector<CodePointRange>& ranges, char32_t c) {
  const auto after = std::ranges::upper_bound(ranges, c, {}, &CodePointRange::first);
  return after != ranges.begin() && c <= std::prev(after)->last;
}

}  // namespace sextant::text
