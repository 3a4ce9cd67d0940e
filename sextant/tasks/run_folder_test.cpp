#include "sextant/tasks/run_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>

#include "sextant/io/file.h"
#include "sextant/tasks/failure.h"
#include "sextant/train/options.h"

#include "tests/support/temporary_folder.h"

namespace sextant::tasks {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class RunFolderTest : public ::testing::Test {
 protected:
  RunFolder open(RunOptions options) {
    options.runs = root.string();
    return RunFolder(options, identity, context);
  }
  /// "CODE message | why | hint hint"
  std::string refusal(const RunOptions& options) {
    try {
      open(options);
    } catch (const Failure& failure) {
      const Facts& facts = failure.facts();
      std::string text = facts.code + " " + facts.message + " | " + facts.why + " |";
      for (const std::string& hint : facts.hints) text += " " + hint;
      return text;
    }
    return "no refusal";
  }
  /// A checkpoint folder as far as a run folder looks into it.
  void fake_checkpoint(const fs::path& run, int64_t step) {
    const fs::path folder = run / "checkpoints/step-00000010/trainer";
    fs::create_directories(folder);
    io::write_file_atomic(folder / "trainer.json", "{\"step\":" + std::to_string(step) + "}");
    fs::create_symlink("checkpoints/step-00000010", run / "last");
  }

  testing::TemporaryFolder folder;
  const fs::path root = folder.path;
  Context context = {.on_warning = [this](std::string_view id, std::string_view) { warnings.emplace_back(id); }};
  std::vector<std::string> warnings;
  RunIdentity identity = {
      .task = "lm",
      .pos = "rope:base=10000",
      .configuration = {{"train.lr", "0.001"}, {"train.steps", "100"}, {"encodings.pos", "\"rope\""}},
      .data = "text.txt",
      .data_sha256 = "aa",
      .command = "sextant train lm"};
};

TEST_F(RunFolderTest, TakesTheFirstFreeNameOfTaskAndEncoding) {
  EXPECT_EQ(open({}).path().filename(), "lm-rope-base-10000-1");
  EXPECT_EQ(open({}).path().filename(), "lm-rope-base-10000-2");
  EXPECT_EQ(open({.existing = Existing::kResume}).path().filename(), "lm-rope-base-10000-2");
}

TEST_F(RunFolderTest, WritesWhatItWasToldAndWhereItRan) {
  const fs::path path = open({.name = "x"}).path();
  EXPECT_EQ(io::read_file(path / "config.toml"), "[train]\nlr = 0.001\nsteps = 100\n\n[encodings]\npos = \"rope\"\n");
  const io::Json env = io::read_json(path / "env.json");
  EXPECT_EQ(env.at("schema"), "sextant.env/1");
  EXPECT_EQ(env.at("command"), "sextant train lm");
  EXPECT_EQ(env.at("data").at("sha256"), "aa");
  for (const char* key : {"version", "libtorch", "compiler", "cpu", "threads", "date"})
    EXPECT_TRUE(env.contains(key)) << key;
}

TEST_F(RunFolderTest, RefusesARunThatExistsAndNamesTheWaysOut) {
  open({.name = "x"});
  EXPECT_THAT(refusal({.name = "x"}), AllOf(HasSubstr("E-RUN-EXISTS the run '"), HasSubstr("--resume"),
                                            HasSubstr("--overwrite"), HasSubstr("--run NAME")));
}

TEST_F(RunFolderTest, OverwritesARunButNothingElse) {
  const fs::path path = open({.name = "x"}).path();
  io::write_file_atomic(path / "notes", "old");
  open({.name = "x", .existing = Existing::kOverwrite});
  EXPECT_FALSE(fs::exists(path / "notes"));
  fs::create_directories(root / "photos");
  io::write_file_atomic(root / "photos/cat", "meow");
  EXPECT_THAT(refusal({.name = "photos", .existing = Existing::kOverwrite}),
              HasSubstr("is no run, and is not deleted"));
  EXPECT_TRUE(fs::exists(root / "photos/cat"));
}

TEST_F(RunFolderTest, RefusesANameThatIsAPath) {
  for (const char* name : {"a/b", "..", "."}) {
    EXPECT_THAT(refusal({.name = name}),
                HasSubstr("E-USAGE-VALUE run must be a name without '/', got '" + std::string(name) + "'"));
  }
}

TEST_F(RunFolderTest, NamesWhatStandsInTheWayOfItsFolder) {
  io::write_file_atomic(root / "x", "no folder");
  const std::string text = refusal({.name = "x", .existing = Existing::kResume});
  EXPECT_THAT(text, HasSubstr("E-DISK " + (root / "x/checkpoints").string() + ": Not a directory"));
  EXPECT_THAT(text, HasSubstr("--runs FOLDER"));
}

TEST_F(RunFolderTest, RefusesToGoOnWithARunThatIsNotThere) {
  EXPECT_THAT(refusal({.name = "x", .existing = Existing::kResume}), HasSubstr("E-RESUME-BROKEN there is no run '"));
  open({.name = "x"});
  EXPECT_THAT(refusal({.name = "x", .existing = Existing::kResume, .resume_from = "nowhere"}),
              HasSubstr("E-RESUME-BROKEN there is no checkpoint 'nowhere'"));
}

TEST_F(RunFolderTest, RefusesToGoOnWithOtherSettingsNamingOldAndNew) {
  open({.name = "x"});
  identity.configuration[0].value = "0.002";
  EXPECT_THAT(refusal({.name = "x", .existing = Existing::kResume}),
              HasSubstr("E-RESUME-CONFIG train.lr was 0.001 and is now 0.002"));
  identity.configuration[0].value = "0.001";
  identity.configuration.push_back({"train.new", "1"});
  EXPECT_THAT(refusal({.name = "x", .existing = Existing::kResume}),
              HasSubstr("E-RESUME-CONFIG train.new was not there and is now 1"));
}

TEST_F(RunFolderTest, ATotalMayChange) {
  open({.name = "x"});
  identity.configuration[1].value = "200";
  EXPECT_EQ(refusal({.name = "x", .existing = Existing::kResume}), "no refusal");
  EXPECT_EQ(io::read_json(root / "x/env.json").at("resumed").size(), 1);
  EXPECT_THAT(warnings, ::testing::IsEmpty());
}

TEST_F(RunFolderTest, RefusesToGoOnWithOtherData) {
  open({.name = "x"});
  identity.data_sha256 = "bb";
  EXPECT_THAT(refusal({.name = "x", .existing = Existing::kResume}),
              AllOf(HasSubstr("E-RESUME-DATA"), HasSubstr("its SHA-256 was aa and is now bb")));
}

TEST_F(RunFolderTest, WarnsWhenTheMachineHasChanged) {
  const fs::path env = open({.name = "x"}).path() / "env.json";
  io::Json changed = io::read_json(env);
  changed["threads"] = 99;
  io::write_file_atomic(env, io::to_text(changed), io::Overwrite::kReplace);
  open({.name = "x", .existing = Existing::kResume});
  EXPECT_THAT(warnings, ::testing::ElementsAre("W-RESUME-MACHINE"));
}

TEST_F(RunFolderTest, MetricsAreCutBackToTheCheckpoint) {
  fs::path path;
  {
    RunFolder run = open({.name = "x"});
    path = run.path();
    for (const int64_t step : {5, 10, 15}) run.measure(step, {{"loss", 1.5}}, {{"wall_s", 0.1}});
  }
  std::ofstream(path / "metrics.jsonl", std::ios::app) << "{\"step\":16,\"lo";
  fake_checkpoint(path, 10);
  RunFolder run = open({.name = "x", .existing = Existing::kResume});
  EXPECT_EQ(run.checkpoint(), path / "checkpoints/step-00000010");
  run.measure(11, {{"split", "test"}, {"exact", 0.25}});
  run.sync();
  EXPECT_EQ(io::read_file(path / "metrics.jsonl"),
            "{\"schema\":\"sextant.metrics/1\",\"step\":5,\"loss\":1.5,\"timing\":{\"wall_s\":0.1}}\n"
            "{\"schema\":\"sextant.metrics/1\",\"step\":10,\"loss\":1.5,\"timing\":{\"wall_s\":0.1}}\n"
            "{\"schema\":\"sextant.metrics/1\",\"step\":11,\"split\":\"test\",\"exact\":0.25}\n");
  EXPECT_EQ(io::read_file(path / "metrics.csv"), "step,loss,split,exact\n5,1.5,,\n10,1.5,,\n11,,test,0.25\n");
}

TEST_F(RunFolderTest, TellsTensorBoardWhatItMeasures) {
  RunFolder run = open({.name = "x"});
  run.measure(5, {{"split", "train"}, {"loss", 1.5}});
  std::string events;
  for (const auto& entry : fs::directory_iterator(run.path()))
    if (entry.path().filename().string().starts_with("events.out.tfevents.")) events = io::read_file(entry.path());
  EXPECT_THAT(events, AllOf(HasSubstr("brain.Event:2"), HasSubstr("train/loss")));
  EXPECT_THAT(events, Not(HasSubstr("split")));
}

TEST_F(RunFolderTest, ARunWithoutACheckpointBeginsAnew) {
  { open({.name = "x"}).measure(5, {{"loss", 1.0}}); }
  const RunFolder run = open({.name = "x", .existing = Existing::kResume});
  EXPECT_EQ(run.checkpoint(), std::nullopt);
  EXPECT_EQ(io::read_file(run.path() / "metrics.jsonl"), "");
}

TEST(Configuration, WritesValuesAsTomlAndReadsThemBack) {
  const std::vector<ConfigRow> rows = config_rows(train::TrainOptions{});
  const testing::TemporaryFolder folder;
  const fs::path file = folder / "config.toml";
  io::write_file_atomic(file, to_toml(rows), io::Overwrite::kReplace);
  const auto sorted = [](std::vector<ConfigRow> r) {
    std::sort(r.begin(), r.end(), [](const ConfigRow& a, const ConfigRow& b) { return a.key < b.key; });
    return r;
  };
  EXPECT_EQ(sorted(read_toml_rows(file)), sorted(rows));
  EXPECT_THAT(rows, ::testing::Contains(ConfigRow{"train.betas", "[0.9, 0.999]"}));
  EXPECT_THAT(rows, ::testing::Contains(ConfigRow{"train.schedule", "\"cosine\""}));
  EXPECT_THAT(rows, ::testing::Contains(ConfigRow{"train.precision", "\"fp32\""}));
  EXPECT_THAT(rows, ::testing::Contains(ConfigRow{"run.seed", "42"}));
  io::write_file_atomic(file, "[train]\nlr\n", io::Overwrite::kReplace);
  try {
    read_toml_rows(file);
    FAIL() << "took it";
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(error.what(), file.string() + ":2: expected KEY = VALUE, found 'lr'");
  }
}

}  // namespace
}  // namespace sextant::tasks
