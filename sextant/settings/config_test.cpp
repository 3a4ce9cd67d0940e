#include "sextant/settings/config.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "sextant/settings/config_print.h"
#include "sextant/settings/layers.h"

#include "tests/support/message_of.h"
#include "tests/support/temporary_folder.h"

namespace sextant::settings {
namespace {

using sextant::testing::message_of;
using sextant::testing::TemporaryFolder;

std::vector<Option> sample_options() {
  return {
      {.name = "data", .key = "data.path", .type = OptionType::kPath, .fallback = "", .sentence = "text to learn"},
      {.name = "pos", .key = "encodings.pos", .type = OptionType::kTexts, .fallback = "rope", .sentence = "encodings"},
      {.name = "lr", .key = "train.lr", .type = OptionType::kReal, .fallback = "6e-4", .sentence = "rate", .least = 0},
      {.name = "batch-size",
       .key = "train.batch-size",
       .type = OptionType::kInteger,
       .fallback = "16",
       .sentence = "windows of a step",
       .aliases = {"batch"},
       .least = 1},
      {.name = "norm",
       .key = "model.norm",
       .type = OptionType::kChoice,
       .fallback = "layer",
       .legal = {"layer", "rms"},
       .sentence = "kind of norm"},
      {.name = "lengths", .key = "test.lengths", .type = OptionType::kIntegers, .fallback = "", .sentence = "lengths"},
      {.name = "time", .key = "budget.time", .type = OptionType::kDuration, .fallback = "", .sentence = "limit"},
      {.name = "dry-run", .key = "run.dry-run", .type = OptionType::kFlag, .fallback = "false", .sentence = "plan"},
  };
}

std::vector<Option> other_verbs_options() {
  return {
      {.name = "tokens", .key = "run.tokens", .type = OptionType::kInteger, .fallback = "100", .sentence = "tokens"}};
}

Config sample() { return Config(sample_options(), other_verbs_options()); }

constexpr Origin kFlagOrigin() { return {.layer = Layer::kFlag}; }

TEST(Config, LaterLayersWinInWhateverOrderTheyAreRead) {
  Config config = sample();
  merge_assignment(config, "train.lr=5");
  config.set("train.lr", {"4"}, {.layer = Layer::kFlag, .where = "--lr"});
  EXPECT_TRUE(merge_environment(config, {{"SEXTANT_LR", "3"}}).empty());
  merge_toml(config, "[train]\nlr = 2", "run.toml", Layer::kFile);
  merge_toml(config, "[train]\nlr = 1", "s", Layer::kPreset);
  EXPECT_EQ(config.real("train.lr"), 5);
  EXPECT_EQ(print(config.setting("train.lr").origin), "set --set");
}

TEST(Config, EachLayerBeatsTheOneBefore) {
  Config config = sample();
  EXPECT_EQ(config.real("train.lr"), 6e-4);
  EXPECT_FALSE(config.given("train.lr"));
  merge_toml(config, "[train]\nlr = 1", "s", Layer::kPreset);
  EXPECT_EQ(config.real("train.lr"), 1);
  EXPECT_EQ(print(config.setting("train.lr").origin), "preset s");
  merge_toml(config, "[train]\nlr = 2", "a.toml", Layer::kFile);
  merge_toml(config, "\n[train]\nlr = 3", "b.toml", Layer::kFile);
  EXPECT_EQ(config.real("train.lr"), 3);
  EXPECT_EQ(print(config.setting("train.lr").origin), "file b.toml:3");
  merge_environment(config, {{"SEXTANT_LR", "4"}});
  EXPECT_EQ(print(config.setting("train.lr").origin), "env SEXTANT_LR");
  config.set("train.lr", {"5"}, {.layer = Layer::kFlag, .where = "--lr"});
  EXPECT_EQ(print(config.setting("train.lr").origin), "flag --lr");
  EXPECT_TRUE(config.given("train.lr"));
}

TEST(Config, GettersGiveEachTypeAndUnsetTextAndListsAreEmpty) {
  Config config = sample();
  EXPECT_EQ(config.text("data.path"), "");
  EXPECT_FALSE(config.has("data.path"));
  EXPECT_EQ(config.integers("test.lengths"), std::vector<int64_t>{});
  EXPECT_EQ(config.texts("encodings.pos"), std::vector<std::string>{"rope"});
  EXPECT_FALSE(config.flag("run.dry-run"));
  EXPECT_EQ(config.integer("train.batch-size"), 16);
  config.set("test.lengths", {"128,256", "512"}, kFlagOrigin());
  EXPECT_EQ(config.integers("test.lengths"), (std::vector<int64_t>{128, 256, 512}));
  config.set("budget.time", {"1h30m"}, kFlagOrigin());
  EXPECT_EQ(config.seconds("budget.time"), 5400);
  config.set("encodings.pos", {"rope:base=1,scaling=yarn", "alibi"}, kFlagOrigin());
  EXPECT_EQ(config.texts("encodings.pos"), (std::vector<std::string>{"rope:base=1,scaling=yarn", "alibi"}));
}

TEST(Config, UnderscoresAndOlderNamesMeanTheSameKey) {
  Config config = sample();
  merge_toml(config, "[train]\nbatch_size = 4", "a.toml", Layer::kFile);
  EXPECT_EQ(config.integer("train.batch-size"), 4);
  config.set("train.batch", {"5"}, kFlagOrigin());
  EXPECT_EQ(config.integer("train.batch-size"), 5);
}

TEST(Config, WrongValuesAreRefusedWithKeyValueAndPlace) {
  Config config = sample();
  const auto message = [&](std::string_view key, const std::string& value) {
    return message_of<ConfigError>([&] { config.set(key, {value}, {.layer = Layer::kFlag, .where = "--x"}); });
  };
  EXPECT_EQ(message("train.lr", "fast"), "train.lr must be a number of at least 0, got 'fast' (--x)");
  EXPECT_EQ(message("train.batch-size", "0"), "train.batch-size must be an integer of at least 1, got '0' (--x)");
  EXPECT_EQ(message("model.norm", "layr"),
            "model.norm must be one of layer, rms, got 'layr' (--x); did you mean 'layer'?");
  EXPECT_EQ(message("run.dry-run", "1"), "run.dry-run must be true or false, got '1' (--x)");
  EXPECT_EQ(message("budget.time", "soon"), "budget.time must be a duration like 90, 30m or 1h30m, got 'soon' (--x)");
  EXPECT_EQ(message("test.lengths", "1,,2"), "test.lengths must be an integer, got '' (--x)");
  EXPECT_EQ(message_of<ConfigError>([&] {
              config.set("train.lr", {"1", "2"}, kFlagOrigin());
            }),
            "train.lr must be one value, got 2");
}

TEST(Config, BoundsOnBothSidesAreNamed) {
  Config config(
      {{.name = "p", .key = "a.p", .type = OptionType::kReal, .fallback = "", .sentence = "", .least = 0, .most = 1},
       {.name = "q", .key = "a.q", .type = OptionType::kReal, .fallback = "", .sentence = "", .most = 1}});
  EXPECT_EQ(message_of<ConfigError>([&] { config.set("a.p", {"2"}, kFlagOrigin()); }),
            "a.p must be a number from 0 to 1, got '2'");
  EXPECT_EQ(message_of<ConfigError>([&] { config.set("a.q", {"2"}, kFlagOrigin()); }),
            "a.q must be a number of at most 1, got '2'");
}

TEST(Config, UnknownKeysAreRefusedWithASuggestionAndThoseOfOtherVerbsAreNot) {
  Config config = sample();
  const auto message = [&](const std::string& toml) {
    return message_of<ConfigError>([&] { merge_toml(config, toml, "run.toml", Layer::kFile); });
  };
  EXPECT_EQ(message("[train]\nbatch-sise = 1"),
            "unknown key 'train.batch-sise' (run.toml:2); did you mean 'train.batch-size'?");
  EXPECT_EQ(message("[model]\nlr = 1"), "unknown key 'model.lr' (run.toml:2); did you mean 'train.lr'?");
  EXPECT_EQ(message("zzzzzzz = 1"), "unknown key 'zzzzzzz' (run.toml:1)");
  EXPECT_EQ(message("[run]\ntokens = 5"), "nothing was thrown");
}

TEST(Config, GettersRefuseWhatIsUnsetOrNoOption) {
  const Config config = sample();
  EXPECT_EQ(message_of<ConfigError>([&] { config.seconds("budget.time"); }), "budget.time must be given");
  EXPECT_EQ(message_of<std::logic_error>([&] { config.text("a.b"); }), "config: no option 'a.b'");
  EXPECT_EQ(message_of<std::logic_error>([&] { config.flag("train.lr"); }), "config: 'train.lr' has another type");
}

TEST(Config, ADefaultMustKeepItsOwnRule) {
  EXPECT_EQ(message_of<ConfigError>([] {
              Config({{.name = "n", .key = "a.n", .type = OptionType::kInteger, .fallback = "x", .sentence = ""}});
            }),
            "a.n must be an integer, got 'x'");
}

TEST(Layers, RelativePathsAreRelativeToTheFileThatSaysThem) {
  const TemporaryFolder folder;
  std::ofstream(folder / "run.toml") << "[data]\npath = \"texts/a.txt\"\n";
  std::ofstream(folder / "run.json") << R"({"data": {"path": "-"}})";
  Config config = sample();
  merge_file(config, folder / "run.toml");
  EXPECT_EQ(config.text("data.path"), (folder / "texts/a.txt").string());
  merge_file(config, folder / "run.json");
  EXPECT_EQ(config.text("data.path"), "-");
  EXPECT_EQ(print(config.setting("data.path").origin), "file " + (folder / "run.json").string());
}

TEST(Layers, FilesThatCannotBeReadOrAreMalformedNameFileAndLine) {
  Config config = sample();
  EXPECT_EQ(message_of<ConfigError>([&] { merge_file(config, "no/such.toml"); }), "no/such.toml: cannot be read");
  const std::string broken =
      message_of<ConfigError>([&] { merge_toml(config, "[train]\nlr = = 1", "a.toml", Layer::kFile); });
  EXPECT_TRUE(broken.starts_with("a.toml:2: no valid TOML: ")) << broken;
  const std::string json = message_of<ConfigError>([&] { merge_json(config, "{", "a.json", Layer::kFile); });
  EXPECT_TRUE(json.starts_with("a.json: no valid JSON: ")) << json;
  EXPECT_EQ(message_of<ConfigError>([&] { merge_json(config, "[1]", "a.json", Layer::kFile); }),
            "a.json: the top of the file must be an object");
}

// Both trip an assertion of toml++ 3.3.0 where it is compiled in with assertions; the packaged library has none.
TEST(Layers, TextsThatTripTheTomlReaderAreRefused) {
  Config config = sample();
  const auto message = [&](std::string_view toml) {
    return message_of<ConfigError>([&] { merge_toml(config, toml, "a.toml", Layer::kFile); });
  };
  for (const std::string_view toml : {std::string_view("[\0train]", 8), std::string_view("[[[[train]]]]")})
    EXPECT_TRUE(message(toml).starts_with("a.toml:1: no valid TOML: ")) << message(toml);
}

TEST(Layers, PathsOfNoFileStayAsTheyAre) {
  Config config = sample();
  merge_toml(config, "[data]\npath = \"builtin:shakespeare\"", "a/b.toml", Layer::kFile, "a");
  EXPECT_EQ(config.text("data.path"), "builtin:shakespeare");
  EXPECT_NE(print_toml(config, Printed::kChanged).find("\"builtin:shakespeare\""), std::string::npos);
}

TEST(Layers, DatesTablesInListsAndNullAreNoValues) {
  Config config = sample();
  EXPECT_EQ(message_of<ConfigError>([&] { merge_toml(config, "[train]\nlr = 2021-01-01", "a.toml", Layer::kFile); }),
            "train.lr must be text, a number, true, false or a list of those, got a date or time (a.toml:2)");
  EXPECT_EQ(message_of<ConfigError>([&] { merge_toml(config, "[[train]]\nlr = 1", "a.toml", Layer::kFile); }),
            "train must be text, a number, true, false or a list of those, got a list of other things (a.toml:1)");
  EXPECT_EQ(message_of<ConfigError>([&] { merge_json(config, R"({"train": {"lr": null}})", "a.json", Layer::kFile); }),
            "train.lr must be text, a number, true, false or a list of those, got null (a.json)");
}

TEST(Layers, EmptyVariablesCountAsUnsetAndUnknownOnesWarn) {
  Config config = sample();
  const auto warnings = merge_environment(config,
                                          {{"SEXTANT_LR", ""},
                                           {"SEXTANT_BATCH_SIZ", "3"},
                                           {"SEXTANT_ISA", "avx2"},
                                           {"SEXTANT_TOKENS", "5"},
                                           {"PATH", "/bin"}},
                                          {"SEXTANT_ISA"});
  EXPECT_EQ(warnings, std::vector<std::string>{"the environment variable SEXTANT_BATCH_SIZ is not known; did you mean "
                                               "'SEXTANT_BATCH_SIZE'?"});
  EXPECT_FALSE(config.given("train.lr"));
}

TEST(Layers, AssignmentsAreTomlValuesElseText) {
  Config config = sample();
  merge_assignment(config, "encodings.pos=[\"rope:base=1,scaling=yarn\", \"alibi\"]");
  EXPECT_EQ(config.texts("encodings.pos"), (std::vector<std::string>{"rope:base=1,scaling=yarn", "alibi"}));
  merge_assignment(config, "data.path=a=b#c");
  EXPECT_EQ(config.text("data.path"), "a=b#c");
  merge_assignment(config, "train.batch_size=1_000");
  EXPECT_EQ(config.integer("train.batch-size"), 1000);
  EXPECT_EQ(message_of<ConfigError>([&] { merge_assignment(config, "train.lr"); }),
            "--set must be KEY=VALUE, got 'train.lr'");
}

TEST(ConfigPrint, TomlNamesTheOriginOfEachValue) {
  Config config = sample();
  merge_toml(config, "[train]\nlr = 1e-3\n", "run.toml", Layer::kFile);
  config.set("encodings.pos", {"rope:base=1,scaling=yarn", "a\"b"}, {.layer = Layer::kFlag, .where = "--pos"});
  config.set("data.path", {"/a/../b.txt"}, {.layer = Layer::kEnvironment, .where = "SEXTANT_DATA"});
  EXPECT_EQ(print_toml(config, Printed::kAll),
            "[data]\n"
            "path = \"/b.txt\"  # env SEXTANT_DATA\n"
            "\n[encodings]\n"
            "pos = [\"rope:base=1,scaling=yarn\", \"a\\\"b\"]  # flag --pos\n"
            "\n[train]\n"
            "lr = 0.001       # file run.toml:2\n"
            "batch-size = 16  # default\n"
            "\n[model]\n"
            "norm = \"layer\"  # default\n"
            "\n[run]\n"
            "dry-run = false  # default\n");
}

TEST(ConfigPrint, WhatIsPrintedReadsBackToTheSameConfiguration) {
  Config config = sample();
  config.set("train.lr", {"1e-7"}, kFlagOrigin());
  config.set("test.lengths", {"1,2"}, kFlagOrigin());
  config.set("budget.time", {"30m"}, kFlagOrigin());
  config.set("encodings.pos", {"\x01\x7f\n\"\\"}, {.layer = Layer::kFlag, .where = "a\nb"});
  Config again = sample();
  merge_toml(again, print_toml(config, Printed::kChanged), "printed.toml", Layer::kFile);
  for (const Option& option : config.options()) {
    EXPECT_EQ(again.setting(option.key).values, config.setting(option.key).values) << option.key;
    EXPECT_EQ(again.given(option.key), config.given(option.key)) << option.key;
  }
}

TEST(ConfigPrint, JsonRowsHaveKeyValueOriginAndPlace) {
  Config config = sample();
  config.set("train.lr", {"0.5"}, {.layer = Layer::kFlag, .where = "--lr"});
  EXPECT_EQ(print_json(config, Printed::kChanged),
            "[\n  {\n    \"key\": \"train.lr\",\n    \"value\": 0.5,\n    \"origin\": \"flag\",\n"
            "    \"where\": \"--lr\"\n  }\n]");
}

}  // namespace
}  // namespace sextant::settings
