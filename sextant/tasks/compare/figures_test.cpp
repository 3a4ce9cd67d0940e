#include "sextant/tasks/compare/figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <stdexcept>

#include "tests/support/message_of.h"

namespace sextant::tasks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

RunRecord record(const std::string& arm, int64_t fold, double accuracy, double loss = .5) {
  return {.arm = arm,
          .spec = arm,
          .seed = 42,
          .fold = fold,
          .parameters = 1000,
          .steps = 10,
          .lr = 1e-3,
          .curve = {{5, .9}, {10, .5}},
          .figures = {{"accuracy", accuracy}, {"loss", loss}}};
}

FigurePlan plan(std::vector<std::string> arms, std::vector<std::string> baselines = {}) {
  const std::string reference = arms.front();
  return {.arms = std::move(arms),
          .reference = reference,
          .kinds = {{.name = "accuracy", .unit = "%", .difference = "points"},
                    {.name = "loss", .unit = "nats/text", .difference = "nats/text", .aim = stats::Aim::kLower}},
          .primary = "accuracy",
          .baselines = std::move(baselines),
          .rules = {.margin = 1, .test_over_train = .25}};
}

/// Five folds; rope is 4, 5, 6, 5 and 5 points above nope, and both are above words in every fold.
std::vector<RunRecord> clear_case() {
  std::vector<RunRecord> records;
  const std::array<double, 5> gaps = {4, 5, 6, 5, 5};
  for (int64_t fold = 0; fold < 5; ++fold) {
    const double base = 80 + static_cast<double>(fold);
    records.push_back(record("nope", fold, base, .6));
    records.push_back(record("rope", fold, base + gaps[fold], .4));
  }
  for (int64_t fold = 0; fold < 5; ++fold) records.push_back(record("words", fold, 78 + static_cast<double>(fold)));
  return records;
}

TEST(Figures, CallTheHigherAccuracyTheBest) {
  const FigureSummary summary = analyse(clear_case(), plan({"nope", "rope"}));
  EXPECT_EQ(summary.findings.answer, AnswerKind::kWinner);
  EXPECT_THAT(summary.findings.ranked, ElementsAre("rope", "nope"));
  ASSERT_EQ(summary.findings.against_reference.size(), 1u);
  // Differences 4, 5, 6, 5, 5: mean 5, s = √½; corrected t = 5 / √((1/5 + 1/4)·½) = 10.54.
  EXPECT_NEAR(summary.findings.against_reference[0].paired.mean, 5, 1e-12);
  EXPECT_NEAR(summary.findings.against_reference[0].paired.t, 5 / std::sqrt(.45 * .5), 1e-9);
  EXPECT_EQ(summary.findings.against_reference[0].verdict.word, stats::Word::kBetter);
}

TEST(Figures, TurnRoundWhereLessIsBetter) {
  FigurePlan by_loss = plan({"nope", "rope"});
  by_loss.primary = "loss";
  const FigureSummary summary = analyse(clear_case(), by_loss);
  EXPECT_THAT(summary.findings.ranked, ElementsAre("rope", "nope"));
  EXPECT_LT(summary.findings.against_reference[0].paired.mean, 0);
}

TEST(Figures, PairTheBestWithABaselineFoldByFold) {
  const FigureSummary summary = analyse(clear_case(), plan({"nope", "rope"}, {"words"}));
  ASSERT_EQ(summary.baselines.size(), 1u);
  EXPECT_NEAR(summary.baselines[0].figures[0].mean, 80, 1e-12);
  ASSERT_TRUE(summary.baselines[0].best_against);
  EXPECT_EQ(summary.baselines[0].best_against->a, "rope");
  EXPECT_NEAR(summary.baselines[0].best_against->paired.mean, 7, 1e-12);
}

TEST(Figures, LeaveOutAnArmThatDivergedAndSaySo) {
  std::vector<RunRecord> records = clear_case();
  records[3].diverged = "training diverged at step 3";
  records[3].figures.clear();
  const FigureSummary summary = analyse(records, plan({"nope", "rope"}));
  EXPECT_THAT(summary.untested, ElementsAre("rope: 1 of 5 runs diverged"));
  EXPECT_THAT(summary.findings.ranked, ElementsAre("nope"));
  EXPECT_EQ(summary.arms[1].runs, 4);
}

TEST(Figures, CountWhatEachFoldChose) {
  std::vector<RunRecord> records = clear_case();
  records[1].spec = "rope:base=100";
  const FigureSummary summary = analyse(records, plan({"nope", "rope"}));
  EXPECT_THAT(summary.arms[1].specs, ElementsAre(std::pair<std::string, int64_t>{"rope:base=100", 1},
                                                 std::pair<std::string, int64_t>{"rope", 4}));
}

TEST(Figures, RefuseRecordsThatDoNotFitThePlan) {
  const auto message = [](const std::vector<RunRecord>& records, const FigurePlan& plan) {
    return testing::message_of<std::invalid_argument>([&] { analyse(records, plan); });
  };
  EXPECT_EQ(message(clear_case(), plan({"nope", "alibi"})), "compare: no run of 'alibi'");
  std::vector<RunRecord> bare = clear_case();
  bare[0].figures.clear();
  EXPECT_EQ(message(bare, plan({"nope", "rope"})), "compare: a run of 'nope' has no figure 'accuracy'");
  FigurePlan other = plan({"nope", "rope"});
  other.primary = "BLEU";
  EXPECT_EQ(message(clear_case(), other), "compare: there is no figure 'BLEU'");
}

TEST(Figures, KeepTheirPlanAndPageInAFile) {
  const FigurePlan written = plan({"nope", "rope"}, {"words"});
  const FigurePlan read = figure_plan(to_json(written), "experiment.json");
  EXPECT_EQ(read.arms, written.arms);
  EXPECT_EQ(read.kinds, written.kinds);
  EXPECT_EQ(read.baselines, written.baselines);
  EXPECT_EQ(read.rules.test_over_train, written.rules.test_over_train);
  io::Json broken = to_json(written);
  broken["kinds"][0]["better"] = "louder";
  EXPECT_EQ(testing::message_of<std::runtime_error>([&] { figure_plan(broken, "experiment.json"); }),
            "experiment.json: 'better' must be lower or higher, got 'louder'");
  const FigurePage page = {.task = "classify",
                           .question = "which?",
                           .evidence = "5 folds",
                           .trained = "a model",
                           .loss_name = "nats/text",
                           .reproduce = "sextant compare",
                           .caveats = {"one"}};
  EXPECT_EQ(figure_page(to_json(page), "experiment.json").caveats, page.caveats);
}

TEST(Figures, SayOnThePageWhoWonAndByHowMuch) {
  const FigureResult result{.summary = analyse(clear_case(), plan({"nope", "rope"}, {"words"})),
                            .page = {.task = "classify",
                                     .question = "which?",
                                     .evidence = "5 folds",
                                     .trained = "a model",
                                     .loss_name = "nats/text",
                                     .reproduce = "sextant compare classify"},
                            .records = clear_case(),
                            .seconds = 0};
  const io::Json json = to_json(result);
  EXPECT_EQ(json["answer"]["sentence"], "rope is the best at accuracy");
  EXPECT_THAT(json["effect"].get<std::string>(), HasSubstr("rope against nope: +5.00 points"));
  EXPECT_THAT(summary_csv(result), HasSubstr("words,,baseline,accuracy,%,5,80"));
}

}  // namespace
}  // namespace sextant::tasks
