#include "sextant/cli/run.h"

#include <algorithm>
#include <memory>

#include "sextant/cli/arguments.h"
#include "sextant/cli/completion.h"
#include "sextant/cli/configure.h"
#include "sextant/cli/deliver.h"
#include "sextant/cli/errors.h"
#include "sextant/cli/help.h"
#include "sextant/cli/option_table.h"
#include "sextant/cli/progress.h"
#include "sextant/cli/signals.h"
#include "sextant/cli/streams.h"
#include "sextant/cli/version.h"
#include "sextant/settings/config_print.h"
#include "sextant/settings/value.h"
#include "sextant/tasks/device.h"
#include "sextant/tasks/processes.h"
#include "sextant/tasks/routed_warnings.h"
#include "sextant/tasks/threads.h"

namespace sextant::cli {

namespace {

using Words = std::vector<std::string>;

[[noreturn]] void refuse_verb(const std::string& given, const Words& known) {
  throw tasks::Failure({.code = "E-USAGE-OPTION",
                        .message = "unknown verb '" + given + "'" + settings::did_you_mean(given, known),
                        .hints = {"sextant help"}});
}

bool is_help(const std::string& word) { return word == "-h" || word == "--help" || word == "--help-all"; }

/// Full names of the verbs that begin with this word and have another: "train lm".
Words family_of(const std::string& first) {
  Words names;
  for (const Verb& verb : verbs())
    if (verb.name.starts_with(first + " ")) names.push_back(verb.name);
  return names;
}

/// What stands for a verb that is only half said, or unknown.
int no_verb(const Words& arguments) {
  const std::string& first = arguments.front();
  const Words family = family_of(first);
  if (family.empty()) {
    Words known = verb_names();
    known.insert(known.end(), {"help", "completion"});
    refuse_verb(first, known);
  }
  if (arguments.size() > 1 && is_help(arguments[1])) {
    print_out(nouns_help(first));
    return kDone;
  }
  if (arguments.size() > 1 && !arguments[1].starts_with("-")) refuse_verb(first + " " + arguments[1], family);
  print_err(nouns_help(first));
  return kUsage;
}

int help(const Words& topics) {
  if (topics.empty() || is_help(topics.front())) {
    print_out(program_help());
  } else if (topics.front() == "cheatsheet") {
    print_out(cheatsheet());
  } else if (const Verb* verb = find_verb(topics)) {
    print_out(verb_help(*verb));
  } else if (!family_of(topics.front()).empty()) {
    print_out(nouns_help(topics.front()));
  } else {
    Words known = verb_names();
    known.emplace_back("cheatsheet");
    refuse_verb(topics.front(), known);
  }
  return kDone;
}

int completion(const Words& shells) {
  if (shells.size() == 1 && !is_help(shells.front())) {
    print_out(completion_script(shells.front()));
    return kDone;
  }
  const std::string usage = "usage: sextant completion bash|zsh|fish\n";
  const bool asked = !shells.empty() && is_help(shells.front());
  asked ? print_out(usage) : print_err(usage);
  return asked ? kDone : kUsage;
}

/// Talk of a task, to stderr, as the options of every verb want it.
class Talk {
 public:
  Talk(const settings::Config& config, const std::string& command, train::Ranks* ranks)
      : quiet_(config.flag("run.quiet") || (ranks != nullptr && !ranks->first())),
        strict_(config.flag("run.strict")),
        silenced_(config.texts("run.no-warn")),
        progress_(quiet_ ? ProgressStyle::kNone : progress_style(config.text("run.progress"))) {
    context_ = {.on_progress = [this](const tasks::Progress& step) { progress_.show(step); },
                .on_line = [this](std::string_view text) { line(text); },
                .on_warning = [this](std::string_view id, std::string_view text) { warn(id, text); },
                .should_stop = [] { return stop_signal() != 0; },
                .device = tasks::usable_device(config.text("budget.device")),
                .ranks = ranks,
                .command = command};
  }

  const tasks::Context& context() const { return context_; }

  void warn(std::string_view id, std::string_view text) {
    if (std::find(silenced_.begin(), silenced_.end(), id) != silenced_.end()) return;
    if (strict_) throw tasks::Failure({.code = std::string(id), .message = std::string(text), .why = "--strict"});
    if (!quiet_) progress_.line("warning[" + std::string(id) + "]: " + std::string(text));
  }

 private:
  void line(std::string_view text) {
    if (!quiet_) progress_.line(text);
  }

  bool quiet_, strict_;
  Words silenced_;
  ProgressPrinter progress_;
  tasks::Context context_ = {};
};

int print_config(const settings::Config& config, const std::string& what) {
  if (what != "all" && what != "changed")
    throw tasks::Failure({.code = "E-USAGE-VALUE", .message = "--print-config is all or changed, got '" + what + "'"});
  const auto printed = what == "changed" ? settings::Printed::kChanged : settings::Printed::kAll;
  print_out(config.flag("run.json") ? print_json(config, printed) + "\n" : print_toml(config, printed));
  return kDone;
}

/// For verbs that take a file of settings by place: "run.toml" means "--config=run.toml".
Words with_config_files(const Verb& verb, Words words) {
  if (!verb.config_by_place) return words;
  for (Words::iterator word = words.begin(); word != words.end(); ++word) {
    const bool value_of_option = word != words.begin() && (word - 1)->starts_with("-");
    if (!value_of_option && !word->starts_with("-") && (word->ends_with(".toml") || word->ends_with(".json")))
      *word = "--config=" + *word;
  }
  return words;
}

/// The processes mpirun started, for a verb that has work for more than one.
std::unique_ptr<train::Ranks> join(const Verb& verb, const settings::Config& config) {
  const bool trains = verb.name.starts_with("train ");
  if (trains) return tasks::join_processes(config.seconds("budget.rank-timeout"));
  if (tasks::processes() == 1) return nullptr;
  throw tasks::Failure(
      {.code = "E-USAGE-OPTION",
       .message = "'" + verb.name + "' runs in one process, and mpirun started " + std::to_string(tasks::processes()),
       .hints = {"sextant " + verb.name + " without mpirun"}});
}

int run_verb(const Verb& verb, const Words& rest, const std::map<std::string, std::string>& environment,
             const std::string& command) {
  if (rest.empty() && !verb.runs_bare) {
    print_err(verb_usage(verb));
    return kUsage;
  }
  const Arguments arguments = split_arguments(with_config_files(verb, rest), flags_of(verb), verb.name);
  if (arguments.contains("help")) {
    print_out(verb_help(verb));
    return kDone;
  }
  const Configured configured = configure(verb, arguments, environment);
  const settings::Config& config = configured.config;
  if (arguments.contains("print-config")) return print_config(config, arguments.at("print-config").back());
  check_required(verb, config);
  check_output(verb, config);
  tasks::use_threads(config.integer("budget.threads"));
  const std::unique_ptr<train::Ranks> ranks = join(verb, config);
  Talk talk(config, command, ranks.get());
  const tasks::RoutedWarnings warnings(talk.context());
  for (const std::string& warning : configured.warnings) talk.warn("W-ENV-UNKNOWN", warning);
  const Outcome outcome = verb.run({.config = config, .context = talk.context(), .json = config.flag("run.json")});
  if (ranks == nullptr || ranks->first()) deliver(verb, outcome, config);
  return outcome.exit;
}

bool is_plain(const std::string& word) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=./:,+@%";
  return !word.empty() && word.find_first_not_of(kPlain) == std::string::npos;
}

}  // namespace

std::string quoted_command(const Words& arguments) {
  std::string text = "sextant";
  for (const std::string& word : arguments) {
    if (is_plain(word)) {
      text += " " + word;
      continue;
    }
    text += " '";
    for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    text += "'";
  }
  return text;
}

bool wants_json(const Words& arguments) {
  const auto end = std::find(arguments.begin(), arguments.end(), "--");
  return std::find(arguments.begin(), end, "--json") != end;
}

int run(const Words& arguments, const std::map<std::string, std::string>& environment) {
  if (arguments.empty()) {
    print_err(program_help());
    return kUsage;
  }
  const std::string& first = arguments.front();
  const Words rest(arguments.begin() + 1, arguments.end());
  if (is_help(first)) return help({});
  if (first == "help") return help(rest);
  if (first == "completion") return completion(rest);
  if (first == "--version") {
    print_out(wants_json(rest) ? version_json() : version_text());
    return kDone;
  }
  if (first.starts_with("-"))
    throw tasks::Failure({.code = "E-USAGE-OPTION",
                          .message = "options come after a verb, got '" + first + "'",
                          .hints = {"sextant help"}});
  const Verb* verb = find_verb(arguments);
  if (verb == nullptr) return no_verb(arguments);
  const auto words = 1 + std::count(verb->name.begin(), verb->name.end(), ' ');
  return run_verb(*verb, Words(arguments.begin() + words, arguments.end()), environment, quoted_command(arguments));
}

}  // namespace sextant::cli
