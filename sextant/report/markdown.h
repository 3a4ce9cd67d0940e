// Documents as GitHub-flavoured Markdown; pictures become the tables of their numbers.
#pragma once

#include <string>

#include "sextant/report/document.h"

namespace sextant::report {

std::string to_markdown(const Document& document);
std::string to_markdown(const Table& table);

}  // namespace sextant::report
