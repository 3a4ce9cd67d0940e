// `explain`: an encoding with its formula, numbers worked out here and now, and what was measured of it; a term; an
// error code.
#pragma once

#include <string>
#include <vector>

#include "sextant/io/json.h"
#include "sextant/report/document.h"
#include "sextant/settings/spec.h"
#include "sextant/tasks/encodings.h"
#include "sextant/tasks/shift_check.h"
#include "sextant/tasks/values.h"

namespace sextant::tasks {

struct ExplainOptions {
  std::string name = {};
  int64_t channels = 8;
  int64_t heads = 4;
  std::string positions = "0..3";

  bool operator==(const ExplainOptions&) const = default;
};
template <class Visit>
void fields(ExplainOptions& options, Visit&& visit) {
  visit("name", options.name, "an encoding, with options or without; a term; an error code");
  visit("channels", options.channels, "of the worked numbers");
  visit("heads", options.heads, "of the worked numbers");
  visit("positions", options.positions, "of the worked numbers: 0,1,7 or 0..3");
}
static_assert(settings::Fields<ExplainOptions>);

struct ExplainResult {
  std::string name;
  std::string kind;                                           ///< "encoding", "modifier", "ids", "term" or "error"
  std::vector<std::pair<std::string, std::string>> sections;  ///< "idea", "formula", …, in reading order
  std::vector<ValuesResult> numbers = {};                     ///< of an encoding: one
  std::vector<ShiftChange> shifts = {};                       ///< of an encoding
  std::vector<std::string> traits = {};
};

/// @throws Failure E-USAGE-VALUE for a name that is none of these, with the nearest; as values() does
ExplainResult explain(const ExplainOptions& options, const Context& context);

report::Document document(const ExplainResult& result);
/// "sextant.explain/1"
io::Json to_json(const ExplainResult& result);

}  // namespace sextant::tasks
