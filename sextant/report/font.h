// The built-in bitmap font: DejaVu Sans 2.37, drawn once by make_font.py. Widths serve SVG and HTML layouts too.
//
// Fonts (c) Bitstream, Inc. "Bitstream Vera" terms: free to use, copy and embed; DejaVu's changes are public domain.
#pragma once

#include <string_view>

namespace sextant::report {

constexpr int kFontPixels = 24;  ///< size at which the glyphs are drawn, as in make_font.py

struct Glyph {
  char32_t code_point;
  int advance;                ///< pixels to the next glyph
  int left;                   ///< pixels from the pen to the bitmap's left edge
  int top;                    ///< pixels from the baseline up to the bitmap's upper edge
  int width;                  ///< pixels a row; 0 for a blank
  std::string_view coverage;  ///< one hex digit a pixel, row by row
};

/// The glyph of a code point, or that of '?'.
const Glyph& glyph(char32_t code_point);

/// Width of UTF-8 text set at `size`, in the unit of `size`.
double text_width(std::string_view text, double size);

}  // namespace sextant::report
