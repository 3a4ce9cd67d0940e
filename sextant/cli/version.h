// Which program this is.
#pragma once

#include <string>

namespace sextant::cli {

std::string version_text();
/// {"schema":"sextant.version/1","version","compiler","cxx"}
std::string version_json();

}  // namespace sextant::cli
