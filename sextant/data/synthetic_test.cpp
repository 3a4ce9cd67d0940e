#include "sextant/data/synthetic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include "sextant/data/chance.h"

namespace sextant::data {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

template <class Call>
std::string message_of(const Call& call) {
  try {
    call();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "no error";
}

Sample sample(const SyntheticTask& task, int64_t length, uint64_t index = 0) {
  random::Philox draw(1, 2, index);
  return task.make(draw, length);
}

std::string words(const SyntheticTask& task, const std::vector<int64_t>& ids) { return task.vocabulary.decode(ids); }

/// The number whose digits stand from `begin` on, least significant first.
uint64_t number(const std::vector<int64_t>& digits, size_t begin, size_t count) {
  uint64_t value = 0;
  for (size_t i = count; i-- > 0;) value = 10 * value + static_cast<uint64_t>(digits[begin + i]);
  return value;
}

TEST(Adder, WritesThirtyFiveTokensThatAddUp) {
  const SyntheticTask task = synthetic_task("adder");
  EXPECT_EQ(task.vocabulary.size(), 10);
  for (const Sample& s : test_samples(task, 10, 200, 3)) {
    ASSERT_EQ(s.prompt.size(), 24u);
    ASSERT_EQ(s.answer.size(), 11u);
    for (const size_t separator : {0u, 11u, 12u, 23u}) EXPECT_EQ(s.prompt[separator], 0);
    EXPECT_EQ(number(s.prompt, 1, 10) + number(s.prompt, 13, 10), number(s.answer, 0, 11));
  }
}

TEST(Adder, TestsTenEdgeCasesFirst) {
  const std::vector<Sample> edges = test_samples(synthetic_task("adder"), 10, 0, 3);
  ASSERT_EQ(edges.size(), 10u);
  EXPECT_EQ(number(edges[5].answer, 0, 11), 19999999998u);
  EXPECT_EQ(number(edges[6].answer, 0, 11), 11111111110u);
}

TEST(Copy, RepeatsTheStringAndEnds) {
  const SyntheticTask task = synthetic_task("copy");
  EXPECT_EQ(task.vocabulary.size(), 19);
  const Sample s = sample(task, 5);
  const std::string string = words(task, {s.prompt.begin() + 1, s.prompt.end() - 1});
  EXPECT_EQ(words(task, s.prompt), "BOS " + string + " SEP");
  EXPECT_EQ(words(task, s.answer), string + " EOS");
}

TEST(Copy, UsesNoSymbolTwiceIfUnique) {
  const SyntheticTask task = synthetic_task("copy:variant=unique");
  EXPECT_EQ(task.vocabulary.size(), 67);
  const Sample s = sample(task, 64);
  EXPECT_EQ(std::set<int64_t>(s.answer.begin(), s.answer.end()).size(), 65u);
  EXPECT_THAT(message_of([&] { sample(task, 65); }), HasSubstr("65 unique symbols needs as many, there are 64"));
}

TEST(Copy, RepeatsOneSymbolIfAsked) {
  const Sample s = sample(synthetic_task("copy:variant=repeat"), 9);
  EXPECT_EQ(std::set<int64_t>(s.answer.begin(), s.answer.end() - 1).size(), 1u);
}

TEST(Copy, FlagsLengthsThatTrainingHasSeenWhole) {
  const SyntheticTask task = synthetic_task("copy");
  EXPECT_TRUE(seen_in_training(task, 3)) << "16^3 = 2^12 strings";
  EXPECT_FALSE(seen_in_training(task, 4)) << "16^4 = 2^16";
  EXPECT_FALSE(seen_in_training(task, 17));
  EXPECT_TRUE(seen_in_training(synthetic_task("copy:variant=repeat"), 16));
}

TEST(Recall, AsksForTheValueBehindAKeyThatStandsOnce) {
  const SyntheticTask task = synthetic_task("recall");
  EXPECT_EQ(task.vocabulary.size(), 2 + 64 + 16 + 16);
  for (uint64_t i = 0; i < 300; ++i) {
    const Sample s = sample(task, 64, i);
    ASSERT_EQ(s.prompt.size(), 64u);
    const auto key = std::find(s.prompt.begin(), s.prompt.end() - 1, s.prompt.back());
    ASSERT_NE(key, s.prompt.end() - 1);
    EXPECT_EQ(s.answer, std::vector<int64_t>{*(key + 1)});
    EXPECT_EQ(s.distance, s.prompt.end() - (key + 2)) << "tokens after the value";
    EXPECT_EQ(std::count(s.prompt.begin(), s.prompt.end(), s.prompt.back()), 2);
    const auto pairs =
        std::count_if(s.prompt.begin(), s.prompt.end() - 1, [](int64_t id) { return id >= 2 && id < 66; });
    EXPECT_TRUE(pairs >= 8 && pairs <= 16) << pairs;
  }
}

TEST(Recall, HasMorePairsAtGreaterLengthIfDense) {
  const auto pairs = [](const Sample& s) {
    return std::count_if(s.prompt.begin(), s.prompt.end() - 1, [](int64_t id) { return id >= 2 && id < 66; });
  };
  EXPECT_LE(pairs(sample(synthetic_task("recall"), 256)), 16);
  EXPECT_GE(pairs(sample(synthetic_task("recall:variant=dense"), 256)), 32);
  EXPECT_EQ(pairs(sample(synthetic_task("recall:variant=dense"), 1024)), 64) << "every key once";
}

// If pairs stood more often at one end, "recall by distance" would measure the generator.
TEST(Recall, SpreadsThePairsEvenly) {
  const SyntheticTask task = synthetic_task("recall");
  double sum = 0;
  for (uint64_t i = 0; i < 4000; ++i) sum += static_cast<double>(sample(task, 64, i).distance);
  // The value's distance to the end lies between 2 and 61, even in mean: 31.5; standard error 17 / sqrt(4000) = .27.
  EXPECT_NEAR(sum / 4000, 31.5, 1.1);
}

TEST(Parity, CountsTheOnes) {
  const SyntheticTask task = synthetic_task("parity");
  EXPECT_EQ(task.vocabulary.size(), 4);
  for (uint64_t i = 0; i < 50; ++i) {
    const Sample s = sample(task, 13, i);
    EXPECT_EQ(s.answer, std::vector<int64_t>{std::count(s.prompt.begin(), s.prompt.end(), 1) % 2});
  }
}

TEST(TrainingBatches, ScoreTheAnswerOnly) {
  const SyntheticTask task = synthetic_task("copy");
  const Batch batch = training_batches(task, 8, 1)(0);
  const torch::Tensor scored = batch.targets.ne(kIgnore);
  for (int64_t b = 0; b < 8; ++b) {
    const torch::Tensor row = batch.targets[b].masked_select(scored[b]);
    const int64_t separator = batch.tokens[b].eq(1).nonzero()[0].item<int64_t>();
    EXPECT_EQ(row.numel(), separator) << "n symbols and the end, asked for from the separator on";
    EXPECT_EQ(row[-1].item<int64_t>(), *task.end);
    EXPECT_TRUE(row.slice(0, 0, -1).equal(batch.tokens[b].slice(0, 1, separator)));
    EXPECT_TRUE(scored[b].slice(0, separator, separator + row.numel()).all().item<bool>());
  }
}

TEST(TrainingBatches, DrawEveryTrainingLengthAndNoOther) {
  const BatchAt batches = training_batches(synthetic_task("parity"), 64, 1);
  std::set<int64_t> lengths;
  for (int64_t step = 0; step < 20; ++step) {
    const torch::Tensor places = batches(step).targets.ne(kIgnore).nonzero().select(1, 1);
    for (int64_t b = 0; b < 64; ++b) lengths.insert(places[b].item<int64_t>() - 1);
  }
  EXPECT_EQ(std::ssize(lengths), 20);
  EXPECT_EQ(*lengths.begin(), 1);
  EXPECT_EQ(*lengths.rbegin(), 20);
}

TEST(TrainingBatches, MakeSampleIAlone) {
  const SyntheticTask task = synthetic_task("recall");
  const torch::Tensor eight = training_batches(task, 8, 4)(1).tokens;
  const torch::Tensor four = training_batches(task, 4, 4)(3).tokens;
  EXPECT_TRUE(eight.slice(0, 4).equal(four)) << "samples 12 to 15, whatever the batch";
}

TEST(TestSamples, AreNeverTrainingSamples) {
  const SyntheticTask task = synthetic_task("recall");
  const Batch train = training_batches(task, 4, 1)(0);
  const Batch test = join(test_samples(task, 64, 4, 1));
  EXPECT_FALSE(train.tokens.equal(test.tokens));
}

TEST(TestSamples, OfOneSeedAreAlwaysTheSame) {
  const SyntheticTask task = synthetic_task("copy");
  EXPECT_TRUE(join(test_samples(task, 20, 9, 5)).tokens.equal(join(test_samples(task, 20, 9, 5)).tokens));
}

TEST(SyntheticTask, PrintsItsSpec) {
  for (const std::string spec :
       {"adder", "adder:digits=3", "copy:variant=unique,longest=12", "recall:variant=dense", "parity:longest=10"})
    EXPECT_EQ(synthetic_task(spec).spec, spec);
}

TEST(SyntheticTask, RefusesUnknownNamesAndOptions) {
  EXPECT_EQ(message_of([] { synthetic_task("copi"); }),
            "unknown task 'copi'; tasks: adder, copy, recall, parity; did you mean 'copy'?");
  EXPECT_THAT(message_of([] { synthetic_task("copy:size=3"); }), HasSubstr("unknown option 'size'"));
  EXPECT_EQ(message_of([] { synthetic_task("copy,parity"); }), "a task is one name with options, got 'copy,parity'");
}

TEST(SyntheticTask, RefusesOptionsThatMakeNoTask) {
  EXPECT_EQ(message_of([] { synthetic_task("adder:digits=19"); }), "adder: digits must be in 1 to 18, got 19");
  EXPECT_EQ(message_of([] { synthetic_task("copy:longest=0"); }),
            "copy: 1 <= shortest <= longest is needed, got 1 and 0");
  EXPECT_EQ(message_of([] { synthetic_task("copy:symbols=1"); }), "copy: symbols must be at least 2, got 1");
  EXPECT_EQ(message_of([] { synthetic_task("copy:variant=unique,longest=65"); }),
            "copy: longest must be at most the 64 unique symbols, got 65");
  EXPECT_EQ(message_of([] { synthetic_task("parity:shortest=0"); }),
            "parity: 1 <= shortest <= longest is needed, got 0 and 20");
  EXPECT_EQ(message_of([] { synthetic_task("recall:length=34"); }),
            "recall: length must be at least 35 for the pairs, got 34");
  EXPECT_EQ(message_of([] { synthetic_task("recall:keys=15"); }), "recall: keys must be at least the pairs, got 15");
  EXPECT_THAT(message_of([] { sample(synthetic_task("recall"), 34); }),
              HasSubstr("16 pairs need a length of 35, got 34"));
}

TEST(SyntheticTask, RefusesEmptyBatches) {
  EXPECT_THAT(message_of([] { training_batches(synthetic_task("copy"), 0, 1); }),
              HasSubstr("batch must be at least 1, got 0"));
  EXPECT_THAT(message_of([] { join({}); }), HasSubstr("at least one sample is needed, got 0"));
}

// Uniform answers: the prior is chance, within three standard errors of the measured half of the samples.
TEST(Chance, OfUniformAnswersIsOneOverTheClasses) {
  const Chance recall = chance(synthetic_task("recall"), 64, 20000);
  EXPECT_DOUBLE_EQ(recall.uniform_token, 1.0 / 16);
  EXPECT_NEAR(recall.prior_token, 1.0 / 16, 3 * 0.00242);
  const Chance parity = chance(synthetic_task("parity"), 20, 20000);
  EXPECT_NEAR(parity.prior_exact, 0.5, 3 * 0.005);
}

// The first digit of a sum of 11 is 0 or 1, evenly: the prior of place 11 is .5, of all others about .1.
TEST(Chance, SeesTheOutputPlace) {
  const Chance adder = chance(synthetic_task("adder"), 10, 20000);
  EXPECT_DOUBLE_EQ(adder.uniform_token, 0.1);
  EXPECT_NEAR(adder.prior_token, (10 * 0.1 + 0.5) / 11, 0.01);
}

TEST(Chance, NeedsSamples) {
  EXPECT_THAT(message_of([] { chance(synthetic_task("copy"), 4, 1); }),
              HasSubstr("at least 2 samples are needed, got 1"));
}

TEST(Chance, NormalisesAccuracy) {
  EXPECT_DOUBLE_EQ(normalised_accuracy(0.75, 0.5), 0.5);
  EXPECT_DOUBLE_EQ(normalised_accuracy(1, 1), 0);
}

}  // namespace
}  // namespace sextant::data
