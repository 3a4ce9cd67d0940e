#include "sextant/cli/help.h"

#include "sextant/cli/option_table.h"
#include "sextant/settings/value.h"

namespace sextant::cli {

namespace {

using settings::Option;
using settings::OptionType;

constexpr size_t kColumn = 30;  ///< where sentences begin
constexpr size_t kWidth = 100;  ///< where they are broken

/// A word for the value: "N", "PATH", "a|b".
std::string value_name(const Option& option) {
  switch (option.type) {
    case OptionType::kFlag:
      return "";
    case OptionType::kInteger:
      return "N";
    case OptionType::kReal:
      return "X";
    case OptionType::kIntegers:
      return "N,N,…";
    case OptionType::kReals:
      return "X,X,…";
    case OptionType::kDuration:
      return "TIME";
    case OptionType::kPath:
    case OptionType::kPaths:
      return "PATH";
    case OptionType::kChoice:
      return settings::join(option.legal, "|");
    case OptionType::kText:
    case OptionType::kTexts:
      return option.name == "pos" ? "SPEC" : option.name == "set" ? "KEY=VALUE" : "TEXT";
  }
  return "";
}

std::string spelling(const Option& option) {
  const std::string value = value_name(option);
  if (option.positional) return "  " + option.name + (settings::is_list(option.type) ? " …" : "");
  const std::string letter = option.letter == '\0' ? "    " : std::string("-") + option.letter + ", ";
  if (!option.implied.empty()) return "  " + letter + "--" + option.name + "[=" + value + "]";
  return "  " + letter + "--" + option.name + (value.empty() ? "" : " " + value);
}

/// "[steps, 0 or more; default 1000]", or "" if there is nothing to say.
std::string facts(const Option& option) {
  std::vector<std::string> parts;
  if (!option.unit.empty()) parts.push_back(option.unit);
  if (option.least && option.most)
    parts.push_back(settings::print_real(*option.least) + " to " + settings::print_real(*option.most));
  else if (option.least)
    parts.push_back(settings::print_real(*option.least) + " or more");
  if (option.type == OptionType::kTexts || option.type == OptionType::kPaths) parts.push_back("repeatable");
  if (!option.fallback.empty() && option.type != OptionType::kFlag) parts.push_back("default " + option.fallback);
  if (option.type == OptionType::kFlag && option.fallback == "true") parts.push_back("on; --" + option.name + "=false");
  return parts.empty() ? "" : " [" + settings::join(parts, ", ") + "]";
}

/// Columns of UTF-8 text: bytes that do not continue a character.
size_t columns(const std::string& text) {
  size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  return count;
}

/// Two columns, the right one broken between words.
std::string two_columns(const std::string& left, const std::string& right) {
  std::string text = left;
  size_t at = columns(left);
  const auto new_line = [&] {
    text += "\n" + std::string(kColumn, ' ');
    at = kColumn;
  };
  if (at + 2 > kColumn) {
    new_line();
  } else {
    text += std::string(kColumn - at, ' ');
    at = kColumn;
  }
  for (const std::string& word : settings::split(right, ' ')) {
    if (at > kColumn && at + 1 + columns(word) > kWidth) new_line();
    if (at > kColumn) {
      text += ' ';
      ++at;
    }
    text += word;
    at += columns(word);
  }
  return text + "\n";
}

std::string option_lines(const std::vector<Option>& options, bool positional) {
  std::string text;
  for (const Option& option : options)
    if (option.positional == positional) text += two_columns(spelling(option), option.sentence + facts(option));
  return text;
}

std::string titled(const std::string& title, const std::string& lines) {
  return lines.empty() ? "" : "\n" + title + ":\n" + lines;
}

std::string example_lines(const std::vector<Example>& examples) {
  std::string text;
  for (const Example& example : examples) text += "  # " + example.what + "\n  " + example.command + "\n";
  return text;
}

std::string usage_line(const Verb& verb) {
  return "usage: sextant " + verb.name + (verb.synopsis.empty() ? "" : " " + verb.synopsis) + "\n";
}

std::string verb_lines(const std::string& first_word) {
  std::string text;
  for (const Verb& verb : verbs())
    if (first_word.empty() || verb.name.starts_with(first_word + " "))
      text += two_columns("  " + verb.name, verb.summary);
  return text;
}

}  // namespace

std::string program_help() {
  return "sextant: positional encodings, from definition to measured difference\n\n"
         "usage: sextant VERB [options]\n" +
         titled("verbs",
                verb_lines("") +
                    two_columns("  help [VERB|cheatsheet]", "this text, a verb's options, a page of commands") +
                    two_columns("  completion bash|zsh|fish", "a script that completes verbs and options")) +
         "\nsextant help VERB lists the options of a verb; sextant --version prints the version.\n";
}

std::string verb_help(const Verb& verb) {
  std::vector<Option> every = common_options();
  every.insert(every.end(), meta_options().begin(), meta_options().end());
  return usage_line(verb) + "\n" + verb.summary + "\n" + titled("arguments", option_lines(verb.options, true)) +
         titled("options", option_lines(verb.options, false)) +
         titled("options of every verb", option_lines(every, false)) + titled("examples", example_lines(verb.examples));
}

std::string verb_usage(const Verb& verb) {
  return usage_line(verb) + "sextant help " + verb.name + " lists the options\n";
}

std::string nouns_help(const std::string& first_word) {
  return "usage: sextant " + first_word + " WHAT [options]\n" + titled("what", verb_lines(first_word)) +
         "\nsextant help " + first_word + " WHAT lists the options\n";
}

std::string cheatsheet() {
  std::string text = "sextant cheat sheet\n";
  for (const Verb& verb : verbs()) text += "\n" + verb.name + ": " + verb.summary + "\n" + example_lines(verb.examples);
  return text;
}

}  // namespace sextant::cli
