#include "sextant/cli/option_table.h"

#include <algorithm>

#include "sextant/cli/binding.h"

namespace sextant::cli {

using settings::Option;
using settings::OptionType;

Option with_word(Option row) {
  const Word* found = word(row.name);
  if (found == nullptr) {
    row.key = "run." + row.name;
    return row;
  }
  row.key = found->key;
  row.unit = found->unit;
  row.letter = found->letter;
  row.least = found->least;
  row.most = found->most;
  row.positional = found->positional;
  if (found->type) row.type = *found->type;
  if (!found->legal.empty()) row.legal = found->legal;
  return row;
}

const std::vector<Option>& common_options() {
  static const std::vector<Option> rows = [] {
    std::vector<Option> made = {
        {.name = "json",
         .key = {},
         .type = OptionType::kFlag,
         .fallback = "false",
         .sentence = "print one JSON object"},
        {.name = "output",
         .key = {},
         .type = OptionType::kPath,
         .fallback = "",
         .sentence = "file of the result; its ending chooses html, md, json, csv, svg, png or txt"},
        {.name = "overwrite",
         .key = {},
         .type = OptionType::kFlag,
         .fallback = "false",
         .sentence = "replace what is there already"},
        {.name = "quiet",
         .key = {},
         .type = OptionType::kFlag,
         .fallback = "false",
         .sentence = "say nothing but errors"},
        {.name = "progress",
         .key = {},
         .type = OptionType::kChoice,
         .fallback = "auto",
         .legal = {"auto", "bar", "plain", "json", "none"},
         .sentence = "how progress is shown on stderr"},
        {.name = "color",
         .key = {},
         .type = OptionType::kChoice,
         .fallback = "auto",
         .legal = {"auto", "always", "never"},
         .sentence = "colours in the terminal; NO_COLOR is honoured"},
        {.name = "threads",
         .key = {},
         .type = OptionType::kInteger,
         .fallback = "0",
         .sentence = "threads to compute with; 0 for all cores"},
        {.name = "device",
         .key = {},
         .type = OptionType::kText,
         .fallback = "auto",
         .sentence = "where models compute: auto, cpu, cuda or cuda:N"},
        {.name = "no-warn",
         .key = {},
         .type = OptionType::kTexts,
         .fallback = "",
         .sentence = "ids of warnings to leave out"},
        {.name = "strict",
         .key = {},
         .type = OptionType::kFlag,
         .fallback = "false",
         .sentence = "treat warnings as errors"},
    };
    std::transform(made.begin(), made.end(), made.begin(), with_word);
    return made;
  }();
  return rows;
}

const std::vector<Option>& meta_options() {
  static const std::vector<Option> rows = {
      {.name = "config",
       .key = {},
       .type = OptionType::kPaths,
       .fallback = "",
       .sentence = "TOML or JSON file of settings; later files win",
       .letter = 'c'},
      {.name = "preset",
       .key = {},
       .type = OptionType::kText,
       .fallback = "",
       .legal = {"xs", "s", "m"},
       .sentence = "size of the model: xs (2 layers of 96), s (4 of 192), m (6 of 256)"},
      {.name = "set",
       .key = {},
       .type = OptionType::kTexts,
       .fallback = "",
       .sentence = "KEY=VALUE, stronger than every other way to say it"},
      {.name = "print-config",
       .key = {},
       .type = OptionType::kChoice,
       .fallback = "",
       .legal = {"all", "changed"},
       .sentence = "print the settings with the origin of each, and stop",
       .implied = "all"},
      {.name = "help",
       .key = {},
       .type = OptionType::kFlag,
       .fallback = "false",
       .sentence = "print this help and stop",
       .aliases = {"help-all"},
       .letter = 'h'},
  };
  return rows;
}

std::vector<Option> settings_of(const Verb& verb) {
  std::vector<Option> rows = verb.options;
  for (const Option& row : common_options())
    if (!detail::listed(rows, row.name)) rows.push_back(row);
  return rows;
}

std::vector<Option> flags_of(const Verb& verb) {
  std::vector<Option> rows = settings_of(verb);
  rows.insert(rows.end(), meta_options().begin(), meta_options().end());
  return rows;
}

std::vector<Option> settings_elsewhere(const Verb& verb) {
  const std::vector<Option> own = settings_of(verb);
  std::vector<Option> rows;
  for (const Verb& other : verbs())
    for (const Option& row : other.options)
      if (!detail::listed(own, row.name) && !detail::listed(rows, row.name)) rows.push_back(row);
  return rows;
}

const Verb* find_verb(const std::vector<std::string>& arguments) {
  if (arguments.empty()) return nullptr;
  // "compare classify" before "compare".
  for (const size_t words : {2, 1}) {
    if (arguments.size() < words) continue;
    const std::string name = words == 1 ? arguments[0] : arguments[0] + " " + arguments[1];
    const auto found = std::ranges::find(verbs(), name, &Verb::name);
    if (found != verbs().end()) return &*found;
  }
  return nullptr;
}

std::vector<std::string> verb_names() {
  std::vector<std::string> names;
  for (const Verb& verb : verbs()) {
    const std::string first = verb.name.substr(0, verb.name.find(' '));
    if (names.empty() || names.back() != first) names.push_back(first);
  }
  return names;
}

namespace detail {

bool listed(const std::vector<Option>& rows, std::string_view name) {
  return std::any_of(rows.begin(), rows.end(), [&](const Option& row) { return row.name == name; });
}

}  // namespace detail

}  // namespace sextant::cli
