// The configuration of one call: presets, files, environment, flags and --set, merged in that order.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sextant/cli/arguments.h"
#include "sextant/cli/verb.h"
#include "sextant/settings/config.h"

namespace sextant::cli {

struct Configured {
  settings::Config config;
  std::vector<std::string> warnings;  ///< unknown SEXTANT_ variables
};

/// @param environment  all variables
/// @throws tasks::Failure E-CONFIG-KEY, E-CONFIG-FILE, E-USAGE-VALUE
Configured configure(const Verb& verb, const Arguments& arguments,
                     const std::map<std::string, std::string>& environment);

/// @throws tasks::Failure E-USAGE-OPTION naming the first option that the verb needs and has no value for
void check_required(const Verb& verb, const settings::Config& config);

}  // namespace sextant::cli
