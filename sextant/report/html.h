// Documents as one self-contained HTML page: it loads nothing, and works without script and without network.
#pragma once

#include <cstdint>
#include <string>

#include "sextant/report/document.h"

namespace sextant::report {

struct HtmlOptions {
  int64_t max_bytes = 20'000'000;  ///< larger heat maps are pooled until the page fits, and their captions say so
};

std::string to_html(const Document& document, const HtmlOptions& options = {});

}  // namespace sextant::report
