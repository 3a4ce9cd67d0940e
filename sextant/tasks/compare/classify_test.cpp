// compare classify on texts whose labels are in the order of their words.
#include "sextant/tasks/compare/classify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "sextant/io/file.h"
#include "sextant/tasks/compare/figure_contest.h"
#include "sextant/tasks/failure.h"

#include "tests/support/temporary_folder.h"

namespace sextant::tasks {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// "a … b" or "b … a" with a word between them: neither words nor pairs of neighbours tell the labels apart.
std::string ordered_texts(int64_t count) {
  const std::vector<std::string> fillers = {"x", "y", "z"};
  std::string rows = "label\ttext\n";
  for (int64_t i = 0; i < count; ++i) {
    const std::string &first = fillers[i / 2 % 3], &second = fillers[i / 6 % 3];
    rows += i % 2 == 0 ? "up\ta " + first + " " + second + " b\n" : "down\tb " + first + " " + second + " a\n";
  }
  return rows;
}

class CompareClassify : public ::testing::Test {
 protected:
  CompareClassify() { io::write_file_atomic(root / "texts.tsv", ordered_texts(108)); }

  CompareClassifyOptions options(std::vector<std::string> pos) {
    return {.contest = {.pos = std::move(pos), .lr = {0.01}, .seeds = 1, .folds = 3, .equivalence = 1},
            .data = {.data = (root / "texts.tsv").string(), .least_count = 1, .length = 8, .batch = 16},
            .model = {.channels = 16, .layers = 1, .heads = 2, .dropout = 0},
            .epochs = 30};
  }

  testing::TemporaryFolder folder;
  const fs::path root = folder.path;
};

TEST_F(CompareClassify, TellsAnEncodingThatReadsOrderFromNone) {
  CompareClassifyOptions asked = options({"nope", "learned"});
  asked.contest.out = root / "experiment";
  // At chance the accuracy on 36 texts has a deviation of 8 points: three such folds leave the corrected test little.
  asked.contest.folds = 5;
  const FigureResult result = compare_classify(asked, {});
  EXPECT_EQ(result.summary.findings.answer, AnswerKind::kWinner);
  EXPECT_THAT(result.summary.findings.ranked, ElementsAre("learned", "nope"));
  EXPECT_GT(result.summary.arms[1].figures[0].mean, 95);
  EXPECT_LT(result.summary.arms[0].figures[0].mean, 70);
  ASSERT_EQ(result.summary.baselines.size(), 2u);
  EXPECT_NEAR(result.summary.baselines[0].figures[0].mean, 50, 5);

  const FigureResult again = read_figures(root / "experiment");
  io::Json first = to_json(result), second = to_json(again);
  first.erase("timing");
  second.erase("timing");
  EXPECT_EQ(first.dump(), second.dump());
}

TEST_F(CompareClassify, ChoosesAmongAlternativesInEveryFoldBeforeItIsTested) {
  CompareClassifyOptions asked = options({"{nope,learned}", "nope"});
  asked.contest.probe = 1;
  const FigureResult result = compare_classify(asked, {});
  EXPECT_EQ(result.summary.arms[0].name, "{nope,learned}");
  EXPECT_THAT(result.summary.arms[0].specs, ElementsAre(std::pair<std::string, int64_t>{"learned", 3}));
}

TEST_F(CompareClassify, RefusesWhatItCannotDo) {
  const auto refusal = [&](CompareClassifyOptions asked) -> std::string {
    try {
      compare_classify(asked, {});
    } catch (const Failure& failure) {
      return failure.facts().code + " " + failure.facts().message;
    }
    return "no refusal";
  };
  EXPECT_EQ(refusal(options({"nope"})), "E-USAGE-OPTION a comparison needs at least two encodings, got 1");
  EXPECT_THAT(refusal(options({"nope", "rope:base={1"})), HasSubstr("E-SPEC 'rope:base={1': a '{' without its '}'"));
  CompareClassifyOptions asked = options({"nope", "learned"});
  asked.contest.primary = "BLEU";
  EXPECT_EQ(refusal(asked), "E-USAGE-VALUE the primary figure BLEU is not measured");
  asked = options({"nope", "learned"});
  asked.contest.folds = 100;
  EXPECT_THAT(refusal(asked), HasSubstr("E-DATA-EMPTY folds: label 'down' has 54 samples, fewer than 100 folds"));
}

}  // namespace
}  // namespace sextant::tasks
