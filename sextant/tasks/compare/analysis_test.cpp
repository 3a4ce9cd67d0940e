#include "sextant/tasks/compare/analysis.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

#include "sextant/io/json.h"

namespace sextant::tasks {
namespace {

/// A run whose suffix@256 is `primary` bits/byte and whose slide is `own` at 64 and `far` at 256 (nats = bits·ln 2).
RunRecord record(const std::string& arm, int64_t seed, double primary, double own = 2, double far = 2) {
  const auto measure = [](const char* family, int64_t length, double bits) {
    return Measure{family, std::string(family) + ":" + std::to_string(length), length, 100, bits * std::log(2), bits};
  };
  return {.arm = arm,
          .spec = arm,
          .seed = seed,
          .fold = 0,
          .parameters = 1000,
          .steps = 10,
          .lr = 1e-3,
          .curve = {{5, 2.0}, {10, 1.999}},
          .measures = {measure("slide", 64, own), measure("slide", 256, far), measure("suffix", 64, primary),
                       measure("suffix", 256, primary)},
          .refusals = {},
          .by_position = {{1, 3.0}, {2, 2.5}}};
}

AnalysisPlan plan(std::vector<std::string> arms) {
  const std::string reference = arms.front();
  return {.arms = std::move(arms),
          .reference = reference,
          .trained_length = 64,
          .primary = {"suffix", 256},
          .rules = {.margin = .01, .alpha = .05}};
}

/// Three runs of two arms whose differences are 0.5, 0.51 and 0.49: t = -0.5/(0.01/√3) = -86.6, df 2.
std::vector<RunRecord> clear_case() {
  std::vector<RunRecord> records;
  const std::array<double, 3> gaps = {.5, .51, .49};
  for (int64_t seed = 0; seed < 3; ++seed) {
    records.push_back(record("rope", seed, 2.5 + .1 * static_cast<double>(seed), 2, 3));
    records.push_back(record("alibi", seed, 2.5 + .1 * static_cast<double>(seed) - gaps[seed], 2, 2));
  }
  return records;
}

TEST(Analysis, FindsTheWinnerOfAClearCase) {
  const CompareSummary summary = analyse(clear_case(), plan({"rope", "alibi"}));
  EXPECT_EQ(summary.findings.answer, AnswerKind::kWinner);
  EXPECT_EQ(summary.findings.best, std::vector<std::string>{"alibi"});
  ASSERT_EQ(summary.findings.against_reference.size(), 1u);
  EXPECT_NEAR(summary.findings.against_reference[0].paired.mean, -.5, 1e-12);
  EXPECT_NEAR(summary.findings.against_reference[0].paired.t, -50 * std::sqrt(3), 1e-6);
  EXPECT_EQ(summary.findings.against_reference[0].verdict.word, stats::Word::kBetter);
}

TEST(Analysis, AnnouncesNoWinnerOfNoise) {
  std::vector<RunRecord> records;
  const std::array<double, 4> first = {2.51, 2.48, 2.53, 2.49};
  const std::array<double, 4> second = {2.49, 2.50, 2.51, 2.52};
  for (int64_t seed = 0; seed < 4; ++seed) {
    records.push_back(record("rope", seed, first[seed]));
    records.push_back(record("rope (2)", seed, second[seed]));
  }
  const CompareSummary summary = analyse(records, plan({"rope", "rope (2)"}));
  EXPECT_EQ(summary.findings.answer, AnswerKind::kUndecided);
  EXPECT_EQ(summary.findings.best.size(), 2u);
}

TEST(Analysis, GivesNoVerdictOnTwoRuns) {
  std::vector<RunRecord> records = clear_case();
  records.resize(4);
  const CompareSummary summary = analyse(records, plan({"rope", "alibi"}));
  EXPECT_EQ(summary.findings.answer, AnswerKind::kTooFewRuns);
  EXPECT_EQ(summary.findings.best, std::vector<std::string>{"alibi"});
}

// Perplexity above 1.1 times its own: rope goes from 2 to 3 bits, a factor of 2^1 = 2; alibi stays.
TEST(Analysis, SaysWhereAnEncodingBreaks) {
  const CompareSummary summary = analyse(clear_case(), plan({"rope", "alibi"}));
  EXPECT_EQ(summary.arms[0].break_length, 256);
  EXPECT_FALSE(summary.arms[1].break_length.has_value());
}

// Slide goes from 2 to 3 bits between 64 and 256: a triangle of ln 2 nats over two octaves, half of it on average.
TEST(Analysis, AveragesWhatIsLostPastTraining) {
  const CompareSummary summary = analyse(clear_case(), plan({"rope", "alibi"}));
  ASSERT_TRUE(summary.arms[0].extrapolation_area.has_value());
  EXPECT_NEAR(*summary.arms[0].extrapolation_area, std::log(2) / 2, 1e-12);
  EXPECT_NEAR(*summary.arms[1].extrapolation_area, 0, 1e-12);
}

TEST(Analysis, MeasuresTheUseOfContextOnTheSameTargets) {
  std::vector<RunRecord> records = clear_case();
  for (RunRecord& r : records) r.measures.back().nats -= .05;  // suffix at 256, below the one at 64
  const CompareSummary summary = analyse(records, plan({"rope", "alibi"}));
  ASSERT_TRUE(summary.arms[0].use_of_context.has_value());
  EXPECT_NEAR(summary.arms[0].use_of_context->mean, .05, 1e-12);
}

TEST(Analysis, LeavesOutAnArmThatRefusesTheLengthAndSaysWhy) {
  std::vector<RunRecord> records = clear_case();
  for (int64_t seed = 0; seed < 3; ++seed) {
    RunRecord learned = record("learned", seed, 2);
    learned.measures.pop_back();
    learned.refusals = {{"suffix:16", 256, "learned: no row for position 64"}};
    records.push_back(learned);
  }
  const CompareSummary summary = analyse(records, plan({"rope", "alibi", "learned"}));
  EXPECT_EQ(summary.without_primary, std::vector<std::string>{"learned: learned: no row for position 64"});
  EXPECT_EQ(summary.findings.pairs.size(), 1u);
  EXPECT_EQ(summary.findings.answer, AnswerKind::kWinner);
}

TEST(Analysis, CountsDivergedRunsAndTestsThatArmNoMore) {
  std::vector<RunRecord> records = clear_case();
  records[0].diverged = "loss is not finite";
  const CompareSummary summary = analyse(records, plan({"rope", "alibi"}));
  EXPECT_EQ(summary.arms[0].diverged, 1);
  EXPECT_EQ(summary.without_primary, std::vector<std::string>{"rope: 1 of 3 runs diverged"});
}

TEST(Analysis, WarnsWhileTheLossStillFalls) {
  std::vector<RunRecord> records = clear_case();
  for (RunRecord& r : records) r.curve = {{9, 2.1}, {10, 2.0}};
  const CompareSummary summary = analyse(records, plan({"rope", "alibi"}));
  ASSERT_FALSE(summary.caveats.empty());
  EXPECT_EQ(summary.caveats[0],
            "the loss still fell by 0.100 nats/token over the last tenth of training: the ranking may change with more "
            "steps");
}

TEST(Primary, IsReadAndPrinted) {
  EXPECT_EQ(print(parse_primary("suffix@256")), "suffix@256");
  for (const char* wrong : {"suffix", "@256", "suffix@", "suffix@many", "suffix@-1", "suffix@9999999999"}) {
    try {
      parse_primary(wrong);
      FAIL() << wrong;
    } catch (const std::invalid_argument& error) {
      EXPECT_EQ(error.what(),
                "primary must be PROTOCOL@LENGTH, for example suffix@256, got '" + std::string(wrong) + "'");
    }
  }
}

TEST(RunRecord, ReadsBackEqual) {
  RunRecord before = clear_case().front();
  before.refusals = {{"suffix:16", 256, "no row"}};
  before.diverged = "loss is not finite";
  const io::Json json = io::parse_json(io::to_text(to_json(before)), "test");
  EXPECT_EQ(run_record(json, "test"), before);
}

TEST(RunRecord, KeepsNumbersThatAreNotFinite) {
  RunRecord before = clear_case().front();
  before.measures.front().nats = std::numeric_limits<double>::infinity();
  const io::Json json = io::parse_json(io::to_text(to_json(before)), "test");
  EXPECT_EQ(run_record(json, "test"), before);
}

TEST(RunRecord, NamesTheFileThatIsNone) {
  try {
    run_record(io::parse_json(R"({"schema":"sextant.compare.run/1","arm":1})", "x"), "units/a.json");
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "units/a.json: 'arm' must be text, got 1");
  }
}

}  // namespace
}  // namespace sextant::tasks
