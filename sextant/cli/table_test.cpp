// The option table against itself: what help, completion and configuration rely on, for every verb there is.
#include <gtest/gtest.h>

#include <set>

#include "sextant/cli/completion.h"
#include "sextant/cli/configure.h"
#include "sextant/cli/help.h"
#include "sextant/cli/option_table.h"
#include "sextant/cli/presets.h"
#include "sextant/cli/run.h"
#include "sextant/cli/verb.h"
#include "sextant/tasks/configuration.h"
#include "sextant/tasks/failure.h"

#include "tests/support/message_of.h"

namespace sextant::cli {
namespace {

TEST(Table, EveryOptionHasItsWordAndASentence) {
  for (const Verb& verb : verbs())
    for (const settings::Option& option : settings_of(verb)) {
      EXPECT_NE(word(option.name), nullptr) << verb.name << ": " << option.name << " is not in words.cpp";
      EXPECT_FALSE(option.sentence.empty()) << verb.name << ": " << option.name;
      EXPECT_FALSE(option.sentence.ends_with(".")) << verb.name << ": " << option.name;
    }
}

TEST(Table, EveryWordIsAnOptionOfSomeVerb) {
  std::set<std::string> names;
  for (const Verb& verb : verbs())
    for (const settings::Option& option : settings_of(verb)) names.insert(option.name);
  for (const Word& word : words()) EXPECT_TRUE(names.contains(std::string(word.name))) << word.name;
}

TEST(Table, NamesKeysAndLettersAreUniqueInAVerb) {
  for (const Verb& verb : verbs()) {
    std::set<std::string> names, keys;
    std::set<char> letters;
    for (const settings::Option& option : flags_of(verb)) {
      EXPECT_TRUE(names.insert(option.name).second) << verb.name << ": " << option.name;
      EXPECT_TRUE(option.key.empty() || keys.insert(option.key).second) << verb.name << ": " << option.key;
      EXPECT_TRUE(option.letter == '\0' || letters.insert(option.letter).second) << verb.name << ": " << option.name;
    }
  }
}

TEST(Table, EveryDefaultKeepsItsOwnRule) {
  for (const Verb& verb : verbs()) EXPECT_NO_THROW(configure(verb, {}, {})) << verb.name;
}

// So that a run's config.toml can be given to the verb that wrote it.
TEST(Table, RunsRecordTheirOptionsUnderTheKeysOfTheTable) {
  const std::set<std::string> of_the_folder = {"run", "runs", "resume"};
  for (const Verb& verb : verbs()) {
    if (!verb.name.starts_with("train ")) continue;
    for (const settings::Option& option : verb.options) {
      if (of_the_folder.contains(option.name)) continue;
      EXPECT_EQ(tasks::config_key(option.name), option.key) << verb.name << ": " << option.name;
    }
  }
}

TEST(Table, RequiredOptionsExist) {
  for (const Verb& verb : verbs())
    for (const std::string& name : verb.required) {
      bool found = false;
      for (const settings::Option& option : verb.options) found = found || option.name == name;
      EXPECT_TRUE(found) << verb.name << ": " << name;
    }
}

TEST(Table, EveryVerbHasASentenceAndThreeToFiveExamplesThatCallIt) {
  for (const Verb& verb : verbs()) {
    EXPECT_FALSE(verb.summary.empty() || verb.summary.ends_with(".")) << verb.name;
    EXPECT_GE(verb.examples.size(), 3u) << verb.name;
    EXPECT_LE(verb.examples.size(), 5u) << verb.name;
    for (const Example& example : verb.examples)
      EXPECT_NE(example.command.find("sextant " + verb.name), std::string::npos) << example.command;
  }
}

TEST(Table, HelpShowsEveryOption) {
  for (const Verb& verb : verbs()) {
    const std::string help = verb_help(verb);
    for (const settings::Option& option : flags_of(verb))
      EXPECT_NE(help.find(option.sentence.substr(0, option.sentence.find(' '))), std::string::npos)
          << verb.name << ": " << option.name;
    EXPECT_NE(program_help().find(verb.summary.substr(0, 10)), std::string::npos) << verb.name;
  }
}

TEST(Table, CompletionKnowsEveryVerbAndOption) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const std::string script = completion_script(shell);
    for (const Verb& verb : verbs())
      for (const settings::Option& option : flags_of(verb)) {
        const std::string text = option.positional ? verb.name : option.name;
        const size_t last_word = text.rfind(' ') + 1;
        EXPECT_NE(script.find(text.substr(last_word)), std::string::npos) << shell << ": " << verb.name << ": " << text;
      }
  }
  EXPECT_EQ(sextant::testing::message_of<tasks::Failure>([] { completion_script("fsh"); }),
            "completion is for bash, zsh, fish, got 'fsh'; did you mean 'zsh'?");
}

TEST(Table, PresetsAreReadAndUnknownOnesAreRefused) {
  const Verb* train = find_verb({"train", "lm"});
  ASSERT_NE(train, nullptr);
  for (const Preset& preset : presets()) {
    const Configured made = configure(*train, {{"preset", {std::string(preset.name)}}}, {});
    EXPECT_EQ(print(made.config.setting("model.layers").origin), "preset " + std::string(preset.name));
  }
  EXPECT_EQ(sextant::testing::message_of<tasks::Failure>([&] {
              configure(*train, {{"preset", {"xl"}}}, {});
            }),
            "--preset must be one of xs, s, m, got 'xl'; did you mean 'xs'?");
}

TEST(Table, CommandsAreQuotedAsAShellNeedsThem) {
  EXPECT_EQ(quoted_command({"train", "lm", "--pos", "rope+window:size=8", "it's", ""}),
            "sextant train lm --pos rope+window:size=8 'it'\\''s' ''");
}

TEST(Table, JsonIsWantedOnlyBeforeTheEndOfOptions) {
  EXPECT_TRUE(wants_json({"eval", "--json"}));
  EXPECT_FALSE(wants_json({"eval", "--", "--json"}));
}

}  // namespace
}  // namespace sextant::cli
