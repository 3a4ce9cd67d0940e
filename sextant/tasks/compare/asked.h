// What a comparison of texts was asked, as experiment.json holds it.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "sextant/io/json.h"
#include "sextant/settings/spec.h"
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

/// Every option that may change a number, and the text's hash.
io::Json experiment_json(const CompareOptions& options, const std::string& text_sha256, int64_t text_tokens);
/// The options back. @throws std::runtime_error naming the field
CompareOptions options_of(const io::Json& json, const std::string& where);

}  // namespace sextant::tasks
