// Help as text, made of the option table: the program, a verb, the cheat sheet.
#pragma once

#include <string>

#include "sextant/cli/verb.h"

namespace sextant::cli {

/// What the program is, and its verbs.
std::string program_help();
/// Synopsis, options with default, legal values, unit and bounds, examples.
std::string verb_help(const Verb& verb);
/// Two lines for stderr, when a verb stands alone.
std::string verb_usage(const Verb& verb);
/// The nouns of a verb like "train".
std::string nouns_help(const std::string& first_word);
/// One page of commands that do the usual things.
std::string cheatsheet();

}  // namespace sextant::cli
