#include "sextant/report/font.h"

#include <algorithm>
#include <iterator>

#include "sextant/report/utf8.h"

namespace sextant::report {
namespace {

/// Sorted by code point.
constexpr Glyph kGlyphs[] = {
#include "sextant/report/font_glyphs.inc"
};

}  // namespace

const Glyph& glyph(char32_t code_point) {
  const auto find = [](char32_t c) {
    return std::lower_bound(std::begin(kGlyphs), std::end(kGlyphs), c,
                            [](const Glyph& g, char32_t code) { return g.code_point < code; });
  };
  const Glyph* found = find(code_point);
  return found != std::end(kGlyphs) && found->code_point == code_point ? *found : *find(U'?');
}

double text_width(std::string_view text, double size) {
  double width = 0;
  for (const char32_t c : code_points(text)) width += glyph(c).advance;
  return width * size / kFontPixels;
}

}  // namespace sextant::report
