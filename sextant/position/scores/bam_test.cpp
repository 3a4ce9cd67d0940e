#include "sextant/position/scores/bam.h"

#include <gtest/gtest.h>

#include "sextant/position/scores/alibi.h"

#include "tests/support/errors.h"
#include "tests/support/golden_tensors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::bias_of;
using testing::causal_problem;
using testing::distance;

Bam bam(const BamOptions& options) {
  Bam made(options);
  made->to(torch::kFloat64);
  return made;
}

// tests/golden/make_bam.py: the authors' prior at shapes, scales and places of its own for each head.
TEST(Bam, BiasIsTheAuthors) {
  const testing::GoldenTensors golden("bam.safetensors");
  Bam encoding = bam({.heads = 3, .centre = true});
  const torch::NoGradGuard no_grad;
  encoding->shapes.copy_(golden["shape"]);
  encoding->log_slopes.copy_(golden["scale"]);
  encoding->centre.copy_(golden["loc"]);
  EXPECT_LT(distance(bias_of(*encoding, causal_problem(3, 9)), golden["bias"]), 1e-12);
}

// The 10^-5 beside each distance stays: it moves a head's scores by one constant, which no softmax sees.
TEST(Bam, StartsAsAlibi) {
  const torch::Tensor ours = bias_of(*bam({.heads = 6}), causal_problem(6, 5));
  Alibi alibi(AlibiOptions{
      .heads = 6, .attention = Direction::kBothWays, .direction = AlibiDirection::kSymmetric, .learned = false});
  const torch::Tensor apart = ours - bias_of(*alibi, causal_problem(6, 5));
  EXPECT_LT(distance(apart, apart.select(2, 0).select(2, 0).unsqueeze(-1).unsqueeze(-1)), 1e-6) << "float32 logarithms";
}

TEST(Bam, OfShapeNoughtIsNope) {
  const torch::Tensor bias = bias_of(*bam({.heads = 2, .shape = 0}), causal_problem(2, 5));
  EXPECT_LT(distance(bias, bias.select(3, 0).unsqueeze(3)), 1e-15);
}

TEST(Bam, PassesGradientsToAllItsNumbers) {
  Bam encoding = bam({.heads = 2, .shape = 0.7, .centre = true});
  encoding->centre.data().copy_(torch::tensor({0.3, -0.2}));
  testing::expect_gradients([&] { return bias_of(*encoding, causal_problem(2, 4)); },
                            {encoding->log_slopes, encoding->shapes, encoding->centre});
}

TEST(Bam, RefusesAShapeThatIsNone) {
  EXPECT_VALUE_ERROR(bam({.heads = 2, .shape = -1}), "bam: shape must be at least 0, got -1");
}

}  // namespace
}  // namespace sextant::position
