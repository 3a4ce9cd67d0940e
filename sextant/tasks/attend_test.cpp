#include "sextant/tasks/attend.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "sextant/models/classifier.h"
#include "sextant/models/folder.h"
#include "sextant/models/transformer.h"
#include "sextant/tasks/failure.h"
#include "sextant/text/vocabulary.h"

#include "tests/support/temporary_folder.h"

namespace sextant::tasks {
namespace {

using ::testing::HasSubstr;

class Attend : public ::testing::Test {
 protected:
  /// A decoder of one layer and two heads over the letters of "abc ", saved under its encoding's name.
  models::Transformer saved(const std::string& pos, int64_t longest = 16) {
    models::Transformer model(
        models::TransformerOptions{
            .vocabulary = 4, .channels = 8, .layers = 1, .heads = 2, .pos = pos, .longest = longest},
        7);
    model->eval();
    models::save_model(folder.path / "model", *model, text::Vocabulary::characters("abc "));
    return model;
  }
  AttendResult looked(const std::string& prompt, const std::string& head = "all", int64_t layer = -1) {
    return attend({.model = (folder.path / "model").string(), .prompt = prompt, .layer = layer, .head = head}, {});
  }
  std::string refusal(AttendOptions options) {
    options.model = (folder.path / "model").string();
    try {
      attend(options, {});
    } catch (const Failure& failure) {
      return failure.facts().code + " " + failure.facts().message;
    }
    return "no refusal";
  }

  testing::TemporaryFolder folder;
};

/// Without positions the weights are softmax(q·k / √D) of the normed embeddings, by ATen's own operations.
TEST_F(Attend, ShowsTheWeightsOfTheDefinition) {
  const models::Transformer model = saved("nope");
  const AttendResult result = looked("ab ca");
  const torch::NoGradGuard no_grad;
  const auto named = model->named_parameters();
  const torch::Tensor tokens = torch::tensor({1, 2, 0, 3, 1}, torch::kLong);  // " abc": by their numbers
  const torch::Tensor x = torch::layer_norm(named["embedding.weight"].index_select(0, tokens), {8});
  const torch::Tensor qkv =
      torch::linear(x, named["layers.0.attention.qkv.weight"], named["layers.0.attention.qkv.bias"]);
  const torch::Tensor hidden = torch::ones({5, 5}, torch::kBool).triu(1);
  ASSERT_EQ(result.weights.size(), 2u);
  for (int64_t h = 0; h < 2; ++h) {
    const torch::Tensor q = qkv.slice(1, 4 * h, 4 * h + 4), k = qkv.slice(1, 8 + 4 * h, 12 + 4 * h);
    const torch::Tensor expected =
        torch::softmax((q.matmul(k.t()) / 2).masked_fill(hidden, -std::numeric_limits<double>::infinity()), -1);
    EXPECT_TRUE(torch::allclose(result.weights[h], expected, 1e-5, 1e-6)) << result.weights[h] << expected;
  }
  EXPECT_EQ(result.tokens, (std::vector<std::string>{"a", "b", "␣", "c", "a"}));
}

/// A version of the tables for every length known: the call comes in parts, and the parts make one square.
TEST_F(Attend, PutsThePartsOfALengthDependentSchemeTogether) {
  saved("rope:scaling=dynamic,factor=2,original=4", 64);
  const AttendResult result = looked("abcabcabcabc", "mean");
  ASSERT_EQ(result.weights.size(), 1u);
  EXPECT_TRUE(torch::allclose(result.weights[0].sum(1), torch::ones(12), 1e-5, 1e-6));
  EXPECT_EQ(result.weights[0].triu(1).abs().max().item<float>(), 0);
}

TEST_F(Attend, SumsUpWhereAHeadLooks) {
  saved("nope+window:size=1");
  const AttendResult result = looked("abca", "1");
  EXPECT_EQ(result.names, std::vector<std::string>{"head 1"});
  // A window of one token: no choice, no distance, and the first token is seen by itself alone.
  EXPECT_EQ(result.summaries[1].entropy, 0);
  EXPECT_EQ(result.summaries[1].distance, 0);
  EXPECT_EQ(result.summaries[1].first, .25);
}

TEST_F(Attend, LooksIntoAClassifierToo) {
  const models::Classifier model(
      models::ModelOptions{.backbone = models::TransformerOptions{.vocabulary = 8,
                                                                  .channels = 8,
                                                                  .layers = 2,
                                                                  .heads = 2,
                                                                  .pos = "learned",
                                                                  .longest = 16,
                                                                  .direction = models::Direction::kBothWays},
                           .classifier = models::ClassifierOptions{.labels = {"no", "yes"}}});
  const std::vector<std::string_view> texts = {"not bad at all"};
  models::save_model(folder.path / "model", *model, text::Vocabulary::words(texts, {}));
  const AttendResult result = looked("not bad", "all", 0);
  EXPECT_EQ(result.tokens, (std::vector<std::string>{"<BOS>", "not", "bad"}));
  EXPECT_GT(result.weights[0][0][2].item<float>(), 0) << "an encoder sees what comes after";
}

TEST_F(Attend, DrawsAPictureAHead) {
  saved("rope");
  const report::Document page = document(looked("ab ca"));
  EXPECT_EQ(page.parts.size(), 3u);
  EXPECT_EQ(to_json(looked("ab ca"))["weights"][0]["values"].size(), 5u);
}

TEST_F(Attend, RefusesWhatIsNotThere) {
  saved("rope");
  EXPECT_EQ(refusal({.prompt = "ab", .layer = 1}), "E-USAGE-VALUE layer must be from -1 to 0, got 1");
  EXPECT_EQ(refusal({.prompt = "ab", .head = "2"}), "E-USAGE-VALUE head must be all, mean, or from 0 to 1, got '2'");
  EXPECT_EQ(refusal({}), "E-USAGE-VALUE attend needs a text: --prompt TEXT or --text FILE");
  EXPECT_THAT(refusal({.prompt = "xyz"}), HasSubstr("E-TOKENIZER"));
  saved("path");
  EXPECT_EQ(refusal({.prompt = "ab"}),
            "E-USAGE-VALUE this encoding takes the place of the softmax, so it has no weights to look at");
}

}  // namespace
}  // namespace sextant::tasks
