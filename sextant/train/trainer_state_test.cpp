#include "sextant/train/trainer_state.h"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>
#include <string>

#include "tests/support/message_of.h"

namespace sextant::train {
namespace {

const TrainerState kState = {
    .step = 12, .planned_steps = 100, .tokens = 345, .loss = 0.1, .best = 0.25, .best_step = 8, .stale = 1};

/// What reading says if `key` is `value`.
std::string refusal(const std::string& key, const io::Json& value) {
  io::Json json = to_json(kState);
  json[key] = value;
  return testing::message_of<std::runtime_error>([&] { trainer_state(json, "t.json"); });
}

TEST(TrainerState, ReadsBackEqual) {
  for (TrainerState state : {kState, TrainerState{}}) {
    state.loss = std::numeric_limits<double>::infinity();
    EXPECT_EQ(trainer_state(io::parse_json(io::to_text(to_json(state)), "t"), "t"), state);
  }
}

TEST(TrainerState, RefusesWhatNoRunWrote) {
  EXPECT_EQ(refusal("step", -1), "t.json: 'step' must be an integer of at least 0, got -1");
  EXPECT_EQ(refusal("tokens", 1e300), "t.json: 'tokens' must be an integer of at least 0, got 1e+300");
  EXPECT_EQ(refusal("loss", nullptr), "t.json: 'loss' must be a number, got null");
  EXPECT_EQ(refusal("best", "good"), "t.json: 'best' must be a number, got string");
  EXPECT_EQ(refusal("schema", "sextant.trainer/9"),
            "t.json: schema must be sextant.trainer/1, got 'sextant.trainer/9'");
}

}  // namespace
}  // namespace sextant::train
