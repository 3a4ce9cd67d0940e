#include "sextant/tasks/modes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sextant/report/terminal.h"

namespace sextant::tasks {
namespace {
using ::testing::HasSubstr;
using Kind = ModeOutcome::Kind;

const ModeOutcome& outcome(const ModesResult& result, size_t row, const std::string& mode) {
  const auto found = std::ranges::find(result.modes, mode);
  return result.rows[row].outcomes[static_cast<size_t>(found - result.modes.begin())];
}

TEST(Modes, NoEncodingIsWrongInAnyAndNoRefusalIsWithoutItsReason) {
  const ModesResult result = encoding_modes({});
  EXPECT_GE(result.rows.size(), 14u);
  for (const ModesRow& row : result.rows)
    for (size_t m = 0; m < row.outcomes.size(); ++m) {
      EXPECT_NE(row.outcomes[m].kind, Kind::kWrong)
          << row.spec << ", " << result.modes[m] << ": " << row.outcomes[m].reason;
      EXPECT_EQ(row.outcomes[m].kind == Kind::kRefused, !row.outcomes[m].reason.empty());
    }
}

TEST(Modes, AreFoundOutByDoing) {
  const ModesResult result = encoding_modes({"rope", "learned", "hard-alibi"}, {});
  EXPECT_EQ(outcome(result, 0, "4 x longer").kind, Kind::kWorks);
  EXPECT_EQ(outcome(result, 1, "4 x longer").reason, "positions must be below 16, got 63");
  EXPECT_EQ(outcome(result, 1, "real positions").kind, Kind::kRefused);
  EXPECT_EQ(outcome(result, 2, "both ways").reason, "is for causal attention, got attention both ways");
  EXPECT_EQ(outcome(result, 0, "two sequences").kind, Kind::kWorks);
  EXPECT_EQ(outcome(result, 1, "two sequences").reason,
            "acts on the embedding, got attention from one sequence to another");
  const std::string text = report::to_terminal(document(result), {.width = 200});
  EXPECT_THAT(text, HasSubstr("no (1)"));
  EXPECT_EQ(to_json(result)["encodings"][1]["modes"]["4 x longer"]["outcome"], "refused");
}

}  // namespace
}  // namespace sextant::tasks
