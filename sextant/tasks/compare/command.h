// The command that runs a comparison again, word by word.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sextant/settings/spec.h"

namespace sextant::tasks {

/// A word as a shell takes it: in quotes where it needs them.
std::string shell_word(const std::string& text);

/// " --FLAG VALUE" for each value.
std::string repeated_option(const std::string& flag, const std::vector<std::string>& values);
/// The same for rows of settings::changed(), whose lists have slashes where the command line has commas.
std::string option_words(const std::vector<std::pair<std::string, std::string>>& changed,
                         const std::set<std::string, std::less<>>& without);

/// The options that are not as they are by default.
template <settings::Fields Options>
std::string changed_words(const Options& options, const Options& defaults,
                          const std::set<std::string, std::less<>>& without) {
  return option_words(settings::changed(options, defaults), without);
}

}  // namespace sextant::tasks
