// `encodings gallery`: one page with a picture, the idea and the limits of every encoding.
#pragma once

#include "sextant/io/json.h"
#include "sextant/report/document.h"
#include "sextant/tasks/context.h"

namespace sextant::tasks {

/// In the registry's order. An encoding without a picture says why.
/// @throws Interrupted
report::Document gallery(const Context& context);
/// "sextant.gallery/1", with the parts of report/json.h
io::Json gallery_json(const report::Document& page);

}  // namespace sextant::tasks
