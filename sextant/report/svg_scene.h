// Scenes as SVG elements: inside a file of their own, or inside a page that sets the colours by class.
#pragma once

#include <string>

#include "sextant/report/scene.h"

namespace sextant::report {

/// How colours are written: kFixed as light-ground hex codes, kClasses as "i-text", "i-s3" for a page's style sheet,
/// where dots that are only felt are written too and series are groups <g class="series" data-series="3">.
enum class Colouring { kFixed, kClasses };

/// <svg …>…</svg> with title and description. Pixels become an embedded PNG.
std::string svg_element(const Scene& scene, Colouring colouring);

}  // namespace sextant::report
