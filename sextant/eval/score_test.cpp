// The identities between protocols, with models whose probabilities are known: a Markov chain and one without memory.
#include "sextant/eval/score.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <numeric>

#include "sextant/eval/reduce.h"
#include "sextant/random/philox.h"

#include "tests/support/refusal.h"

namespace sextant::eval {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kVocabulary = 5;

torch::Tensor random_text(int64_t n, uint64_t seed) {
  random::Philox draw(seed);
  torch::Tensor text = torch::empty({n}, torch::kInt64);
  for (int64_t i = 0; i < n; ++i) text[i] = static_cast<int64_t>(draw.below(kVocabulary));
  return text;
}

/// A model of order k: the next token depends on the last k it sees, or on all if there are fewer.
NllOf markov(int64_t k) {
  return from_log_probabilities([k](const torch::Tensor& tokens) {
    const auto seen = tokens.accessor<int64_t, 2>();
    torch::Tensor logits = torch::empty({tokens.size(0), tokens.size(1), kVocabulary}, torch::kFloat64);
    auto out = logits.accessor<double, 3>();
    for (int64_t b = 0; b < tokens.size(0); ++b)
      for (int64_t t = 0; t < tokens.size(1); ++t) {
        uint64_t context = 1;
        for (int64_t j = std::max<int64_t>(0, t + 1 - k); j <= t; ++j)
          context = context * (kVocabulary + 1) + static_cast<uint64_t>(seen[b][j]);
        random::Philox draw(7, 0, context);
        for (int64_t v = 0; v < kVocabulary; ++v) out[b][t][v] = draw.normal();
      }
    return logits.log_softmax(2);
  });
}

/// One text, scored by a model under a protocol.
struct Outcome {
  Plan plan;
  std::vector<double> nll;
  Result result;
};
Outcome run(std::string_view protocol, const NllOf& model, const std::vector<torch::Tensor>& documents) {
  std::vector<int64_t> lengths;
  for (const torch::Tensor& document : documents) lengths.push_back(document.size(0));
  Outcome done = {.plan = plan(parse_protocol(protocol), lengths), .nll = {}, .result = {}};
  done.nll = score_with(model, {.documents = documents, .bos = 0}, done.plan);
  done.result = reduce(done.nll, done.plan);
  return done;
}
Outcome run(std::string_view protocol, int64_t k = 3, int64_t n = 61) {
  return run(protocol, markov(k), {random_text(n, 1)});
}

/// NLL by target; of several contexts the last one's.
std::map<int64_t, double> by_target(const Outcome& done) {
  std::map<int64_t, double> found;
  const std::vector<Target> scored = targets(done.plan);
  for (size_t i = 0; i < scored.size(); ++i) found[scored[i].index] = done.nll[i];
  return found;
}

TEST(Score, GivesWhatTheModelSays) {
  const torch::Tensor text = random_text(9, 3);
  const Outcome done = run("chunk:4", markov(2), {text});
  // Target 6 stands in window [4, 8), third token: it sees tokens 4 and 5.
  const torch::Tensor window = text.slice(0, 4, 6).unsqueeze(0);
  const torch::Tensor nll =
      markov(2)({.tokens = window, .targets = text.slice(0, 6, 7).unsqueeze(0), .position_offset = 0});
  EXPECT_DOUBLE_EQ(by_target(done).at(6), nll.item<double>());
}

TEST(Identities, I1SlidingByAWholeWindowIsChunking) { EXPECT_EQ(run("slide:8,8").nll, run("chunk:8").nll); }

TEST(Identities, I2SlidingByOneIsASuffixOfOne) {
  const auto slid = by_target(run("slide:4,1", 5));
  const auto suffixes = by_target(run("suffix:1,[3],anchors=1000", 5));
  ASSERT_EQ(std::ssize(suffixes), 61 - 3);
  for (const auto& [index, nll] : suffixes) EXPECT_DOUBLE_EQ(slid.at(index), nll) << index;
}

TEST(Identities, I3PositionsWeightedByCountAreChunks) {
  const Outcome positions = run("position:8");
  const Outcome chunks = run("chunk:8,tail=drop");
  double sum = 0;
  int64_t count = 0;
  for (const Point& point : positions.result.points) {
    sum += point.nats * static_cast<double>(point.targets);
    count += point.targets;
  }
  EXPECT_EQ(positions.nll, chunks.nll);
  EXPECT_NEAR(sum / static_cast<double>(count), chunks.result.nats, 1e-12);
}

TEST(Identities, I5LmEvalIsChunkingWithACarriedToken) {
  const auto rolling = by_target(run("lmeval:8", 20));
  const auto carried = by_target(run("chunk:8,carry=1", 20));
  for (int64_t i = 8; i < 56; ++i) EXPECT_DOUBLE_EQ(rolling.at(i), carried.at(i)) << i;
}

TEST(Identities, I6AModelWithoutMemoryScoresATargetAlikeEverywhere) {
  const auto expected = by_target(run("chunk:61", 0));
  for (const std::string protocol : {"chunk:8", "slide:8,3", "suffix:4,[2,16]", "crop:8,4,[2,16]", "position:8",
                                     "llamacpp:8", "lmeval:8", "chunk:8,bos=1", "passage@9,8", "like:hf:8,2"})
    for (const auto& [index, nll] : by_target(run(protocol, 0)))
      EXPECT_DOUBLE_EQ(nll, expected.contains(index) ? expected.at(index) : nll) << protocol << " " << index;
}

TEST(Identities, I7AMarkovModelIsFlatFromItsOrderOn) {
  const Outcome done = run("suffix:6,[1,2,3,4,8,16]", 3);
  const std::vector<Point>& points = done.result.points;
  for (size_t i = 2; i < points.size(); ++i) EXPECT_DOUBLE_EQ(points[i].nats, points[2].nats) << points[i].at;
  EXPECT_NE(points[0].nats, points[2].nats);
  EXPECT_NE(points[1].nats, points[2].nats);
}

TEST(Identities, I8CropIsASuffixUpToItsWindow) {
  const std::vector<Point> suffix = run("suffix:4,[2,4,8,16]", 12).result.points;
  const std::vector<Point> crop = run("crop:12,4,[2,4,8,16]", 12).result.points;
  for (size_t i = 0; i < 3; ++i) EXPECT_DOUBLE_EQ(crop[i].nats, suffix[i].nats) << suffix[i].at;
  EXPECT_DOUBLE_EQ(crop[3].nats, crop[2].nats);
  EXPECT_NE(suffix[3].nats, suffix[2].nats);
}

// The first window scores L - 1 targets and every other S: equal if S = L - 1 and the last one is full.
TEST(Identities, I9UnweightedIsWeightedForEqualWindows) {
  EXPECT_NEAR(run("slide-unweighted:5,4", 3, 61).result.nats, run("slide:5,4", 3, 61).result.nats, 1e-12);
  EXPECT_GT(std::abs(run("slide-unweighted:5,2").result.nats - run("slide:5,2").result.nats), 1e-9);
}

// I11, the part that is this room's: how windows share calls.
TEST(Score, DoesNotDependOnTheBatch) {
  const std::vector<torch::Tensor> documents = {random_text(61, 1), random_text(17, 2), random_text(40, 3)};
  const Plan made = plan(parse_protocol("slide:8,3"), {61, 17, 40});
  const std::vector<double> together = score_with(markov(3), {.documents = documents}, made);
  EXPECT_EQ(score_with(markov(3), {.documents = documents, .batch_tokens = 1}, made), together);
  EXPECT_EQ(score_with(markov(3), {.documents = documents}, made), together) << "again";
}

TEST(Score, PutsTheFirstTokenBeforeTheWindow) {
  const std::vector<torch::Tensor> documents = {torch::tensor({3, 4}, torch::kInt64)};
  std::vector<torch::Tensor> read;
  const NllOf spy = [&](const ScoreCall& call) {
    read.push_back(call.tokens);
    return torch::zeros(call.targets.sizes());
  };
  score_with(spy, {.documents = documents, .bos = 9}, plan(parse_protocol("chunk:4,bos=1"), {2}));
  EXPECT_TRUE(read.at(0).equal(torch::tensor({{9, 3}}, torch::kInt64)));
}

TEST(Score, ReadsFillerFromTheBeginning) {
  const std::vector<torch::Tensor> documents = {torch::arange(10)};
  std::vector<torch::Tensor> read;
  const NllOf spy = [&](const ScoreCall& call) {
    read.push_back(call.tokens);
    return torch::zeros(call.targets.sizes());
  };
  score_with(spy, {.documents = documents}, plan(parse_protocol("passage@2,3"), {10}));
  EXPECT_TRUE(read.at(0).equal(torch::tensor({{0, 1, 7, 8}}, torch::kInt64)));
}

TEST(Score, RefusesWhatDoesNotFit) {
  const std::vector<torch::Tensor> documents = {random_text(10, 1)};
  const Plan made = plan(parse_protocol("chunk:4"), {10});
  EXPECT_THAT(testing::refusal_of(
                  [&] { score_with(markov(1), {.documents = documents}, plan(parse_protocol("chunk:4"), {11})); }),
              HasSubstr("score: document 0 must be int64 [11], got Long [10]"));
  EXPECT_THAT(testing::refusal_of([&] {
                score_with(markov(1), {.documents = documents}, plan(parse_protocol("chunk:4"), {10, 10}));
              }),
              HasSubstr("the plan has 2 documents, got 1"));
  EXPECT_THAT(testing::refusal_of(
                  [&] { score_with(markov(1), {.documents = documents}, plan(parse_protocol("lmeval:4"), {10})); }),
              HasSubstr("protocol 'lmeval:4' puts a first token before the text, but the model has none"));
  EXPECT_THAT(testing::refusal_of([&] { score_with(markov(1), {.documents = documents, .batch_tokens = 0}, made); }),
              HasSubstr("batch_tokens must be at least 1, got 0"));
  const NllOf broken = [](const ScoreCall& call) { return torch::full(call.targets.sizes(), NAN); };
  EXPECT_THAT(testing::refusal_of([&] { score_with(broken, {.documents = documents}, made); }),
              HasSubstr("the NLL of document 0, token 9 is not finite, got nan"));
  const NllOf short_of = [](const ScoreCall&) { return torch::zeros({1, 1}); };
  EXPECT_THAT(testing::refusal_of(
                  [&] { score_with(short_of, {.documents = documents}, plan(parse_protocol("chunk:10"), {10})); }),
              HasSubstr("one NLL per target is needed, [1, 9], got [1, 1]"));
}

}  // namespace
}  // namespace sextant::eval
