// Completion scripts for three shells, made of the option table: verbs, options, and the values of choices.
#pragma once

#include <string>

namespace sextant::cli {

/// @param shell  bash, zsh or fish
/// @throws tasks::Failure E-USAGE-VALUE for another shell
std::string completion_script(const std::string& shell);

}  // namespace sextant::cli
