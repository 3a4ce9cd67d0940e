// Documents as one JSON object, {"schema":"sextant.document/1","title","parts":[…]}.
//
// A part is {"kind": "heading" | "paragraph" | "table" | "chart" | "heat-map" | "code" | "answer" | "json", …}.
// Numbers that are not finite are null. Not here: the schemas of the verbs' own results.
#pragma once

#include <string>

#include "sextant/report/document.h"

namespace sextant::report {

/// @throws std::invalid_argument if a RawJson part does not parse
std::string to_json(const Document& document);

}  // namespace sextant::report
