#include "sextant/cli/verbs.h"

#include <algorithm>
#include <utility>

namespace sextant::cli {

using settings::Option;

const std::vector<Verb>& verbs() {
  static const std::vector<Verb> all = [] {
    std::vector<Verb> made;
    for (auto& topic : {comparing_verbs(), training_verbs(), evaluating_verbs(), tokenizer_verbs(), looking_verbs()})
      made.insert(made.end(), topic.begin(), topic.end());
    return made;
  }();
  return all;
}

Option row(std::string name, settings::OptionType type, std::string fallback, std::string sentence) {
  return with_word({.name = std::move(name),
                    .key = {},
                    .type = type,
                    .fallback = std::move(fallback),
                    .sentence = std::move(sentence)});
}

std::vector<Option> without(std::vector<Option> rows, const std::vector<std::string_view>& names) {
  std::erase_if(
      rows, [&](const Option& option) { return std::find(names.begin(), names.end(), option.name) != names.end(); });
  return rows;
}

std::vector<Option> joined(std::vector<Option> rows, const std::vector<Option>& more) {
  rows.insert(rows.end(), more.begin(), more.end());
  return rows;
}

}  // namespace sextant::cli
