#include "sextant/cli/completion.h"

#include "sextant/cli/option_table.h"
#include "sextant/settings/value.h"
#include "sextant/tasks/failure.h"

namespace sextant::cli {

namespace {

using settings::Option;
using settings::OptionType;

const std::vector<std::string> kShells = {"bash", "zsh", "fish"};

std::vector<std::string> first_words() {
  std::vector<std::string> names = verb_names();
  names.insert(names.end(), {"help", "completion"});
  return names;
}

/// Second words of the verbs that begin with `first`.
std::vector<std::string> nouns(const std::string& first) {
  std::vector<std::string> found;
  for (const Verb& verb : verbs())
    if (verb.name.starts_with(first + " ")) found.push_back(verb.name.substr(first.size() + 1));
  return found;
}

std::string flags(const Verb& verb) {
  std::vector<std::string> words;
  for (const Option& option : flags_of(verb))
    if (!option.positional) words.push_back("--" + option.name);
  return settings::join(words, " ");
}

/// Options with words to choose from, over all verbs, once each.
std::vector<Option> choices() {
  std::vector<Option> found;
  for (const Verb& verb : verbs())
    for (const Option& option : flags_of(verb)) {
      bool known = option.legal.empty() || option.positional;
      for (const Option& other : found) known = known || other.name == option.name;
      if (!known) found.push_back(option);
    }
  return found;
}

/// Bash's function; zsh runs it through its own compatibility layer.
std::string bash() {
  std::string text =
      "# sextant completion bash > ~/.local/share/bash-completion/completions/sextant\n"
      "_sextant() {\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} words=\n"
      "  case \"$before\" in\n";
  for (const Option& option : choices())
    text += "    --" + option.name + ") COMPREPLY=($(compgen -W '" + settings::join(option.legal, " ") +
            "' -- \"$word\")); return ;;\n";
  text += "  esac\n";
  text += "  if [ \"$COMP_CWORD\" -eq 1 ]; then words='" + settings::join(first_words(), " ") + " --help --version'\n";
  text += "  else case \"${COMP_WORDS[1]} ${COMP_WORDS[2]}\" in\n";
  // The first pattern that fits counts: "compare classify" stands before "compare", which offers both.
  for (const Verb& verb : verbs())
    if (verb.name.find(' ') != std::string::npos) text += "    '" + verb.name + "'*) words='" + flags(verb) + "' ;;\n";
  for (const std::string& first : verb_names()) {
    std::vector<std::string> offered = nouns(first);
    if (const Verb* alone = find_verb({first})) offered.push_back(flags(*alone));
    text += "    '" + first + " '*) words='" + settings::join(offered, " ") + "' ;;\n";
  }
  text += "    'help '*) words='" + settings::join(verb_names(), " ") + " cheatsheet' ;;\n";
  text += "    'completion '*) words='" + settings::join(kShells, " ") + "' ;;\n";
  text += "  esac; fi\n";
  text += "  case \"$word\" in -*) ;; *) COMPREPLY=($(compgen -f -- \"$word\")) ;; esac\n";
  text += "  COMPREPLY+=($(compgen -W \"$words\" -- \"$word\"))\n}\n";
  return text + "complete -o filenames -F _sextant sextant\n";
}

std::string zsh() {
  return "#compdef sextant\n# sextant completion zsh > ~/.zsh/completions/_sextant, a folder of $fpath\n"
         "autoload -U +X bashcompinit && bashcompinit\n" +
         bash();
}

std::string quoted(std::string text) {
  for (size_t at = 0; (at = text.find('\'', at)) != std::string::npos; at += 2) text.replace(at, 1, "\\'");
  return "'" + text + "'";
}

std::string fish_option(const std::string& condition, const Option& option) {
  std::string line = "complete -c sextant -n " + quoted(condition) + " -l " + option.name;
  if (option.letter != '\0') line += std::string(" -s ") + option.letter;
  if (option.type != OptionType::kFlag && option.implied.empty()) line += " -r";
  if (!option.legal.empty()) line += " -a " + quoted(settings::join(option.legal, " "));
  return line + " -d " + quoted(option.sentence) + "\n";
}

std::string fish() {
  std::string text = "# sextant completion fish > ~/.config/fish/completions/sextant.fish\n";
  text += "complete -c sextant -n __fish_use_subcommand -f -a " + quoted(settings::join(first_words(), " ")) + "\n";
  for (const std::string& first : verb_names())
    if (!nouns(first).empty())
      text += "complete -c sextant -n '__fish_seen_subcommand_from " + first + "' -f -a " +
              quoted(settings::join(nouns(first), " ")) + "\n";
  for (const Verb& verb : verbs()) {
    std::string condition;
    for (const std::string& word : settings::split(verb.name, ' '))
      condition += (condition.empty() ? "" : "; and ") + ("__fish_seen_subcommand_from " + word);
    for (const Option& option : flags_of(verb))
      if (!option.positional) text += fish_option(condition, option);
  }
  return text;
}

}  // namespace

std::string completion_script(const std::string& shell) {
  if (shell == "bash") return bash();
  if (shell == "zsh") return zsh();
  if (shell == "fish") return fish();
  throw tasks::Failure({.code = "E-USAGE-VALUE",
                        .message = "completion is for " + settings::join(kShells, ", ") + ", got '" + shell + "'" +
                                   settings::did_you_mean(shell, kShells),
                        .hints = {"sextant completion bash"}});
}

}  // namespace sextant::cli
