// One option of the program as a row of data: its flag, its key in files, its variable, its default, its sentence.
//
// Parsing, help, completion, the reference page and every "did you mean" are made from these rows.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace sextant::settings {

enum class OptionType {
  kFlag,      ///< true or false
  kInteger,   ///< one integer
  kReal,      ///< one finite number
  kText,      ///< any text
  kChoice,    ///< one word of Option::legal
  kIntegers,  ///< a list; on the command line a,b,c or repeated
  kReals,     ///< likewise
  kTexts,     ///< a list; on the command line repeated, never split
  kDuration,  ///< 90, 30m, 1h30m
  kPath,   ///< of a file or folder; "-" is a stream, "builtin:x" no file. Relative to the file that says it, or to the
           ///< working folder
  kPaths,  ///< a list of those
};

struct Option {
  std::string name;  ///< "batch-size": the flag without its dashes, or the word of a positional
  std::string key;   ///< "train.batch-size": section and key in files
  OptionType type;
  std::string fallback;                   ///< the default as text, a list with commas; empty = none
  std::vector<std::string> legal = {};    ///< the words of a kChoice; elsewhere examples for completion
  std::string unit = {};                  ///< "tokens", "seconds"; empty if the number counts what the name says
  std::string sentence;                   ///< what it does, without a full stop
  std::string since = {};                 ///< version that brought it
  std::vector<std::string> aliases = {};  ///< older names, still read
  std::vector<std::string> verbs = {};    ///< "train lm", …; none = every verb
  char letter = '\0';                     ///< "-o"; none = '\0'
  bool positional = false;                ///< given by place, not by flag
  std::string implied = {};               ///< value of the flag written alone; another one needs "=": --resume=PATH
  std::optional<double> least = {};       ///< bounds of a number, both included
  std::optional<double> most = {};
};

/// SEXTANT_BATCH_SIZE
std::string variable_of(const Option& option);
/// Whether a kPath means the file system: not "", not "-", and not "builtin:NAME" or another word with a colon.
bool names_file(const std::string& value);
/// Whether the option holds several values.
bool is_list(OptionType type);

}  // namespace sextant::settings
