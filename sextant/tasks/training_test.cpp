// The verbs train, eval, ppl and generate on texts and models of a second's work.
#include <ATen/Parallel.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/utils.h>

#include <cmath>
#include <filesystem>
#include <functional>

#include "sextant/io/file.h"
#include "sextant/tasks/eval.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/generate.h"
#include "sextant/tasks/open_model.h"
#include "sextant/tasks/ppl.h"
#include "sextant/tasks/train_lm.h"
#include "sextant/tasks/train_synthetic.h"
#include "sextant/train/checkpoint.h"

#include "tests/support/temporary_folder.h"

namespace sextant::tasks {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::string refusal(const std::function<void()>& work) {
  try {
    work();
  } catch (const Failure& failure) {
    return failure.facts().code + " " + failure.facts().message + " | " + failure.facts().why;
  }
  return "no refusal";
}

class Training : public ::testing::Test {
 protected:
  Training() {
    at::set_num_threads(1);
    std::string text;
    for (int64_t i = 0; i < 300; ++i) text += i % 3 == 0 ? "abcabd " : "dcba ";
    io::write_file_atomic(root / "text.txt", text);
  }

  TrainLmOptions lm(const std::string& name, const std::string& pos = "rope") {
    return {.data = {.data = (root / "text.txt").string(), .length = 16, .batch = 4},
            .model = {.vocabulary = 0, .channels = 16, .layers = 1, .heads = 2, .pos = pos},
            .train = {.steps = 30, .lr = 0.01, .eval_every = 10, .save_every = 10},
            .run = {.runs = (root / "runs").string(), .name = name}};
  }
  std::string run(const std::string& name) { return (root / "runs" / name).string(); }

  testing::TemporaryFolder folder;
  const fs::path root = folder.path;
  std::vector<std::string> lines, warnings;
  std::vector<Progress> progress;
  Context context = {.on_progress = [this](const Progress& step) { progress.push_back(step); },
                     .on_line = [this](std::string_view line) { lines.emplace_back(line); },
                     .on_warning = [this](std::string_view id, std::string_view) { warnings.emplace_back(id); },
                     .command = "sextant train lm --run x"};
};

TEST_F(Training, LeavesARunFolderWithAModelThatBeatsChance) {
  const TrainLmResult result = train_lm(lm("x"), context);
  EXPECT_LT(result.held_out.nats, std::log(5));
  for (const char* file : {"config.toml", "env.json", "metrics.jsonl", "metrics.csv", "last/model.safetensors",
                           "best/config.json", "last/trainer/trainer.json"}) {
    EXPECT_TRUE(fs::exists(result.folder / file)) << file;
  }
  EXPECT_THAT(lines[0], HasSubstr("parameters, pos rope, 30 steps"));
  EXPECT_THAT(lines[1], AllOf(HasSubstr("about "), HasSubstr(" MiB; checkpoints in ")));
  EXPECT_EQ(progress.back().done, 30);
  EXPECT_EQ(progress.back().eta_s, 0);
  const auto metrics = io::read_json_lines(result.folder / "metrics.jsonl");
  EXPECT_EQ(metrics.size(), 6);  // every tenth step, and an evaluation at each
  EXPECT_EQ(metrics.back().at("split"), "test");
  EXPECT_EQ(to_json(result).at("schema"), "sextant.train/1");
}

TEST_F(Training, AnInterruptedRunGoesOnToEqualMetrics) {
  train_lm(lm("whole"), {});
  Context stopping = context;
  int64_t asked = 0;
  stopping.should_stop = [&] { return ++asked == 13; };
  try {
    train_lm(lm("x"), stopping);
    FAIL() << "was not interrupted";
  } catch (const Interrupted& interrupted) {
    EXPECT_STREQ(interrupted.what(), "sextant train lm --run x --resume");
  }
  TrainLmOptions options = lm("x");
  options.run.existing = Existing::kResume;
  train_lm(options, context);
  const auto without_timing = [](const fs::path& file) {
    std::string text;
    for (io::Json line : io::read_json_lines(file)) {
      line.erase("timing");
      text += io::to_text(line) + "\n";
    }
    return text;
  };
  EXPECT_EQ(without_timing(run("whole") + "/metrics.jsonl"), without_timing(run("x") + "/metrics.jsonl"));
  for (const char* file : {"last/model.safetensors", "best/model.safetensors", "last/trainer/optimizer.safetensors",
                           "last/trainer/rng.safetensors", "last/trainer/trainer.json", "metrics.csv"}) {
    EXPECT_EQ(io::read_file(run("whole") + "/" + file), io::read_file(run("x") + "/" + file)) << file;
  }
}

TEST_F(Training, ADamagedCheckpointIsNamed) {
  train_lm(lm("x"), {});
  const fs::path weights = fs::path(run("x")) / "last/model.safetensors";
  fs::resize_file(weights, fs::file_size(weights) / 2);
  TrainLmOptions options = lm("x");
  options.run.existing = Existing::kResume;
  options.train.steps = 40;
  EXPECT_THAT(refusal([&] { train_lm(options, context); }),
              AllOf(HasSubstr("E-RESUME-BROKEN"), HasSubstr("model.safetensors")));
}

TEST_F(Training, AnotherEncodingDoesNotGoOn) {
  train_lm(lm("x"), {});
  TrainLmOptions options = lm("x", "alibi");
  options.run.existing = Existing::kResume;
  EXPECT_THAT(refusal([&] { train_lm(options, context); }),
              HasSubstr("E-RESUME-CONFIG encodings.pos was \"rope\" and is now \"alibi\""));
}

TEST_F(Training, RefusesWhatCannotBe) {
  TrainLmOptions options = lm("x");
  options.data.length = 4000;
  EXPECT_THAT(refusal([&] { train_lm(options, context); }), HasSubstr("E-DATA-EMPTY"));
  options = lm("x", "rope:bsae=3");
  EXPECT_THAT(refusal([&] { train_lm(options, context); }), HasSubstr("E-SPEC"));
  options = lm("x");
  options.train.lr = 0;
  EXPECT_THAT(refusal([&] { train_lm(options, context); }), HasSubstr("E-USAGE-VALUE train: lr must be above 0"));
  options = lm("x");
  options.log_every = 0;
  EXPECT_THAT(refusal([&] { train_lm(options, context); }), HasSubstr("train: log-every must be at least 1, got 0"));
  EXPECT_FALSE(fs::exists(run("x")));
}

TEST_F(Training, EpochsBecomeSteps) {
  TrainLmOptions options = lm("x");
  options.epochs = 0.5;
  const TrainLmResult result = train_lm(options, {});
  EXPECT_GT(result.training.steps, 5);
  EXPECT_LT(result.training.steps, 30);
}

TEST_F(Training, GeneratesFromARunTheSameForTheSameSeed) {
  train_lm(lm("x"), {});
  GenerateTextOptions options{.model = run("x"), .prompt = "abc", .tokens = 13};
  std::string streamed;
  const GenerateTextResult first = generate_text(options, context, [&](std::string_view piece) { streamed += piece; });
  EXPECT_EQ(first.tokens, 13);
  EXPECT_EQ(streamed, options.prompt + first.text);
  EXPECT_EQ(generate_text(options, context).text, first.text);
  EXPECT_THAT(warnings, ::testing::IsEmpty());
  options.tokens = 20;
  generate_text(options, context);
  EXPECT_THAT(warnings, ::testing::ElementsAre("W-POS-TRAINED"));
}

TEST_F(Training, GenerateTellsNothingOfARefusedPromptAndLetsAReaderGoAway) {
  train_lm(lm("x"), {});
  std::string told;
  const auto tell = [&](std::string_view piece) { told += piece; };
  EXPECT_THROW(generate_text({.model = run("x"), .prompt = "xyz"}, context, tell), Failure);
  EXPECT_EQ(told, "");
  const auto leave = [](std::string_view) { throw std::range_error("gone"); };
  EXPECT_THROW(generate_text({.model = run("x"), .prompt = "abc", .tokens = 4}, context, leave), std::range_error);
}

TEST_F(Training, GenerateRefusesBeforeAnyWork) {
  train_lm(lm("x", "learned"), {});
  EXPECT_THAT(refusal([&] { generate_text({.model = run("x"), .prompt = "abc", .tokens = 20}, context); }),
              HasSubstr("E-POS-LIMIT 22 tokens are needed, but 'learned' has no positions past its limit"));
  EXPECT_THAT(refusal([&] { generate_text({.model = run("x"), .prompt = "xyz"}, context); }), HasSubstr("E-TOKENIZER"));
  EXPECT_THAT(refusal([&] { generate_text({.model = run("x"), .prompt = ""}, context); }),
              HasSubstr("E-USAGE-VALUE prompt must not be empty"));
  EXPECT_THAT(refusal([&] {
                generate_text({.model = run("x"), .prompt = "a", .tokens = 2, .sampling = {.top_p = 0}}, context);
              }),
              HasSubstr("E-USAGE-VALUE"));
  EXPECT_THAT(refusal([&] { generate_text({.model = root.string(), .prompt = "a"}, context); }),
              AllOf(HasSubstr("E-MODEL-FILE '"), HasSubstr("' holds no model")));
}

TEST_F(Training, PerplexityComesWithItsProtocolAtEachLength) {
  train_lm(lm("x"), {});
  const PplResult result = perplexities({.model = run("x"),
                                         .data = (root / "text.txt").string(),
                                         .protocol = "slide",
                                         .lengths = {16, 32},
                                         .test_tokens = 300},
                                        context);
  ASSERT_EQ(result.rows.size(), 2);
  EXPECT_EQ(eval::print(result.rows[0].result.protocol), "slide:16,2");
  EXPECT_LT(result.rows[0].result.nats, std::log(5));
  EXPECT_FALSE(to_json(result).at("results")[0].at("beyond_training").get<bool>());
  EXPECT_TRUE(to_json(result).at("results")[1].at("beyond_training").get<bool>());
  EXPECT_THAT(warnings, ::testing::ElementsAre("W-POS-TRAINED"));
  EXPECT_THAT(refusal([&] {
                perplexities({.model = run("x"), .data = (root / "text.txt").string(), .protocol = "glide"}, context);
              }),
              HasSubstr("E-USAGE-VALUE"));
  EXPECT_THAT(refusal([&] {
                perplexities({.model = run("x"), .data = (root / "text.txt").string(), .lengths = {100'000}}, context);
              }),
              AllOf(HasSubstr("E-DATA-EMPTY the text has "), HasSubstr("fewer than one window of 'slide:100000,")));
}

TEST_F(Training, EvalMeasuresATextAndChecksAThreshold) {
  train_lm(lm("x"), {});
  EvalOptions options{.model = run("x"), .data = (root / "text.txt").string(), .fail_under = "perplexity=100"};
  EXPECT_EQ(evaluate(options, context).failed, "");
  options.fail_under = "perplexity=1";
  EXPECT_THAT(evaluate(options, context).failed, AllOf(HasSubstr("perplexity is "), HasSubstr(", over 1")));
}

TEST(CheckThreshold, KnowsWhichWayAMetricPoints) {
  const std::vector<Metric> metrics = {{"exact", 0.5, train::Better::kHigher}, {"loss", 2, train::Better::kLower}};
  EXPECT_EQ(check_threshold("exact=0.5", metrics), "");
  EXPECT_EQ(check_threshold("exact=0.9", metrics), "exact is 0.5, under 0.9");
  EXPECT_EQ(check_threshold("loss=2", metrics), "");
  EXPECT_EQ(check_threshold("loss=1.5", metrics), "loss is 2, over 1.5");
  for (const char* text : {"exact", "exact=", "exact=x", "acc=1"}) {
    EXPECT_THAT(refusal([&] { check_threshold(text, metrics); }),
                HasSubstr("E-USAGE-VALUE fail-under must be METRIC=NUMBER with one of exact, loss, got '" +
                          std::string(text) + "'"));
  }
}

TEST_F(Training, ASyntheticRunIsTestedPastItsTrainingLengths) {
  TrainSyntheticOptions options{
      .data = {.data = "synthetic:copy:longest=4", .batch = 4, .test_samples = 8},
      .model = {.vocabulary = 0, .channels = 16, .layers = 1, .heads = 2, .pos = "learned"},
      .train = {.steps = 4, .eval_every = 2, .save_every = 2, .better = train::Better::kHigher},
      .run = {.runs = (root / "runs").string(), .name = "s"}};
  const TrainSyntheticResult result = train_synthetic(options, context);
  ASSERT_FALSE(result.scores.empty());
  EXPECT_TRUE(result.scores.front().refused.empty());
  EXPECT_THAT(result.scores.back().refused, HasSubstr("learned"));  // no row for so long a sequence
  EXPECT_THAT(refusal([&] { evaluate({.model = run("s"), .data = "synthetic:parity"}, context); }),
              HasSubstr("E-TOKENIZER the model knows"));
  const EvalResult again =
      evaluate({.model = run("s"), .data = "synthetic:copy:longest=4", .test_samples = 8}, context);
  EXPECT_EQ(again.metrics.at(0).name, "exact");
  options.data.data = "synthetic:copi";
  EXPECT_THAT(refusal([&] { train_synthetic(options, context); }), AllOf(HasSubstr("E-SPEC"), HasSubstr("copy")));
}

TEST(ResumeCommand, NamesTheRunAndAsksToGoOn) {
  EXPECT_EQ(resume_command("sextant train lm --overwrite", "lm-rope-1"), "sextant train lm --run lm-rope-1 --resume");
  EXPECT_EQ(resume_command("sextant train lm --run=x --resume=auto", "x"), "sextant train lm --run=x --resume");
}

}  // namespace
}  // namespace sextant::tasks
