// Documents as lines of text for a terminal, with or without colour and UTF-8.
#pragma once

#include <cstdint>
#include <string>

#include "sextant/report/document.h"

namespace sextant::report {

enum class TerminalColour { kNone, k256, kTrue };
enum class TerminalGlyphs { kAscii, kUtf8 };

struct TerminalOptions {
  int64_t width = 80;  ///< columns
  TerminalColour colour = TerminalColour::kNone;
  TerminalGlyphs glyphs = TerminalGlyphs::kAscii;
};

/// Heat maps are half blocks where there are colours and UTF-8, else the ramp ` .:-=+*#%@`; curves are braille dots or
/// marks; tables keep their columns. Every line ends in '\n', and no escape is written without colour.
std::string to_terminal(const Document& document, const TerminalOptions& options);
std::string to_terminal(const Table& table, const TerminalOptions& options);
std::string to_terminal(const Chart& chart, const TerminalOptions& options);
std::string to_terminal(const HeatMap& map, const TerminalOptions& options);

}  // namespace sextant::report
