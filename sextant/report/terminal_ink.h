// Colours and glyphs of a terminal, or their plain substitutes.
#pragma once

#include <string>
#include <string_view>

#include "sextant/report/colour.h"
#include "sextant/report/terminal.h"

namespace sextant::report {

/// Text in a colour, reset after it; the text alone without colour.
std::string inked(std::string_view text, Rgb colour, TerminalColour mode);
std::string bold(std::string_view text, TerminalColour mode);
/// A cell with two colours: the upper half in `upper`, the lower in `lower`. The colour stays on until reset().
std::string half_block(Rgb upper, Rgb lower, TerminalColour mode);
std::string reset();

/// `text` with the typographic signs that ASCII lacks spelled in ASCII, if the terminal has no UTF-8.
std::string glyphs(std::string_view text, TerminalGlyphs mode);

}  // namespace sextant::report
