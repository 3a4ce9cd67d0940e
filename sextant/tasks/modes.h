// `encodings modes`: what works with what, found out by doing it. For each encoding and each way a model is used, a
// small model runs in float64 and its numbers are held against those of the plain way.
#pragma once

#include <string>
#include <vector>

#include "sextant/io/json.h"
#include "sextant/report/document.h"
#include "sextant/tasks/context.h"

namespace sextant::tasks {

/// How one encoding fares in one mode.
struct ModeOutcome {
  enum class Kind { kWorks, kRefused, kWrong } kind;
  std::string reason = {};  ///< the encoding's own sentence, or by how much the numbers differ
};

struct ModesRow {
  std::string spec;
  std::vector<ModeOutcome> outcomes;  ///< in the order of ModesResult::modes
};

struct ModesResult {
  std::vector<std::string> modes;
  std::vector<ModesRow> rows;
};

/// Every encoding of the registry with its defaults, in every mode.
ModesResult encoding_modes(const Context& context);
/// Some specs.
ModesResult encoding_modes(const std::vector<std::string>& specs, const Context& context);

/// One row an encoding; a number in place of "yes" points to the reason under the table.
report::Document document(const ModesResult& result);
/// "sextant.modes/1"
io::Json to_json(const ModesResult& result);

}  // namespace sextant::tasks
