#include "sextant/position/rotation/selective_rope.h"

#include <gtest/gtest.h>

#include "tests/support/errors.h"
#include "tests/support/golden_tensors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::distance;

SelectiveRopeOptions small() {
  return {.channels = 16, .heads = 2, .key_heads = 2, .head_channels = 6, .rank = 3, .base = 100};
}

SelectiveRope made(const SelectiveRopeOptions& options) {
  torch::manual_seed(4);
  SelectiveRope rope(options);
  rope->to(torch::kFloat64);
  return rope;
}

torch::Tensor content(int64_t tokens, int64_t rows = 1) {
  return torch::linspace(-3, 4, rows * tokens * 16, torch::kFloat64).sin().view({rows, tokens, 16});
}

Rotation turning(SelectiveRope& rope, const torch::Tensor& x, const Positions& here, Memory& memory) {
  return rope->rotation({x, here, here, memory}, 0);
}

Rotation turning(SelectiveRope& rope, const torch::Tensor& x) {
  Memory memory;
  return turning(rope, x, {.count = x.size(1)}, memory);
}

// tests/golden/make_selective_rope.py: the authors' module.
TEST(SelectiveRope, TurnsAsTheAuthorsDo) {
  const testing::GoldenTensors golden("selective_rope.safetensors");
  SelectiveRope rope = made(small());
  const torch::NoGradGuard no_grad;
  rope->down.copy_(golden["down"]);
  rope->up.copy_(golden["up"]);
  rope->taps.copy_(golden["taps"]);
  torch::Tensor q = golden["q"], k = golden["k"];
  rotate(q, k, turning(rope, golden["x"]));
  EXPECT_LT(distance(q, golden["turned_q"]), 1e-12);
  EXPECT_LT(distance(k, golden["turned_k"]), 1e-12);
}

TEST(SelectiveRope, GoesOnWhereTheLastCallEnded) {
  for (const int64_t conv : {1, 2, 4}) {
    SelectiveRopeOptions options = small();
    options.conv = conv;
    SelectiveRope rope = made(options);
    const torch::NoGradGuard no_grad;
    const torch::Tensor x = content(7, 2);
    const Rotation whole = turning(rope, x);
    Memory memory;
    std::vector<torch::Tensor> parts;
    for (const auto& [from, to] : {std::pair<int64_t, int64_t>{0, 1}, {1, 1}, {1, 3}, {3, 7}})
      parts.push_back(turning(rope, x.slice(1, from, to), {.first = from, .count = to - from}, memory).k_cos);
    EXPECT_LT(distance(torch::cat(parts, 2), whole.k_cos), 1e-14) << "convolution over " << conv;
  }
}

TEST(SelectiveRope, ConvolvesNoOtherDocument) {
  SelectiveRope rope = made(small());
  const torch::NoGradGuard no_grad;
  const torch::Tensor x = content(6);
  Memory memory;
  const Positions packed{.count = 6, .documents = torch::tensor({{0, 0, 1, 1, 1, 1}})};
  const Rotation both = turning(rope, x, packed, memory), second = turning(rope, x.slice(1, 2));
  const auto angle_between = [](const Rotation& tables, int64_t a, int64_t b) {
    const auto at = [](const torch::Tensor& table, int64_t t) { return table.select(2, t); };
    return at(tables.k_cos, a) * at(tables.k_cos, b) + at(tables.k_sin, a) * at(tables.k_sin, b);
  };
  EXPECT_LT(distance(angle_between(both, 2, 5), angle_between(second, 0, 3)), 1e-14);
}

TEST(SelectiveRope, HeadsThatShareKeysShareAngles) {
  SelectiveRopeOptions options = small();
  options.heads = 4;
  SelectiveRope rope = made(options);
  const Rotation tables = turning(rope, content(3));
  EXPECT_EQ(tables.q_cos.sizes(), (std::vector<int64_t>{1, 4, 3, 3}));
  EXPECT_TRUE(torch::equal(tables.q_sin.select(1, 1), tables.k_sin.select(1, 0)));
  EXPECT_TRUE(torch::equal(tables.q_sin.select(1, 2), tables.k_sin.select(1, 1)));
}

TEST(SelectiveRope, TrainsItsMapsAndTaps) {
  SelectiveRope rope = made(small());
  const torch::Tensor x = content(5);
  testing::expect_gradients(
      [&] {
        const Rotation tables = turning(rope, x);
        return torch::cat({tables.q_cos, tables.k_sin});
      },
      {rope->down, rope->up, rope->taps, x});
}

TEST(SelectiveRope, RefusesSizesThatCannotBe) {
  const auto refused = [](auto change) {
    SelectiveRopeOptions options = small();
    change(options);
    return [options] { made(options); };
  };
  EXPECT_VALUE_ERROR(refused([](auto& o) { o.head_channels = 5; })(),
                     "selective-rope: rotated channels must be even and at least 2, got 5");
  EXPECT_VALUE_ERROR(refused([](auto& o) { o.key_heads = 3; })(),
                     "selective-rope: key heads must divide 16 channels, got 3");
  EXPECT_VALUE_ERROR(refused([](auto& o) { o.rank = 0; })(), "selective-rope: rank must be at least 1, got 0");
  EXPECT_VALUE_ERROR(refused([](auto& o) { o.conv = 0; })(), "selective-rope: conv must be at least 1, got 0");
  EXPECT_VALUE_ERROR(refused([](auto& o) { o.base = 1; })(), "selective-rope: base must be greater than 1, got 1");
}

}  // namespace
}  // namespace sextant::position
