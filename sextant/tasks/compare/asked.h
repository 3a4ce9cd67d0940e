// What a comparison was asked, as experiment.json and the command that repeats it say it.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "sextant/io/json.h"
#include "sextant/settings/spec.h"
#include "sextant/tasks/compare/command.h"
#include "sextant/tasks/compare/options.h"

namespace sextant::tasks {

/// Each field as text, by its name.
template <settings::Fields Options>
io::Json texts_of(const Options& options, const std::set<std::string, std::less<>>& without = {}) {
  io::Json json = io::Json::object();
  for (const auto& [key, value, sentence] : settings::options_list(options)) {
    if (!without.contains(key)) json[key] = value;
  }
  return json;
}

/// Training options that a comparison sets for each run, so that they say nothing about it.
const std::set<std::string, std::less<>>& set_by_runs();

/// The same of a comparison by figures: {"compare": {…}, "train": {…}}.
template <class Options>
io::Json asked_of(const Options& options) {
  io::Json json = {{"compare", texts_of(options)}, {"train", texts_of(options.train, set_by_runs())}};
  json["compare"]["pos"] = options.contest.pos;  // a list: a spec may hold the "/" of settings' lists
  return json;
}

/// The command that runs a comparison by figures again, without where its results go.
template <class Options>
std::string command_of(const std::string& task, const Options& options) {
  const Options defaults;
  train::TrainOptions train = options.train;
  if (options.epochs > 0) train.steps = defaults.train.steps;  // they follow from the epochs
  return "sextant compare " + task + " --data " + shell_word(options.data.data) +
         repeated_option("pos", options.contest.pos) + changed_words(options, defaults, {"data", "pos"}) +
         changed_words(train, defaults.train, set_by_runs());
}

/// Every option that may change a number, and the text's hash.
io::Json experiment_json(const CompareOptions& options, const std::string& text_sha256, int64_t text_tokens);
/// The options back. @throws std::runtime_error naming the field
CompareOptions options_of(const io::Json& json, const std::string& where);

}  // namespace sextant::tasks
