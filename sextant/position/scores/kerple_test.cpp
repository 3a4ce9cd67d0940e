#include "sextant/position/scores/kerple.h"

#include <gtest/gtest.h>

#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::bias_of;
using testing::causal_problem;
using testing::distance;

torch::Tensor doubles(const std::vector<double>& values) { return torch::tensor(values, torch::kFloat64); }

// r1 = r2 = 1: -ln 9, -ln 65, -ln 1025.
TEST(Kerple, LogarithmOfSomeDistances) {
  const torch::Tensor one = doubles({1});
  EXPECT_LT(distance(kerple_bias(KerpleKind::kLog, doubles({0, 8, 64, 1024}), one, one)[0],
                     doubles({0, -2.1972245773, -4.1743872699, -6.9324478916})),
            1e-10);
}

TEST(Kerple, PowerWithExponentOneIsAlibi) {
  const torch::Tensor bias = kerple_bias(KerpleKind::kPower, doubles({0, 3, 10}), doubles({0.25}), doubles({1}));
  EXPECT_TRUE(torch::equal(bias[0], doubles({0, -.75, -2.5})));
}

TEST(Kerple, TendsToNopeAsItsMultiplierVanishes) {
  for (const KerpleKind kind : {KerpleKind::kLog, KerpleKind::kPower})
    EXPECT_LT(kerple_bias(kind, doubles({0, 50}), doubles({1e-12}), doubles({1})).abs().max().item<double>(), 1e-10);
}

TEST(Kerple, IsTheSameForEveryShapeOfPositions) {
  for (const char* spec : {"kerple", "kerple:kind=power"}) {
    const auto scores = make_scheme(spec, testing::small_request()).layers[0].scores[0];
    AttentionProblem problem = causal_problem(4, 6);
    const torch::Tensor table = bias_of(*scores, problem);
    problem.queries.ids = problem.keys.ids = torch::arange(6);
    EXPECT_TRUE(torch::equal(bias_of(*scores, problem), table));
    problem.queries.ids = problem.keys.ids = torch::arange(6, torch::kFloat64);
    EXPECT_LT(distance(bias_of(*scores, problem), table), 1e-6) << "float32 parameters";
    problem.queries.ids = problem.keys.ids = torch::tensor({0, 1, 1000000, 1000001, 9000000, 9000001});
    EXPECT_EQ(bias_of(*scores, problem)[0][0][3][2].item<double>(), table[0][0][1][0].item<double>());
  }
}

TEST(Kerple, PassesGradientsToBothNumbers) {
  for (const KerpleKind kind : {KerpleKind::kLog, KerpleKind::kPower}) {
    Kerple kerple(KerpleOptions{.heads = 2, .kind = kind});
    kerple->to(torch::kFloat64);
    kerple->r1.data().fill_(0.5);
    kerple->r2.data().fill_(0.7);
    testing::expect_gradients([&] { return bias_of(*kerple, causal_problem(2, 5)); }, {kerple->r1, kerple->r2});
  }
}

TEST(Kerple, BringsItsNumbersBackInTraining) {
  Kerple kerple(KerpleOptions{.heads = 2, .kind = KerpleKind::kPower});
  kerple->r1.data().fill_(-1);
  kerple->r2.data().fill_(3);
  kerple->eval();
  bias_of(*kerple, causal_problem(2, 3));
  EXPECT_EQ(kerple->r2[0].item<float>(), 3) << "reading changes nothing";
  kerple->train();
  bias_of(*kerple, causal_problem(2, 3));
  EXPECT_EQ(kerple->r1[0].item<float>(), 0.01f);
  EXPECT_EQ(kerple->r2[0].item<float>(), 2);
}

TEST(Kerple, MayBeSharedAmongLayers) {
  const Scheme own = make_scheme("kerple", testing::small_request());
  EXPECT_NE(own.layers[0].scores[0], own.layers[1].scores[0]);
  const Scheme shared = make_scheme("kerple:share=true", testing::small_request());
  EXPECT_EQ(shared.layers[0].scores[0], shared.layers[1].scores[0]);
  EXPECT_EQ(shared.spec, "kerple:share=true");
}

}  // namespace
}  // namespace sextant::position
