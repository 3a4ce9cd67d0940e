// One call of the program, from its words to its exit code.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace sextant::cli {

/// @param arguments    without the program's name
/// @param environment  all variables
/// @return the exit code; whatever goes wrong is thrown
int run(const std::vector<std::string>& arguments, const std::map<std::string, std::string>& environment);

/// The command line as a shell would take it.
std::string quoted_command(const std::vector<std::string>& arguments);

/// Whether --json is among the words, known before they are parsed, so that even their errors are JSON.
bool wants_json(const std::vector<std::string>& arguments);

}  // namespace sextant::cli
