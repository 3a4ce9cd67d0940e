// The one table of options. A verb's rows are made of its task's fields() (type, default, sentence) and of the words
// of this table (section, unit, bounds, letter); parsing, help, completion and suggestions are made of the rows.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sextant/cli/verb.h"
#include "sextant/settings/option.h"

namespace sextant::cli {

/// What an option's name means wherever it stands: one meaning, one section, one unit.
struct Word {
  std::string_view name;
  std::string_view key;
  std::string_view unit = {};
  char letter = '\0';
  std::optional<settings::OptionType> type = {};  ///< where text is a path, a choice, a duration
  std::vector<std::string> legal = {};
  std::optional<double> least = {}, most = {};
  bool positional = false;
};
const std::vector<Word>& words();
/// The word, or null.
const Word* word(std::string_view name);

/// Gives a row its key, unit, letter and bounds. A name without a word gets the section `run`; a test forbids that.
settings::Option with_word(settings::Option row);

/// Options of every verb that are values of its configuration: --json, --output, --threads, …
const std::vector<settings::Option>& common_options();
/// Options that say how the configuration is made, or ask for help; no keys of it.
const std::vector<settings::Option>& meta_options();

/// Own, common and meta options of a verb.
std::vector<settings::Option> flags_of(const Verb& verb);
/// The configuration's rows: own and common options.
std::vector<settings::Option> settings_of(const Verb& verb);
/// The rows of all other verbs whose keys this one lacks.
std::vector<settings::Option> settings_elsewhere(const Verb& verb);

/// The verb named by the first one or two words of `arguments`, or null.
const Verb* find_verb(const std::vector<std::string>& arguments);
/// Names of all verbs; those of two words also by their first.
std::vector<std::string> verb_names();

}  // namespace sextant::cli
