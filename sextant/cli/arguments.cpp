// By hand, not by CLI11: that refuses "--name=", takes the word after a flag with an optional value, and has its own
// texts and exit codes; what would be left of it is less than this file.
#include "sextant/cli/arguments.h"

#include "sextant/settings/value.h"
#include "sextant/tasks/failure.h"

namespace sextant::cli {

namespace {

using settings::Option;
using settings::OptionType;

bool is_switch(const Option& option) { return option.type == OptionType::kFlag || !option.implied.empty(); }

std::string implied_value(const Option& option) { return option.implied.empty() ? "true" : option.implied; }

/// Goes over the words once; options may stand before, between and after the words given by place.
class Splitter {
 public:
  Splitter(const std::vector<std::string>& arguments, const std::vector<Option>& options, const std::string& verb)
      : arguments_(arguments), options_(options), verb_(verb) {}

  Arguments split() {
    bool options_ended = false;
    while (at_ < arguments_.size()) {
      const std::string& word = arguments_[at_++];
      if (options_ended || word.size() < 2 || word[0] != '-') {
        place(word);
      } else if (word == "--") {
        options_ended = true;
      } else if (word[1] == '-') {
        long_option(word);
      } else {
        letters(word);
      }
    }
    return std::move(found_);
  }

 private:
  void long_option(const std::string& word) {
    const size_t equals = word.find('=');
    const Option& option = named(word.substr(2, equals == std::string::npos ? equals : equals - 2));
    if (equals != std::string::npos)
      add(option, word.substr(equals + 1));
    else
      add(option, is_switch(option) ? implied_value(option) : next(word));
  }

  /// "-q", "-qj", "-oFILE", "-o FILE".
  void letters(const std::string& word) {
    for (size_t i = 1; i < word.size(); ++i) {
      const Option& option = lettered(word[i]);
      if (is_switch(option)) {
        add(option, implied_value(option));
        continue;
      }
      add(option, i + 1 < word.size() ? word.substr(i + 1) : next(word));
      return;
    }
  }

  /// The first option by place that has no value yet, or takes several.
  void place(const std::string& word) {
    for (const Option& option : options_) {
      if (!option.positional) continue;
      if (settings::is_list(option.type) || !found_.contains(option.name)) return add(option, word);
    }
    refuse("'" + word + "' is one word too many for '" + verb_ + "'");
  }

  void add(const Option& option, const std::string& value) { found_[option.name].push_back(value); }

  std::string next(const std::string& word) {
    if (at_ >= arguments_.size()) refuse("option '" + word + "' needs a value");
    return arguments_[at_++];
  }

  const Option& named(const std::string& name) const {
    std::vector<std::string> known;
    for (const Option& option : options_) {
      if (option.positional) continue;
      if (option.name == name) return option;
      for (const std::string& alias : option.aliases)
        if (alias == name) return option;
      known.push_back("--" + option.name);
    }
    refuse("unknown option '--" + name + "' of '" + verb_ + "'" + settings::did_you_mean("--" + name, known));
  }

  const Option& lettered(char letter) const {
    for (const Option& option : options_)
      if (option.letter == letter) return option;
    refuse(std::string("unknown option '-") + letter + "' of '" + verb_ + "'");
  }

  [[noreturn]] void refuse(const std::string& message) const {
    throw tasks::Failure({.code = "E-USAGE-OPTION", .message = message, .hints = {"sextant help " + verb_}});
  }

  const std::vector<std::string>& arguments_;
  const std::vector<Option>& options_;
  const std::string& verb_;
  size_t at_ = 0;
  Arguments found_ = {};
};

}  // namespace

Arguments split_arguments(const std::vector<std::string>& arguments, const std::vector<Option>& options,
                          const std::string& verb) {
  return Splitter(arguments, options, verb).split();
}

}  // namespace sextant::cli
