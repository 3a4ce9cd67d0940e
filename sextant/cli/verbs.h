// The verbs by topic; verbs() of verb.h joins them in the order of help.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sextant/cli/option_table.h"
#include "sextant/cli/verb.h"

namespace sextant::cli {

std::vector<Verb> comparing_verbs();   ///< compare, demo
std::vector<Verb> training_verbs();    ///< train lm, train synthetic
std::vector<Verb> evaluating_verbs();  ///< eval, ppl, generate
std::vector<Verb> tokenizer_verbs();   ///< tokenizer train, encode, decode, check
std::vector<Verb> looking_verbs();     ///< inspect, doctor, …

/// A row that no aggregate has a field for.
settings::Option row(std::string name, settings::OptionType type, std::string fallback, std::string sentence);
/// The rows but those named: fields that the task decides by itself.
std::vector<settings::Option> without(std::vector<settings::Option> rows, const std::vector<std::string_view>& names);
/// `rows` and then `more`.
std::vector<settings::Option> joined(std::vector<settings::Option> rows, const std::vector<settings::Option>& more);

}  // namespace sextant::cli
