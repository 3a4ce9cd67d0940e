#include "sextant/position/rotation/mrope.h"

#include <gtest/gtest.h>

#include "sextant/position/ids.h"

#include "tests/support/errors.h"
#include "tests/support/golden_tensors.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::distance;
using testing::rotation_at;

std::vector<int64_t> counts(const std::vector<int64_t>& axes) {
  std::vector<int64_t> of_axis(3);
  for (const int64_t axis : axes) ++of_axis.at(static_cast<size_t>(axis));
  return of_axis;
}

// tests/golden/make_transformers_mrope.py: Qwen2VLRotaryEmbedding and Qwen3VLTextRotaryEmbedding, in float64.
TEST(Mrope, TablesAreThoseOfTransformers) {
  const testing::GoldenTensors golden("transformers_mrope.safetensors");
  const torch::Tensor ids = golden["ids"].to(torch::kInt64);  // [3, 2, T]
  for (const auto& [model, order] :
       {std::pair{"qwen2", SectionOrder::kChunked}, std::pair{"qwen3", SectionOrder::kInterleaved}}) {
    const std::string name = model;
    const torch::Tensor sections = golden[name + ".sections"].to(torch::kInt64);
    const torch::Tensor cos = golden[name + ".cos"], sin = golden[name + ".sin"];  // [2, T, D/2]
    Mrope mrope(MropeOptions{.channels = 2 * cos.size(-1),
                             .sections = {sections.data_ptr<int64_t>(), sections.data_ptr<int64_t>() + 3},
                             .order = order,
                             .base = 1e6});
    const Rotation rotation = rotation_at(*mrope, {.count = ids.size(2), .ids = ids});
    EXPECT_LT(distance(rotation.q_cos, cos.unsqueeze(1)), 1e-12) << model;
    EXPECT_LT(distance(rotation.k_sin, sin.unsqueeze(1)), 1e-12) << model;
  }
}

TEST(Mrope, SharesPairsOutInChunksOrInTurn) {
  const MropeOptions qwen2{.channels = 128, .sections = {16, 24, 24}};
  EXPECT_EQ(counts(mrope_axes(qwen2)), (std::vector<int64_t>{16, 24, 24}));
  EXPECT_EQ(mrope_axes(qwen2)[15], 0);
  EXPECT_EQ(mrope_axes(qwen2)[16], 1);
  EXPECT_EQ(mrope_axes(qwen2)[40], 2);
  const MropeOptions qwen3{.channels = 128, .sections = {24, 20, 20}, .order = SectionOrder::kInterleaved};
  const std::vector<int64_t> axes = mrope_axes(qwen3);
  EXPECT_EQ(counts(axes), (std::vector<int64_t>{24, 20, 20}));
  EXPECT_EQ(std::vector<int64_t>(axes.end() - 10, axes.end()), (std::vector<int64_t>{0, 1, 2, 0, 1, 2, 0, 0, 0, 0}));
  const MropeOptions clamped{.channels = 64, .sections = {8, 12, 12}, .order = SectionOrder::kInterleaved};
  EXPECT_EQ(counts(mrope_axes(clamped)), (std::vector<int64_t>{11, 11, 10}));
}

TEST(Mrope, OfTextIsRope) {
  const SchemeRequest request = testing::small_request();
  const auto rope = make_scheme("rope", request).layers[0].rotation;
  for (const char* spec : {"mrope", "mrope:order=interleaved", "mrope:sections=4/0/0"}) {
    const auto mrope = make_scheme(spec, request).layers[0].rotation;
    const Positions line{.first = 3, .count = 5};
    EXPECT_LT(distance(rotation_at(*mrope, line).q_cos, rotation_at(*rope, line).q_cos), 1e-15) << spec;
    const Positions thrice{.count = 5, .ids = torch::arange(3, 8).expand({3, 1, 5})};
    EXPECT_LT(distance(rotation_at(*mrope, thrice).q_sin[0][0], rotation_at(*rope, line).q_sin), 1e-15) << spec;
  }
}

TEST(Mrope, TakesTwoAxesForAPictureAtTimeZero) {
  Mrope mrope(MropeOptions{.channels = 8, .sections = {2, 1, 1}});
  const torch::Tensor sines = rotation_at(*mrope, {.count = 6, .ids = grid_ids({2, 3})}).q_sin;
  EXPECT_LT(distance(sines[0][0][5], torch::tensor({0.0, 0.0, 0.01, 0.002}, torch::kFloat64).sin()), 1e-15);
}

TEST(Mrope, RefusesOtherSectionsAndAxes) {
  EXPECT_VALUE_ERROR(Mrope(MropeOptions{.channels = 8, .sections = {2, 2}}),
                     "mrope: sections must be three counts, of time, height and width, got 2/2");
  EXPECT_VALUE_ERROR(Mrope(MropeOptions{.channels = 8, .sections = {3, 2, -1}}),
                     "mrope: sections must be three counts, of time, height and width, got 3/2/-1");
  EXPECT_VALUE_ERROR(Mrope(MropeOptions{.channels = 8, .sections = {1, 1, 1}}),
                     "mrope: sections must sum to 4 pairs, got 1/1/1");
  Mrope mrope(MropeOptions{.channels = 8, .sections = {2, 1, 1}});
  EXPECT_VALUE_ERROR(rotation_at(*mrope, {.count = 1, .ids = torch::zeros({4, 1, 1}, torch::kInt64)}),
                     "mrope: positions have 1 or 3 axes, got 4");
}

}  // namespace
}  // namespace sextant::position
