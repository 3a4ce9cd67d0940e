#include "sextant/tasks/compare/command.h"

#include <algorithm>

namespace sextant::tasks {

std::string shell_word(const std::string& text) {
  const bool plain = text.find_first_of(" []{}()*?<>|&;'\"$`\\") == std::string::npos && !text.empty();
  return plain ? text : "'" + text + "'";
}

std::string repeated_option(const std::string& flag, const std::vector<std::string>& values) {
  std::string words;
  for (const std::string& value : values) words += " --" + flag + " " + shell_word(value);
  return words;
}

std::string option_words(const std::vector<std::pair<std::string, std::string>>& changed,
                         const std::set<std::string, std::less<>>& without) {
  std::string words;
  for (const auto& [key, value] : changed) {
    if (without.contains(key)) continue;
    std::string list = value;
    std::ranges::replace(list, '/', ',');
    words += " --" + key + " " + shell_word(list);
  }
  return words;
}

}  // namespace sextant::tasks
