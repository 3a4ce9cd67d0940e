// A verb of the program as a row of data: its texts, its options, and the function that runs it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sextant/io/json.h"
#include "sextant/report/document.h"
#include "sextant/settings/config.h"
#include "sextant/settings/option.h"
#include "sextant/tasks/context.h"

namespace sextant::cli {

/// What a verb gives: `json` with --json; else its document, if it has one, else its text.
struct Outcome {
  io::Json json = {};
  std::optional<report::Document> document = {};
  std::string text = {};
  std::map<std::string, std::string> files = {};  ///< bytes by ending, ".csv", where the document's are not wanted
  int exit = 0;
};

/// What a verb is called with.
struct Call {
  const settings::Config& config;
  const tasks::Context& context;
  bool json;  ///< whether stdout is for one JSON object alone
};

struct Example {
  std::string command;
  std::string what;
};

struct Verb {
  std::string name;      ///< "train lm"
  std::string summary;   ///< a sentence without a full stop
  std::string synopsis;  ///< what stands after the name
  std::vector<Example> examples;
  std::vector<settings::Option> options;   ///< its own; those of every verb are in option_table.h
  std::vector<std::string> required = {};  ///< keys without which it cannot start
  bool writes_document = true;             ///< -o is the file of its document, not something of its own
  std::vector<std::string> endings = {};   ///< of -o, beyond those of every document: ".npy"
  bool config_by_place = false;            ///< a word ending in .toml or .json is a --config
  bool runs_bare = false;                  ///< does something useful without any word after it
  Outcome (*run)(const Call&);
};

/// All verbs, in the order of help.
const std::vector<Verb>& verbs();

}  // namespace sextant::cli
