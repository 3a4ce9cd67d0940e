// The evaluator with real models: memory, blocks and the identities that need positions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cmath>
#include <fstream>
#include <string>

#include "sextant/data/masked.h"
#include "sextant/data/windows.h"
#include "sextant/eval/decoding.h"
#include "sextant/eval/reduce.h"
#include "sextant/eval/score.h"
#include "sextant/random/philox.h"

namespace sextant::eval {
namespace {

using testing::HasSubstr;

constexpr int64_t kVocabulary = 11;

models::Transformer tiny(const std::string& pos, int64_t longest = 64) {
  return models::Transformer(
      models::TransformerOptions{
          .vocabulary = kVocabulary, .channels = 16, .layers = 2, .heads = 2, .pos = pos, .longest = longest},
      /*seed=*/5);
}

torch::Tensor random_text(int64_t n) {
  random::Philox draw(3);
  torch::Tensor text = torch::empty({n}, torch::kInt64);
  auto tokens = text.accessor<int64_t, 1>();
  for (int64_t i = 0; i < n; ++i) tokens[i] = static_cast<int64_t>(draw.below(kVocabulary));
  return text;
}

std::vector<double> scored(models::Transformer& model, std::string_view protocol, const torch::Tensor& text,
                           int64_t batch_tokens = 8192) {
  const std::vector<torch::Tensor> documents = {text};
  return score(model, {.documents = documents, .bos = 0, .batch_tokens = batch_tokens},
               plan(parse_protocol(protocol), {text.size(0)}));
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0;
  for (size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return a.size() == b.size() ? largest : INFINITY;
}

// The oracle is PyTorch's own cross entropy over the whole logits.
TEST(ScoreModel, EqualsCrossEntropyOfTheWholeForward) {
  models::Transformer model = tiny("rope");
  model->eval();
  const torch::Tensor text = random_text(40);
  const torch::NoGradGuard no_grad;
  const torch::Tensor logits = model->forward({.tokens = text.slice(0, 0, 39).unsqueeze(0)});
  const torch::Tensor losses = -logits.log_softmax(2)
                                    .squeeze(0)
                                    .gather(1, text.slice(0, 1).unsqueeze(1))
                                    .squeeze(1)
                                    .to(torch::kFloat64)
                                    .contiguous();
  const std::vector<double> expected(losses.const_data_ptr<double>(), losses.const_data_ptr<double>() + 39);
  EXPECT_LT(largest_difference(scored(model, "chunk:40", text), expected), 1e-5);
}

TEST(ScoreModel, LeavesTheModelInItsMode) {
  models::Transformer model = tiny("rope");
  model->train();
  scored(model, "chunk:8", random_text(20));
  EXPECT_TRUE(model->is_training());
}

// I11.
TEST(ScoreModel, DoesNotDependOnTheBatch) {
  models::Transformer model = tiny("alibi");
  const torch::Tensor text = random_text(300);
  EXPECT_LT(largest_difference(scored(model, "slide:32,5", text), scored(model, "slide:32,5", text, 1)), 1e-5);
}

TEST(ScoreModel, IsTheSameTwice) {
  models::Transformer model = tiny("rope");
  const torch::Tensor text = random_text(200);
  EXPECT_EQ(scored(model, "slide:32,5", text), scored(model, "slide:32,5", text));
}

// I10: a passage at other positions, without filler, is the same to encodings of differences.
TEST(ScoreModel, I10APassageMayStandAnywhereForRelativeEncodings) {
  const torch::Tensor text = random_text(60);
  for (const std::string pos : {"rope", "alibi", "t5", "kerple", "nope"}) {
    models::Transformer model = tiny(pos);
    const std::vector<double> here = scored(model, "passage@0,20,mode=offset", text);
    EXPECT_LT(largest_difference(here, scored(model, "passage@40,20,mode=offset", text)), 1e-4) << pos;
  }
  models::Transformer absolute = tiny("sinusoidal");
  EXPECT_GT(largest_difference(scored(absolute, "passage@0,20,mode=offset", text),
                               scored(absolute, "passage@40,20,mode=offset", text)),
            1e-4);
}

// I7: two layers that see w = 4 tokens each reach back 2·(w - 1) tokens from the one before the target.
TEST(ScoreModel, I7AWindowedModelIsFlatFromItsReachOn) {
  models::Transformer model = tiny("rope+window:size=4");
  const torch::Tensor text = random_text(60);
  const std::vector<torch::Tensor> documents = {text};
  const Plan made = plan(parse_protocol("suffix:8,[6,7,8,20]"), {60});
  const std::vector<Point> points = reduce(score(model, {.documents = documents}, made), made).points;
  EXPECT_NEAR(points[1].nats, points[2].nats, 1e-6);
  EXPECT_NEAR(points[1].nats, points[3].nats, 1e-6);
  EXPECT_GT(std::abs(points[0].nats - points[1].nats), 1e-6) << "one token short of the reach";
}

TEST(MeanLoss, IsTheMeanOverScoredTargets) {
  models::Transformer model = tiny("rope");
  const torch::Tensor text = random_text(400);
  const data::BatchAt windows = data::window_batches(text, {{0, 400}}, 16, 4, 1);
  const double near_chance = mean_loss(model, windows, 3);
  EXPECT_NEAR(near_chance, std::log(kVocabulary), 0.2) << "an untrained model knows nothing";
  const data::BatchAt masked = data::masked_batches(windows, {.token = 0});
  EXPECT_NE(mean_loss(model, masked, 3), near_chance);
  const data::BatchAt nothing = [](int64_t) {
    return data::Batch{.tokens = torch::zeros({1, 2}, torch::kInt64),
                       .targets = torch::full({1, 2}, data::kIgnore, torch::kInt64)};
  };
  EXPECT_THROW(mean_loss(model, nothing, 1), c10::ValueError);
  EXPECT_THROW(mean_loss(model, windows, 0), c10::ValueError);
}

TEST(ExactMatchOfModels, DecodesAsTheWholeForwardSays) {
  models::Transformer model = tiny("rope");
  model->eval();
  const torch::NoGradGuard no_grad;
  torch::Tensor tokens = random_text(6).unsqueeze(0);
  data::Sample sample = {.prompt = {tokens.const_data_ptr<int64_t>(), tokens.const_data_ptr<int64_t>() + 6},
                         .answer = {}};
  for (int64_t t = 0; t < 4; ++t) {
    const torch::Tensor next = model->forward({.tokens = tokens}).select(1, -1).argmax(1, true);
    sample.answer.push_back(next.item<int64_t>());
    tokens = torch::cat({tokens, next}, 1);
  }
  EXPECT_EQ(exact_match(model, {sample}, {}).exact, 1);
  EXPECT_EQ(teacher_forced_accuracy(model, {sample}), 1);
}

/// Peak resident memory of the process since the last reset, in MiB.
double peak_mebibytes() {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word)
    if (word == "VmHWM:") {
      double kibibytes = 0;
      status >> kibibytes;
      return kibibytes / 1024;
    }
  return 0;
}

// A window of 16,384 tokens: one matrix of scores, two heads, would be 2 GiB.
TEST(ScoreModelSlow, AVeryLongWindowStaysFarUnderTwoGibibytes) {
  models::Transformer model = tiny("rope");
  const torch::Tensor text = random_text(16385);
  scored(model, "chunk:64", text.slice(0, 0, 200));
  const double before = peak_mebibytes();
  const std::vector<double> nll = scored(model, "chunk:16385", text);
  EXPECT_EQ(nll.size(), 16384u);
  EXPECT_LT(peak_mebibytes() - before, 1024);
}

// Long windows are read in blocks: 6,000 tokens and two heads are 72 M scores, more than one call may have.
TEST(ScoreModelSlow, BlocksGiveWhatTheWholeGives) {
  for (const std::string pos : {"rope", "alibi", "sinusoidal", "rope:scaling=dynamic,factor=2"}) {
    models::Transformer model = tiny(pos);
    model->eval();
    const torch::Tensor text = random_text(6001);
    const torch::NoGradGuard no_grad;
    const torch::Tensor logits = model->forward({.tokens = text.slice(0, 0, 6000).unsqueeze(0), .longest = 6000});
    const torch::Tensor losses = -logits.log_softmax(2)
                                      .squeeze(0)
                                      .gather(1, text.slice(0, 1).unsqueeze(1))
                                      .squeeze(1)
                                      .to(torch::kFloat64)
                                      .contiguous();
    const std::vector<double> expected(losses.const_data_ptr<double>(), losses.const_data_ptr<double>() + 6000);
    EXPECT_LT(largest_difference(scored(model, "chunk:6001", text), expected), 1e-5) << pos;
  }
}

}  // namespace
}  // namespace sextant::eval
