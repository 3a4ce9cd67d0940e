// The words of a command line, sorted by the option they belong to. Values are text; nobody has judged them yet.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sextant/settings/option.h"

namespace sextant::cli {

/// By option name. A flag written alone has its implied value, or "true".
using Arguments = std::map<std::string, std::vector<std::string>>;

/// Splits `arguments`, which stand after the verb `verb`. "--" ends the options; "-" is a value.
/// @throws tasks::Failure E-USAGE-OPTION for an unknown option, with the nearest known one, for an option without its
///         value, and for a word too many
Arguments split_arguments(const std::vector<std::string>& arguments, const std::vector<settings::Option>& options,
                          const std::string& verb);

}  // namespace sextant::cli
