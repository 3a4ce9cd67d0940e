#include "sextant/position/rotation/mrope_ids.h"

#include <gtest/gtest.h>

#include "tests/support/errors.h"
#include "tests/support/golden_tensors.h"

namespace sextant::position {
namespace {

// tests/golden/make_transformers_mrope_ids.py: Qwen2_5_VLModel.get_rope_index.
TEST(MropeIds, AreThoseOfTransformers) {
  const testing::GoldenTensors golden("transformers_mrope_ids.safetensors");
  const MropeIds ours = mrope_ids({TextRun{3}, VisualRun{1, 2, 3}, TextRun{2},
                                   VisualRun{.frames = 3, .rows = 4, .columns = 2, .frame_step = 12.5}});
  EXPECT_TRUE(torch::equal(ours.ids, golden["ids"].to(torch::kInt64)));
  EXPECT_EQ(static_cast<double>(ours.delta), golden["delta"].item<double>());
}

TEST(MropeIds, OfTextAreItsOrderOnAllAxes) {
  const MropeIds text = mrope_ids({TextRun{4}});
  EXPECT_TRUE(torch::equal(text.ids, torch::arange(4).expand({3, 1, 4})));
  EXPECT_EQ(text.delta, 0);
  EXPECT_EQ(mrope_ids({}).ids.sizes(), (std::vector<int64_t>{3, 1, 0}));
}

// The paper's rule, where transformers' overlaps a long film with the text after it.
TEST(MropeIds, GoOnAfterTheGreatestPosition) {
  const MropeIds film = mrope_ids({VisualRun{.frames = 9, .rows = 1, .columns = 2}, TextRun{1}});
  EXPECT_EQ(film.ids[0][0][18].item<int64_t>(), 9);
  EXPECT_EQ(film.delta, 10 - 19);
}

TEST(MropeIds, RefuseRunsThatCannotBe) {
  EXPECT_VALUE_ERROR(mrope_ids({TextRun{-1}}), "mrope: tokens must be at least 0, got -1");
  EXPECT_VALUE_ERROR(mrope_ids({VisualRun{1, 0, 2}}), "grid: every extent must be at least 1, got 0");
  EXPECT_VALUE_ERROR(mrope_ids({VisualRun{1, 2, 2, -1}}), "mrope: frame_step must be at least 0, got -1");
}

}  // namespace
}  // namespace sextant::position
