#include "sextant/position/rotation/rope.h"

#include <gtest/gtest.h>

#include "sextant/ops/rotation.h"
#include "sextant/position/rotation/rope_hf32.h"
#include "sextant/position/rotation/rope_lengths.h"

#include "tests/support/errors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::at_ids;
using testing::blank;
using testing::distance;
using testing::rotation_at;
using testing::small_request;

torch::Tensor doubles(const std::vector<double>& values) { return torch::tensor(values, torch::kFloat64); }

/// x [T, D] turned to its positions.
torch::Tensor turned(const torch::Tensor& x, const Rotation& rotation) {
  return rotated(x.unsqueeze(0).unsqueeze(0), rotation.q_cos, rotation.q_sin, rotation.layout)[0][0];
}

std::shared_ptr<RopeImpl> rope(std::string_view text, SchemeRequest request = small_request()) {
  return std::dynamic_pointer_cast<RopeImpl>(make_scheme(text, request).layers.at(0).rotation);
}

// x = 1 … 8 at position 3, B = 10^4, computed at 40 digits.
TEST(Rope, TurnsOneToEightAsTheTwoPublishedLayoutsDo) {
  const torch::Tensor x = torch::arange(1, 9, torch::kFloat64).unsqueeze(0);
  const auto at_three = [&](PairLayout layout) {
    Rope rope(RopeOptions{.channels = 8, .longest = 16, .layout = layout});
    return turned(x, rotation_at(*rope, at_ids({3})))[0];
  };
  EXPECT_LT(
      distance(at_three(PairLayout::kInterleaved), doubles({-1.2722325127, -1.8388649851, 1.6839286407, 4.7079065765,
                                                            4.8177771675, 6.1472777035, 6.9759685360, 8.0209639685})),
      1e-10);
  EXPECT_LT(distance(at_three(PairLayout::kHalves), doubles({-1.6955925369, .1375517383, 2.7886815998, 3.9759820360,
                                                             -4.8088424749, 6.3230593481, 7.0868367369, 8.0119639820})),
            1e-10);
}

TEST(Rope, LayoutsAgreeBitForBitAfterThePermutation) {
  const torch::Tensor pi = torch::tensor({0, 2, 4, 6, 1, 3, 5, 7}), x = torch::randn({5, 8}, torch::kFloat64);
  Rope halves(RopeOptions{.channels = 8, .longest = 16});
  Rope interleaved(RopeOptions{.channels = 8, .longest = 16, .layout = PairLayout::kInterleaved});
  const Positions positions{.first = 7, .count = 5};
  EXPECT_TRUE(torch::equal(turned(x.index_select(1, pi), rotation_at(*halves, positions)),
                           turned(x, rotation_at(*interleaved, positions)).index_select(1, pi)));
}

// R = 128, B = 10^4, pair 1, at 40 digits.
TEST(Rope, TablesAreRightFarOut) {
  Rope rope(RopeOptions{.channels = 128, .longest = 16});
  const Rotation rotation = rotation_at(*rope, at_ids({131071, 1048576, 10000000}));
  const torch::Tensor cos = rotation.q_cos.select(1, 1), sin = rotation.q_sin.select(1, 1);
  EXPECT_LT(distance(cos, doubles({-.978270912936, -.677602420272, .986645213368})), 1e-8);
  EXPECT_LT(distance(sin, doubles({-.207330704196, .735428419387, .162884078222})), 1e-8);
}

TEST(Rope, Float32TablesAreWithinAnUlpOfLongDoubleToTenMillion) {
  Rope rope(RopeOptions{.channels = 128, .longest = 16});
  const std::vector<int64_t> places{0, 1, 255, 256, 257, 2047, 4095, 4096, 4097, 131071, 1048576, 10000000};
  Memory memory;
  const Positions positions = at_ids(places);
  const torch::Tensor x = torch::zeros({1, positions.count, 128});
  const Rotation rotation = rope->rotation({x, positions, positions, memory}, 0);
  ASSERT_EQ(rotation.q_cos.scalar_type(), torch::kFloat32);
  double worst = 0;
  for (size_t t = 0; t < places.size(); ++t)
    for (int64_t k = 0; k < 64; ++k) {
      const long double angle = static_cast<long double>(places[t]) * std::pow(1e4L, -2.0L * k / 128);
      const auto at = static_cast<int64_t>(t);
      worst = std::max(worst, std::abs(rotation.q_cos[at][k].item<double>() - static_cast<double>(std::cos(angle))));
      worst = std::max(worst, std::abs(rotation.q_sin[at][k].item<double>() - static_cast<double>(std::sin(angle))));
    }
  EXPECT_LE(worst, std::numeric_limits<float>::epsilon() / 2 + 2e-9);
  RecordProperty("worst", std::to_string(worst));
}

TEST(Rope, KeepsNormsAndDependsOnDifferencesAlone) {
  Rope rope(RopeOptions{.channels = 8, .longest = 16});
  const torch::Tensor q = torch::randn({1, 8}, torch::kFloat64), k = torch::randn({1, 8}, torch::kFloat64);
  EXPECT_LT(distance(turned(q, rotation_at(*rope, at_ids({100}))).norm(), q.norm()), 1e-14);
  const auto score = [&](double i, double j) {
    const Positions queries{.count = 1, .ids = doubles({i})}, keys{.count = 1, .ids = doubles({j})};
    return (turned(q, rotation_at(*rope, queries)) * turned(k, rotation_at(*rope, keys))).sum().item<double>();
  };
  EXPECT_NEAR(score(5, 2), score(12, 9), 1e-13);
  EXPECT_NEAR(score(5, 2), score(5.37, 2.37), 1e-13);
  EXPECT_GT(std::abs(score(5, 2) - score(5, 3)), 1e-6);
}

TEST(Rope, TurnsTheFirstChannelsAloneWithAFraction) {
  Rope rope(RopeOptions{.channels = 8, .longest = 16, .fraction = 0.5});
  const torch::Tensor x = torch::randn({1, 8}, torch::kFloat64), y = turned(x, rotation_at(*rope, at_ids({3})));
  EXPECT_TRUE(torch::equal(y.slice(1, 4), x.slice(1, 4)));
  EXPECT_LT(distance(rotation_at(*rope, at_ids({1})).q_sin[0], doubles({1, .01}).sin()), 1e-15);
}

TEST(Rope, MultipliesTablesByYarnsTemperature) {
  Rope rope(RopeOptions{.channels = 8, .longest = 16, .scaling = YarnScaling{.factor = 4, .original = 16}});
  const Rotation rotation = rotation_at(*rope, {.count = 4});
  EXPECT_LT(distance(rotation.q_cos.square() + rotation.q_sin.square(),
                     torch::full({4, 4}, std::pow(yarn_temperature(4, 1), 2), torch::kFloat64)),
            1e-14);
}

TEST(Rope, GivesRowsOfTheirOwnToPackedDocuments) {
  Rope rope(RopeOptions{.channels = 8, .longest = 16});
  const Positions packed{.count = 4, .origin = torch::tensor({{0, 0, 2, 2}, {0, 1, 1, 1}})};
  const Rotation rotation = rotation_at(*rope, packed);
  ASSERT_EQ(rotation.q_cos.sizes(), (std::vector<int64_t>{2, 1, 4, 4}));
  const Rotation plain = rotation_at(*rope, {.count = 4});
  EXPECT_TRUE(torch::equal(rotation.q_sin[0][0], plain.q_sin.index_select(0, torch::tensor({0, 1, 0, 1}))));
  EXPECT_TRUE(torch::equal(rotation.q_sin[1][0], plain.q_sin.index_select(0, torch::tensor({0, 0, 1, 2}))));
}

TEST(Rope, SharesOneModuleAndItsTablesAmongLayers) {
  const Scheme scheme = make_scheme("rope", small_request());
  EXPECT_EQ(scheme.layers[0].rotation, scheme.layers[1].rotation);
  const Rotation once = rotation_at(*scheme.layers[0].rotation, {.count = 8});
  const Rotation again = rotation_at(*scheme.layers[1].rotation, {.count = 8});
  EXPECT_EQ(once.q_cos.data_ptr(), again.q_cos.data_ptr());
  const Positions packed{.count = 4, .origin = torch::tensor({{0, 0, 2, 2}})};
  EXPECT_EQ(rotation_at(*scheme.layers[0].rotation, packed).q_cos.data_ptr(),
            rotation_at(*scheme.layers[1].rotation, packed).q_cos.data_ptr());
}

TEST(Rope, NoticesPositionsWrittenInPlace) {
  Rope rope(RopeOptions{.channels = 8, .longest = 16});
  Positions positions = at_ids({1, 2});
  const torch::Tensor before = rotation_at(*rope, positions).q_sin.clone();
  positions.ids.add_(1);
  EXPECT_GT(distance(before, rotation_at(*rope, positions).q_sin), 0.01);
}

TEST(Rope, TablesMadeInInferenceModeServeTraining) {
  Rope rope(RopeOptions{.channels = 8, .longest = 16});
  {
    const c10::InferenceMode inference;
    rotation_at(*rope, {.count = 8});
  }
  torch::Tensor x = torch::randn({1, 1, 8, 8}, torch::kFloat64).requires_grad_();
  const Rotation rotation = rotation_at(*rope, {.count = 8});
  rotated(x, rotation.q_cos, rotation.q_sin, rotation.layout).sum().backward();
  EXPECT_TRUE(x.grad().isfinite().all().item<bool>());
}

TEST(Rope, TrainsItsFrequencies) {
  Rope rope(RopeOptions{.channels = 8, .longest = 16, .freqs = FrequencyTraining::kLearned});
  EXPECT_EQ(rope->parameters().size(), 1U);
  rope->to(torch::kFloat64);
  // to() replaces the parameter's data; the member follows it.
  const torch::Tensor x = torch::randn({3, 8}, torch::kFloat64);
  testing::expect_gradients([&] { return turned(x, rotation_at(*rope, {.first = 1, .count = 3})); },
                            {rope->frequencies});
  EXPECT_TRUE(Rope(RopeOptions{.channels = 8, .longest = 16})->parameters().empty());
}

TEST(RopeVersions, AreUndefinedForFixedTables) {
  EXPECT_FALSE(rope("rope")->versions({.count = 40}).defined());
  EXPECT_FALSE(rope("rope:scaling=dynamic,factor=4,length=64")->versions({.count = 40}).defined());
  EXPECT_FALSE(rope("rope:scaling=yarn,factor=4")->versions({.count = 40}).defined());
}

TEST(RopeVersions, OfAQueryAreItsOwnLength) {
  const auto dynamic = rope("rope:scaling=dynamic,factor=4,step=1");
  const torch::Tensor versions = dynamic->versions({.first = 14, .count = 5});
  EXPECT_TRUE(torch::equal(versions, torch::tensor({16, 16, 17, 18, 19})));
  const auto stepped = rope("rope:scaling=dynamic,factor=4,step=4");
  EXPECT_TRUE(torch::equal(stepped->versions({.first = 14, .count = 5}), torch::tensor({16, 16, 20, 20, 20})));
  const Positions padded{.count = 18, .origin = torch::tensor({{0}, {3}})};
  EXPECT_TRUE(torch::equal(dynamic->versions(padded).select(1, 17), torch::tensor({18, 16})));
}

TEST(RopeVersions, OfACallAreItsLastLength) {
  const auto dynamic = rope("rope:scaling=dynamic,factor=4,length=call");
  EXPECT_TRUE(torch::equal(dynamic->versions({.count = 3}), torch::tensor({16, 16, 16})));
  EXPECT_TRUE(torch::equal(dynamic->versions({.count = 20}), torch::full({20}, 20, torch::kInt64)));
  EXPECT_TRUE(dynamic->holds(10, 16));
  EXPECT_FALSE(dynamic->holds(16, 17));
  EXPECT_TRUE(dynamic->holds(0, 20)) << "nothing is cached yet";
  EXPECT_TRUE(rope("rope:scaling=dynamic,factor=4")->holds(16, 17));
}

// Token L0 is the first that switches, and all keys it sees turn with the long factors.
TEST(RopeVersions, OfLongRopeAreTheTwoSidesOfItsSwitch) {
  const auto longrope = rope("rope:scaling=longrope,factor=4,long=1/2/3/4");
  EXPECT_TRUE(torch::equal(longrope->versions({.first = 14, .count = 4}), torch::tensor({16, 16, 17, 17})));
  for (const int64_t version : {16, 17}) {
    const double w1 = version == 16 ? .1 : .05;
    EXPECT_NEAR(rotation_at(*longrope, {.first = 1, .count = 1}, version).k_sin[0][1].item<double>(),
                longrope_temperature(4, 16) * std::sin(w1), 1e-14);
  }
  const auto call = rope("rope:scaling=longrope,factor=4,long=1/2/3/4,length=call");
  EXPECT_TRUE(torch::equal(call->versions({.count = 16}), torch::full({16}, 16, torch::kInt64)));
  EXPECT_TRUE(torch::equal(call->versions({.count = 40}), torch::full({40}, 17, torch::kInt64)));
  EXPECT_FALSE(call->holds(16, 17));
  EXPECT_TRUE(call->holds(17, 1000)) << "the prompt is read again once";
  EXPECT_FALSE(rope("rope:scaling=longrope,factor=4,long=1/2/3/4,length=64")->versions({.count = 40}).defined());
}

TEST(RopeVersions, OfDynamicYarnChangeTheTemperatureToo) {
  const auto yarn = rope("rope:scaling=dynamic-yarn");
  EXPECT_TRUE(torch::equal(yarn->versions({.first = 14, .count = 4}), torch::tensor({16, 16, 17, 18})));
  const Rotation rotation = rotation_at(*yarn, {.count = 3}, 64);
  EXPECT_LT(distance(rotation.q_cos.square() + rotation.q_sin.square(),
                     torch::full({3, 4}, std::pow(yarn_temperature(4, 1), 2), torch::kFloat64)),
            1e-14);
}

TEST(RopeVersions, ChooseTheTable) {
  const auto dynamic = rope("rope:scaling=dynamic,factor=4");
  const DynamicScaling scaling{.factor = 4, .original = 16};
  for (const int64_t length : {16, 32, 40}) {
    const double w1 = frequencies({8, 1e4}, scaling, length)[1];
    EXPECT_NEAR(rotation_at(*dynamic, {.first = 1, .count = 1}, length).q_cos[0][1].item<double>(), std::cos(w1),
                1e-14);
  }
  const auto fixed = rope("rope:scaling=dynamic,factor=4,length=32");
  EXPECT_TRUE(torch::equal(rotation_at(*fixed, {.count = 8}).q_cos, rotation_at(*dynamic, {.count = 8}, 32).q_cos));
}

// modeling_rope_utils.py, default: float32 throughout. The two disagree by more than an ulp at large positions, which
// is why the mode exists.
TEST(RopeHf32, WorksInFloat32) {
  Rope exact(RopeOptions{.channels = 128, .longest = 16});
  Rope hf32(RopeOptions{.channels = 128, .longest = 16, .angles = AngleMode::kHf32});
  const torch::Tensor w = 1.0 / torch::pow(1e4, torch::arange(0, 128, 2).to(torch::kFloat32) / 128.0);
  const torch::Tensor ids = torch::tensor({0, 1, 4095, 131071});
  const torch::Tensor angles =
      torch::matmul(w.view({1, -1, 1}), ids.to(torch::kFloat32).view({1, 1, -1})).transpose(1, 2)[0];
  const Rotation rotation = rotation_at(*hf32, {.count = 4, .ids = ids});
  EXPECT_TRUE(torch::equal(rotation.q_cos.to(torch::kFloat32), angles.cos()));
  EXPECT_TRUE(torch::equal(rotation.q_sin.to(torch::kFloat32), angles.sin()));
  const double apart = distance(rotation.q_cos, rotation_at(*exact, {.count = 4, .ids = ids}).q_cos);
  EXPECT_GT(apart, 1e-3);
  EXPECT_LT(apart, 8e-3);
}

TEST(RopeHf32, FrequenciesOfEveryScheduleAreNearTheExactOnes) {
  const RotaryBasis basis{128, 5e5};
  for (const Scaling& scaling : std::initializer_list<Scaling>{
           NoScaling{}, LinearScaling{.factor = 4}, NtkScaling{.factor = 4},
           DynamicScaling{.factor = 4, .original = 512}, YarnScaling{.factor = 4, .original = 4096}, Llama3Scaling{},
           LongRopeScaling{.factor = 4, .original = 4096, .long_factors = std::vector<double>(64, 3)},
           NtkByPartsScaling{.factor = 4, .original = 4096}, DynamicYarnScaling{.original = 512},
           AlphaScaling{.alpha = 4}, NtkMixedScaling{.factor = 4}}) {
    const torch::Tensor exact = doubles(frequencies(basis, scaling, 2048));
    const torch::Tensor published = hf32_frequencies(basis, scaling, 2048).to(torch::kFloat64);
    EXPECT_LT(((published - exact) / exact).abs().max().item<double>(), 2e-6) << scaling.index();
  }
}

TEST(RopeSpec, PrintsWhatItReads) {
  for (const char* text :
       {"rope", "rope:base=500000", "rope:base=auto", "rope:layout=interleaved,fraction=0.5", "rope:freqs=learned",
        "rope:angles=hf32", "rope:scaling=linear,factor=1", "rope:base=500000,scaling=llama3",
        "rope:scaling=llama3,factor=4,original=4096", "rope:scaling=ntk,factor=4,variant=su",
        "rope:scaling=dynamic,factor=2,length=call", "rope:scaling=alpha,alpha=2", "rope:scaling=clip",
        "rope:scaling=clip,pairs=2", "rope:scaling=ntk-mixed,factor=2,b=1", "rope:scaling=ntk-by-parts,factor=2",
        "rope:scaling=dynamic-yarn,length=call", "rope:scaling=longrope,factor=4,short=1/1/1/1.5,long=1/2/3/4",
        "rope:scaling=yarn,factor=4,original=4096,truncate=false"})
    EXPECT_EQ(make_scheme(text, small_request()).spec, text);
  EXPECT_EQ(make_scheme("rotary:factor=4,scaling=linear,base=1e4", small_request()).spec,
            "rope:scaling=linear,factor=4");
}

TEST(RopeSpec, WorksOutTheAutomaticBase) {
  EXPECT_EQ(*rope("rope")->options.base, 1e4);
  EXPECT_FALSE(rope("rope:base=auto")->options.base);
  EXPECT_EQ(rotary_basis(rope("rope:base=auto")->options).base, automatic_base(8, 16));
}

TEST(RopeSpec, RefusesWhatDoesNotGoTogether) {
  const auto make = [](std::string_view text) { make_scheme(text, small_request()); };
  EXPECT_VALUE_ERROR(make("rope:scaling=linear"), "rope: scaling=linear needs factor");
  EXPECT_VALUE_ERROR(make("rope:scaling=alpha"), "rope: scaling=alpha needs alpha");
  EXPECT_VALUE_ERROR(make("rope:scaling=longrope,factor=2"), "rope: long must have 4 factors, one a pair, got 0");
  EXPECT_VALUE_ERROR(make("rope:freqs=learned,scaling=dynamic-yarn"),
                     "rope: freqs=learned excludes scaling=dynamic-yarn");
  EXPECT_VALUE_ERROR(make("rope:scaling=dynamic-yarn,step=-1"), "rope: step must be at least 0, got -1");
  EXPECT_VALUE_ERROR(make("rope:freqs=learned,scaling=dynamic,factor=2"),
                     "rope: freqs=learned excludes scaling=dynamic");
  EXPECT_VALUE_ERROR(make("rope:freqs=learned,angles=hf32"), "rope: freqs=learned excludes angles=hf32");
  EXPECT_VALUE_ERROR(make("rope:scaling=dynamic,factor=2,step=-1"), "rope: step must be at least 0, got -1");
  EXPECT_VALUE_ERROR(make("rope:scaling=dynamic,factor=2,length=all"),
                     "rope: length must be query, call or a number of tokens, got 'all'");
  EXPECT_VALUE_ERROR(make("rope:scaling=dynamic,factor=2,length=call,step=4"), "rope: step is for length=query, got 4");
  EXPECT_VALUE_ERROR(make("rope:scaling=yarn,factor=2,mscale=1"),
                     "rope: mscale and mscale_all are a ratio and given together, got one");
  EXPECT_VALUE_ERROR(make("rope:scaling=yarn,factor=2,mscale=1,mscale_all=1,temperature=1"),
                     "rope: temperature stands in place of mscale, got both");
  EXPECT_VALUE_ERROR(make("rope:fraction=0"), "rope: fraction must be above 0 and at most 1, got 0");
  EXPECT_VALUE_ERROR(make("rope:fraction=0.4"), "rope: rotated channels must be even and at least 2, got 3");
  EXPECT_VALUE_ERROR(make("rope:scaling=linear,factor=2,low=3"),
                     "rope: unknown option 'low'; options: base, layout, fraction, freqs, angles, scaling, factor");
  EXPECT_VALUE_ERROR(make("rope:scaling=lineer,factor=2"),
                     "rope: unknown option 'factor'; options: base, layout, fraction, freqs, angles, scaling");
}

TEST(RopeSpec, ListsEveryScheduleInHelp) {
  const auto rows = rope_option_list();
  EXPECT_EQ(rows[0][0], "base");
  EXPECT_EQ(rows[0][1], "10000");
  const auto yarn = std::ranges::find_if(
      rows, [](const auto& row) { return row[0] == "fast" && row[2].starts_with("scaling=yarn: "); });
  ASSERT_NE(yarn, rows.end());
  EXPECT_EQ((*yarn)[1], "32");
}

}  // namespace
}  // namespace sextant::position
