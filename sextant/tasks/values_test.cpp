// `values` and `encodings`: the numbers are those of the published formulas, and every form holds them.
#include "sextant/tasks/values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sextant/position/registry.h"
#include "sextant/tasks/encodings.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/number_list.h"

namespace sextant::tasks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

template <class Work>
std::string refusal(Work work) {
  try {
    work();
  } catch (const Failure& failure) {
    return failure.facts().code + ": " + failure.what();
  }
  return "nothing thrown";
}

void expect_near(const io::Json& list, const std::vector<double>& expected, double tolerance = 1e-10) {
  ASSERT_EQ(list.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(list[i].get<double>(), expected[i], tolerance) << i;
}

io::Json json_of(const ValuesOptions& options) { return to_json(values(options, {})); }

// By sin and cos of p·10^(-k) for k = 0, 1, 2, 3, at 10 digits.
TEST(Values, SinusoidalRowsAreThePapers) {
  const io::Json json = json_of({.spec = "sinusoidal", .channels = 8, .positions = "0,1,7,131071"});
  EXPECT_EQ(json["schema"], "sextant.values/1");
  EXPECT_EQ(json["site"], "embedding");
  EXPECT_EQ(json["positions"], io::Json({0, 1, 7, 131071}));
  expect_near(json["rows"][0], {0, 1, 0, 1, 0, 1, 0, 1});
  expect_near(json["rows"][2],
              {.6569865987, .7539022543, .6442176872, .7648421873, .0699428473, .9975510003, .0069999428, .9999755001});
  EXPECT_NEAR(json["rows"][3][0].get<double>(), std::sin(131071.0), 1e-9);
}

// Peng et al.'s factor 0.1·ln 4 + 1; pair 0 untouched, the last pair divided by 4.
TEST(Values, YarnHasItsFrequenciesAndFactorAndTablesThatHoldIt) {
  const io::Json json =
      json_of({.spec = "rope:scaling=yarn,factor=4,original=4096", .channels = 128, .positions = "0..3"});
  EXPECT_EQ(json["site"], "rotation");
  EXPECT_EQ(json["layout"], "halves");
  EXPECT_NEAR(json["attention_factor"].get<double>(), 1.1386294361, 1e-10);
  ASSERT_EQ(json["inv_freq"].size(), 64u);
  EXPECT_EQ(json["inv_freq"][0], 1.0);
  EXPECT_NEAR(json["inv_freq"][63].get<double>(), std::pow(1e4, -126.0 / 128) / 4, 1e-15);
  ASSERT_EQ(json["cos"].size(), 4u);
  EXPECT_NEAR(json["cos"][3][0].get<double>(), 1.1386294361 * std::cos(3.0), 1e-9);
  EXPECT_NEAR(json["sin"][3][0].get<double>(), 1.1386294361 * std::sin(3.0), 1e-9);
}

// 40-digit reference: R = 128, base 10^4, pair 1 at position 131071.
TEST(Values, RotationsStayExactFarOut) {
  const io::Json json = json_of({.spec = "rope", .channels = 128, .positions = "131071"});
  EXPECT_NEAR(json["cos"][0][1].get<double>(), -.978270912936, 1e-9);
  EXPECT_NEAR(json["sin"][0][1].get<double>(), -.207330704196, 1e-9);
}

TEST(Values, AlibiIsMinusSlopeTimesDistance) {
  const io::Json json = json_of({.spec = "alibi", .heads = 8, .queries = "0..3", .keys = "0..7"});
  EXPECT_EQ(json["site"], "scores");
  ASSERT_EQ(json["bias"].size(), 8u);
  ASSERT_EQ(json["bias"][0].size(), 4u);
  ASSERT_EQ(json["bias"][0][0].size(), 8u);
  for (int head = 0; head < 8; ++head)
    EXPECT_DOUBLE_EQ(json["bias"][head][3][0].get<double>(), -3 * std::exp2(-(head + 1)));
  EXPECT_FALSE(json.contains("bucket"));
}

// The authors' buckets, 32 causal ones to distance 128.
TEST(Values, T5HasItsBuckets) {
  const io::Json json =
      json_of({.spec = "t5", .heads = 2, .queries = "1000", .keys = "0,873,936,937,968,969,981,984,1000"});
  EXPECT_EQ(json["bucket"][0], io::Json({31, 31, 26, 26, 21, 21, 17, 16, 0}));
  EXPECT_TRUE(json["trained"]);
  EXPECT_EQ(json["bias"][0][0][0], json["bias"][0][0][1]) << "one bucket, one number";
}

TEST(Values, APlanHasTheArraysOfEveryPlace) {
  const ValuesResult result = values({.spec = "sinusoidal+rope+alibi", .channels = 8, .heads = 2}, {});
  EXPECT_EQ(result.site, "embedding+rotation+scores");
  std::vector<std::string> names;
  for (const ValuesArray& array : result.arrays) names.push_back(array.name);
  EXPECT_THAT(names, ElementsAre("rows", "inv_freq", "cos", "sin", "bias"));
}

TEST(Values, HeadsThatDifferHaveFrequenciesOfTheirOwn) {
  const io::Json json = json_of({.spec = "alibi[0]+rope[1]", .channels = 4, .heads = 2, .positions = "0"});
  EXPECT_EQ(json["inv_freq"].size(), 2u);
  expect_near(json["inv_freq"][0], {0, 0});
  expect_near(json["inv_freq"][1], {1, 0.01});
}

TEST(Values, AWindowSaysWhatItHides) {
  const io::Json json = json_of({.spec = "nope+window:size=2", .heads = 1, .queries = "2", .keys = "0..2"});
  EXPECT_EQ(json["visible"][0], io::Json({false, true, true}));
}

TEST(Values, EveryEncodingOfTheRegistryGivesValues) {
  for (const position::SchemeEntry& entry : position::schemes()) {
    SCOPED_TRACE(entry.name);
    const ValuesResult result = values({.spec = std::string(entry.name), .channels = 16, .heads = 4}, {});
    EXPECT_FALSE(to_json(result)["spec"].get<std::string>().empty());
    const bool rule_without_weights = entry.site == position::Site::kRule && !result.trained;
    EXPECT_EQ(result.arrays.empty(), entry.name == "nope" || rule_without_weights) << result.arrays.size();
    EXPECT_FALSE(document(result).parts.empty());
  }
}

TEST(Values, PositionsThatNothingReadsAreRefused) {
  const auto refused = [](const ValuesOptions& options) { return refusal([&] { check_read(values(options, {})); }); };
  EXPECT_EQ(refused({.spec = "t5", .positions = "0..3"}),
            "E-USAGE-OPTION: --positions chooses rows and rotations, and 't5' gives none");
  EXPECT_EQ(refused({.spec = "rope", .queries = "1"}),
            "E-USAGE-OPTION: --queries chooses rows of a bias, and 'rope' gives none");
  EXPECT_EQ(refused({.spec = "sinusoidal", .keys = "1"}),
            "E-USAGE-OPTION: --keys chooses columns of a bias, and 'sinusoidal' gives none");
  EXPECT_NO_THROW(check_read(values({.spec = "rope+alibi", .positions = "1", .queries = "1", .keys = "0"}, {})));
}

TEST(Values, TheSameSeedGivesTheSameTrainedTable) {
  const auto rows = [](int64_t seed) {
    return json_of({.spec = "learned", .channels = 4, .positions = "0..3", .seed = seed})["rows"];
  };
  EXPECT_EQ(rows(1), rows(1));
  EXPECT_NE(rows(1), rows(2));
}

TEST(Values, CsvHasOneRowAPositionOrPairOfHeadAndQuery) {
  EXPECT_EQ(to_csv(values({.spec = "sinusoidal", .channels = 2, .positions = "0"}, {})),
            "position,channel 0,channel 1\n0,0,1\n");
  EXPECT_EQ(to_csv(values({.spec = "alibi", .heads = 1, .queries = "1", .keys = "0,1"}, {})),
            "head,query,key 0,key 1\n0,1,-0.00390625,-0\n");
  EXPECT_EQ(refusal([] { to_csv(values({.spec = "nope"}, {})); }), "E-USAGE-VALUE: 'nope' has no numbers to write");
}

TEST(Values, NpyHoldsTheNamedArray) {
  const ValuesResult result = values({.spec = "rope", .channels = 8, .positions = "0..2"}, {});
  EXPECT_THAT(to_npy(result), HasSubstr("'shape': (3, 4)"));
  EXPECT_THAT(to_npy(result, "inv_freq"), HasSubstr("'shape': (4,)"));
  EXPECT_EQ(refusal([&] { to_npy(result, "rows"); }),
            "E-USAGE-VALUE: 'rope' has no array 'rows'; arrays: inv_freq, cos, sin");
}

// 0.1·ln 4 + 1; the sizes are the file's, whatever the options say.
TEST(Values, APublishedConfigurationIsReadWithItsSizes) {
  const std::string folder = std::string(SEXTANT_SOURCE_DIR) + "/tests/golden/configs/";
  const ValuesResult result = values({.spec = folder + "qwen2_yarn.json", .channels = 6, .positions = "1"}, {});
  EXPECT_EQ(result.spec, "rope:base=1000000,scaling=yarn,factor=4,original=32768");
  EXPECT_EQ(array_named(result, "inv_freq").shape, std::vector<int64_t>{64});
  EXPECT_NEAR(result.attention_factor, 1.1386294361, 1e-10);
  const ValuesResult windowed = values({.spec = folder + "gemma3.json", .positions = "1", .layer = 5}, {});
  EXPECT_EQ(array_named(windowed, "inv_freq").values[0], 0.125);
  EXPECT_THAT(refusal([&] { values({.spec = folder + "gemma3.json", .layer = 12}, {}); }),
              HasSubstr("layer must be from 0 to 11, got 12"));
  EXPECT_THAT(refusal([&] { values({.spec = folder + "none.json"}, {}); }), HasSubstr("E-MODEL-FILE"));
}

TEST(Values, RefusesWhatIsNoEncodingNoNumberOrPastATable) {
  EXPECT_THAT(refusal([] { values({.spec = "rpoe"}, {}); }), HasSubstr("E-SPEC: scheme: unknown encoding 'rpoe'"));
  EXPECT_EQ(refusal([] { values({.spec = "rope", .positions = "1,x"}, {}); }),
            "E-USAGE-VALUE: positions must be numbers such as 0,1,7 or 0..3, got 'x'");
  EXPECT_EQ(refusal([] { values({.spec = "rope", .channels = 0}, {}); }),
            "E-USAGE-VALUE: channels must be at least 1, got 0");
  EXPECT_THAT(refusal([] { values({.spec = "learned", .positions = "512", .longest = 512}, {}); }),
              HasSubstr("E-POS-LIMIT: "));
}

TEST(NumberList, RangesHaveBothEnds) {
  EXPECT_THAT(parse_numbers("positions", "0..2,7,0.5,-1"), ElementsAre(0, 1, 2, 7, 0.5, -1));
  EXPECT_EQ(refusal([] { parse_numbers("keys", "3..1"); }),
            "E-USAGE-VALUE: keys must be numbers such as 0,1,7 or 0..3, got '3..1'");
  EXPECT_EQ(refusal([] { parse_numbers("keys", "0..1048576"); }),
            "E-USAGE-VALUE: keys must be numbers such as 0,1,7 or 0..3, got more than 1048576 of them");
}

TEST(NumberList, ConsecutivePositionsKeepTheirOrderAndOthersBecomeIds) {
  EXPECT_EQ(positions_of({5, 6, 7}).first, 5);
  EXPECT_FALSE(positions_of({5, 6, 7}).ids.defined());
  EXPECT_EQ(positions_of({0, 7}).ids.scalar_type(), torch::kInt64);
  EXPECT_EQ(positions_of({0.5}).ids.scalar_type(), torch::kFloat64);
}

TEST(Encodings, ListHoldsEveryRowOfTheRegistry) {
  const EncodingsResult result = list_encodings();
  EXPECT_EQ(result.rows.size(),
            position::schemes().size() + position::modifiers().size() + position::assigners().size());
  EXPECT_EQ(to_json(result)["schema"], "sextant.encodings/1");
}

TEST(Encodings, ShowHasTheOptionsAndResolvesAliases) {
  const EncodingRow row = show_encoding("rotary");
  EXPECT_EQ(row.name, "rope");
  EXPECT_EQ(row.site, "rotation");
  EXPECT_EQ(row.kind, "encoding");
  EXPECT_THAT(row.traits, ::testing::Contains("relative"));
  EXPECT_TRUE(std::any_of(row.options.begin(), row.options.end(),
                          [](const auto& option) { return option[0] == "base" && option[1] == "10000"; }));
  EXPECT_EQ(show_encoding("window").kind, "modifier");
  EXPECT_EQ(show_encoding("randomized").kind, "ids");
  EXPECT_THAT(refusal([] { show_encoding("alibo"); }), HasSubstr("did you mean 'alibi'?"));
}

}  // namespace
}  // namespace sextant::tasks
