// train translate, translate and eval on a language of a minute's study: its words stand in the opposite order.
#include "sextant/tasks/translate.h"

#include <ATen/Parallel.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>

#include "sextant/io/file.h"
#include "sextant/random/philox.h"
#include "sextant/tasks/eval.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/train_translate.h"

#include "tests/support/temporary_folder.h"

namespace sextant::tasks {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

std::string refusal(const std::function<void()>& work) {
  try {
    work();
  } catch (const Failure& failure) {
    return failure.facts().code + " " + failure.facts().message;
  }
  return "no refusal";
}

const std::vector<std::pair<std::string, std::string>> kWords = {{"red", "rot"}, {"blue", "blau"},  {"big", "gross"},
                                                                 {"old", "alt"}, {"house", "Haus"}, {"dog", "Hund"}};

/// "red dog" is "Hund rot": a dictionary knows the words, but not where they stand.
std::string pairs(int64_t count, bool tabs = true) {
  random::Philox draw(5);
  std::string rows;
  for (int64_t i = 0; i < count; ++i) {
    std::string source, target;
    const uint64_t words = 2 + draw.below(3);
    for (uint64_t n = 0; n < words; ++n) {
      const auto& [word, meaning] = kWords[draw.below(kWords.size())];
      source += (source.empty() ? "" : " ") + word;
      target = meaning + (target.empty() ? "" : " ") + target;
    }
    rows += source + (tabs ? "\t" + target : "") + "\n";
  }
  return rows;
}

class Translate : public ::testing::Test {
 protected:
  Translate() {
    at::set_num_threads(1);
    io::write_file_atomic(root / "pairs.tsv", pairs(600));
  }

  TrainTranslateOptions options(const std::string& name, const std::string& pos = "sinusoidal") {
    return {.data = {.data = (root / "pairs.tsv").string(),
                     .tokenizer = "word",
                     .least_count = 1,
                     .hold_out = 0.05,
                     .length = 12,
                     .batch = 16},
            .model = {.channels = 32, .layers = 1, .heads = 2, .dropout = 0, .pos = pos},
            .train = {.lr = 0.005, .betas = {0.9, 0.98}, .warmup = "5%", .label_smoothing = 0.1},
            .epochs = 15,
            .run = {.runs = (root / "runs").string(), .name = name}};
  }
  std::string run(const std::string& name) { return (root / "runs" / name).string(); }

  testing::TemporaryFolder folder;
  const fs::path root = folder.path;
  std::vector<std::string> lines;
  Context context = {.on_line = [this](std::string_view line) { lines.emplace_back(line); },
                     .command = "sextant train"};
};

TEST_F(Translate, LearnsWhatADictionaryCannot) {
  const TrainTranslateResult result = train_translate(options("learned"), context);
  EXPECT_GT(result.scores.bleu.score, 80);
  EXPECT_LT(result.dictionary.bleu.score, 40);
  EXPECT_GT(result.dictionary.chrf.score, 40) << "it does know the words";
  EXPECT_EQ(result.translations.size(), result.test.size());
  EXPECT_EQ(result.seen_in_training, 0) << "no sentence is in two parts";
  const report::Document page = document(result);
  EXPECT_EQ(std::get<report::Table>(page.parts.at(1)).rows.size(), 5U);
  EXPECT_EQ(to_json(result)["test"]["bleu"]["signature"], "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0");

  Translator translator({.model = run("learned")}, context);
  const std::vector<std::string> given = {"big dog", "", "  \r", "old red house"};
  EXPECT_EQ(translator.translate(given), (std::vector<std::string>{"Hund gross", "", "", "Haus rot alt"}));
  Translator greedy({.model = run("learned"), .beam = 1}, context);
  EXPECT_EQ(greedy.translate(given)[3], "Haus rot alt");

  const EvalResult figures =
      evaluate({.model = run("learned"), .data = (root / "pairs.tsv").string(), .fail_under = "bleu=80"}, context);
  EXPECT_EQ(figures.metrics.at(0).name, "bleu");
  EXPECT_GT(figures.metrics.at(0).value, 80);
  EXPECT_EQ(figures.failed, "");
}

TEST_F(Translate, TakesTwoFilesAndAnEncodingForEachPart) {
  io::write_file_atomic(root / "a.en", "red dog\nold house\nbig dog\nred house\n");
  io::write_file_atomic(root / "a.de", "Hund rot\nHaus alt\nHund gross\nHaus rot\n");
  const std::string files = (root / "a.en").string() + "," + (root / "a.de").string();
  TrainTranslateOptions given = options("parts", "alibi");
  given.data.test = files;
  given.model.encoder_pos = "t5";
  given.model.cross_pos = "rope";
  given.epochs = 1;
  const TrainTranslateResult result = train_translate(given, context);
  EXPECT_EQ(result.test.size(), 4U);
  EXPECT_THAT(lines, ::testing::Contains(files + ": 4 pairs (two files of lines)"));
  const std::string config = io::read_file(result.folder / "config.toml");
  EXPECT_THAT(config, HasSubstr("cross-pos = \"rope\""));
  EXPECT_THAT(config, HasSubstr("encoder-pos = \"t5\""));
}

TEST_F(Translate, GoesOnWhereItStopped) {
  TrainTranslateOptions given = options("resumed", "rope");
  given.epochs = 1;
  train_translate(given, context);
  given.epochs = 2;
  given.run.existing = Existing::kResume;
  const TrainTranslateResult result = train_translate(given, context);
  EXPECT_GT(result.training.resumed_from, 0);
  given.model.cross_pos = "rope";
  EXPECT_THAT(refusal([&] { train_translate(given, context); }), HasSubstr("E-RESUME-CONFIG"));
}

TEST_F(Translate, RefusesWhatCannotBe) {
  const auto with = [&](auto change) {
    TrainTranslateOptions given = options("refused");
    change(given);
    return refusal([&] { train_translate(given, context); });
  };
  EXPECT_THAT(with([](auto& o) { o.model.pos = "fox"; }), HasSubstr("E-SPEC"));
  EXPECT_THAT(with([](auto& o) { o.model.cross_pos = "learned"; }), HasSubstr("E-SPEC"));
  EXPECT_THAT(with([](auto& o) { o.data.tokenizer = "letters"; }), HasSubstr("E-USAGE-VALUE tokenizer"));
  EXPECT_THAT(with([](auto& o) { o.data.hold_out = 0.5; }), HasSubstr("E-USAGE-VALUE hold-out"));
  EXPECT_THAT(with([](auto& o) { o.data.read.source_column = "9"; }), HasSubstr("E-DATA-COLUMN"));
  EXPECT_THAT(with([&](auto& o) { o.data.data = (root / "none.tsv").string(); }), HasSubstr("E-DATA-FILE"));
  EXPECT_THAT(with([](auto& o) { o.data.length = 1; }), HasSubstr("E-USAGE-VALUE pairs: longest"));
  EXPECT_THAT(refusal([&] { Translator({.model = run("none")}, context); }), HasSubstr("E-MODEL-FILE"));
}

TEST(TranslateInput, IsAFileASentenceOrThePipe) {
  const testing::TemporaryFolder folder;
  io::write_file_atomic(folder / "text", "a\n");
  EXPECT_EQ(kind_of_input("-"), InputKind::kStdin);
  EXPECT_EQ(kind_of_input((folder / "text").string()), InputKind::kFile);
  for (const char* sentence : {"你好，世界！", "Hello.", "What is this/that?", "", "hi"})
    EXPECT_EQ(kind_of_input(sentence), InputKind::kSentence) << sentence;
  EXPECT_EQ(kind_of_input(std::string(10000, 'x')), InputKind::kSentence);
  EXPECT_EQ(refusal([] { kind_of_input("test.en"); }), "E-DATA-FILE test.en: no such file");
}

}  // namespace
}  // namespace sextant::tasks
