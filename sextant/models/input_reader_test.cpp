#include "sextant/models/input_reader.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "sextant/io/file.h"
#include "sextant/models/folder.h"
#include "sextant/models/recurrent.h"
#include "sextant/position/ids.h"

#include "tests/support/errors.h"
#include "tests/support/gradcheck.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_models.h"

namespace sextant::models {
namespace {

using sextant::testing::expect_gradients;
using sextant::testing::largest_difference;
using sextant::testing::random_tokens;
using sextant::testing::TemporaryFolder;

constexpr int64_t kWidth = 11;
constexpr double kEqual = 1e-12;  // float64, outputs of order 1

TransformerOptions reader_options(const std::string& pos) {
  return {.vocabulary = 0,
          .channels = 16,
          .layers = 2,
          .heads = 2,
          .pos = pos,
          .longest = 12,
          .direction = Direction::kBothWays,
          .features = kWidth};
}

template <class Model>
Model in_double(Model model) {
  model->to(torch::kFloat64);
  model->eval();
  return model;
}

torch::Tensor random_features(int64_t rows, int64_t length) {
  return torch::randn({rows, length, kWidth}, torch::kFloat64);
}

/// Copies the weights of a reader of tokens into one of features that maps the n-th unit row to the n-th embedding.
template <class Model>
void imitate(Model& features, const Model& tokens) {
  const torch::NoGradGuard no_grad;
  auto into = features->named_parameters();
  for (const auto& item : tokens->named_parameters()) {
    if (item.key() == "embedding.weight") into["projection.weight"].copy_(item.value().t());
    if (torch::Tensor* same = into.find(item.key())) same->copy_(item.value());
  }
}

// The oracle: a linear map of unit rows is an embedding.
TEST(InputReader, FeaturesThatAreUnitRowsAreTokens) {
  torch::manual_seed(1);
  for (const char* pos :
       {"nope", "sinusoidal", "learned", "rope", "alibi", "t5", "shaw", "conv", "learned:fuse=concat"}) {
    TransformerOptions options = reader_options(pos);
    Transformer features = in_double(Transformer(options, 1));
    options.features = 0;
    options.vocabulary = kWidth;
    options.tied = false;
    Transformer tokens = in_double(Transformer(options, 2));
    imitate(features, tokens);
    const torch::Tensor ids = random_tokens(2, 7);
    const torch::Tensor rows = torch::one_hot(ids, kWidth).to(torch::kFloat64);
    EXPECT_LT(largest_difference(features->hidden({.features = rows}), tokens->hidden({.tokens = ids})), kEqual) << pos;
  }
}

TEST(InputReader, ARecurrentReaderTakesUnitRowsForTokensToo) {
  RecurrentOptions options{.vocabulary = 0, .channels = 6, .longest = 12, .features = kWidth};
  Recurrent features = in_double(Recurrent(options, 1));
  options.vocabulary = kWidth;
  options.features = 0;
  Recurrent tokens = in_double(Recurrent(options, 2));
  imitate(features, tokens);
  const torch::Tensor ids = random_tokens(2, 7);
  const torch::Tensor rows = torch::one_hot(ids, kWidth).to(torch::kFloat64);
  EXPECT_LT(largest_difference(features->hidden({.features = rows}), tokens->hidden({.tokens = ids})), kEqual);
}

TEST(InputReader, GradientsOfTheProjectionAreThoseOfFiniteDifferences) {
  torch::manual_seed(2);
  TransformerOptions options = reader_options("sincos2d+rope");
  options.channels = 8;
  options.layers = 1;
  Transformer model = in_double(Transformer(options, 3));
  const torch::Tensor rows = random_features(1, 4);
  auto weights = model->named_parameters();
  for (auto& item : weights) item.value().requires_grad_(false);
  expect_gradients([&] { return model->hidden({.features = rows}); },
                   {weights["projection.weight"], weights["projection.bias"], rows});
}

TEST(InputReader, RowsOnAGridWithPaddingAreThoseOfTheGridAlone) {
  torch::manual_seed(3);
  for (const char* pos : {"nope", "sincos2d", "learned-2d", "rope-2d", "rope-mixed", "rope-2d:coords=pixel",
                          "rope-dino", "swin", "detr-sine", "fourier:axes=2"}) {
    TransformerOptions options = reader_options(pos);
    options.extents = {3, 4};
    Transformer model = in_double(Transformer(options, 3));
    const torch::Tensor rows = random_features(2, 12), places = position::grid_ids({3, 4});
    const torch::Tensor alone = model->hidden({.ids = places, .features = rows});
    const torch::Tensor padded =
        model->hidden({.documents = torch::constant_pad_nd(torch::zeros({2, 12}, torch::kInt64), {0, 2}, -1),
                       .ids = torch::constant_pad_nd(places, {0, 2}, 0),
                       .features = torch::constant_pad_nd(rows, {0, 0, 0, 2}, 7)});
    EXPECT_LT(largest_difference(padded.slice(1, 0, 12), alone), kEqual) << pos;
  }
}

TEST(InputReader, RealPositionsAreSeconds) {
  torch::manual_seed(4);
  Transformer model = in_double(Transformer(reader_options("rope"), 3));
  const torch::Tensor rows = random_features(1, 5);
  const torch::Tensor order = torch::arange(5, torch::kFloat64);
  const torch::Tensor whole = model->hidden({.features = rows});
  EXPECT_LT(largest_difference(model->hidden({.ids = order, .features = rows}), whole), kEqual);
  EXPECT_GT(largest_difference(model->hidden({.ids = order * 0.01, .features = rows}), whole), 1e-6);
}

TEST(InputReader, AModelOfFeaturesMayPredictTokens) {
  TransformerOptions options = reader_options("rope");
  options.vocabulary = 5;
  Transformer model(options, 3);
  EXPECT_FALSE(model->options.tied);
  EXPECT_EQ(model->scores({.features = torch::zeros({2, 3, kWidth})}).sizes(), (torch::IntArrayRef{2, 3, 5}));
  Transformer none(reader_options("rope"), 3);
  EXPECT_VALUE_ERROR(none->scores({.features = torch::zeros({2, 3, kWidth})}),
                     "transformer: vocabulary must be at least 1 to predict tokens, got 0");
}

TEST(InputReader, WhatIsNotReadHereIsRefused) {
  Transformer features(reader_options("rope"), 3);
  EXPECT_VALUE_ERROR(features->hidden({.tokens = torch::zeros({1, 3}, torch::kInt64)}),
                     "model: features are read, got tokens [1, 3]");
  EXPECT_VALUE_ERROR(features->hidden({}), "model: features must be [B, T, 11], got []");
  EXPECT_VALUE_ERROR(features->hidden({.features = torch::zeros({1, 3, 12})}),
                     "model: features must be [B, T, 11], got [1, 3, 12]");
  Transformer tokens(sextant::testing::tiny_options("rope"), 3);
  EXPECT_VALUE_ERROR(tokens->hidden({.features = torch::zeros({1, 3, 11})}),
                     "model: tokens are read, got features [1, 3, 11]");
  TransformerOptions options = reader_options("rope");
  options.features = -1;
  EXPECT_VALUE_ERROR(Transformer{options}, "transformer: features must be at least 0, got -1");
}

class FeatureFolderTest : public ::testing::Test {
 protected:
  void save() {
    TransformerOptions options = reader_options("learned-2d");
    options.extents = {3, 4};
    model = Classifier(ModelOptions{.backbone = options, .classifier = ClassifierOptions{.labels = {"a", "b"}}}, 3);
    save_model(path, *model, {}, {{"task", "image"}});
  }
  void change_config(const char* key, const io::Json& value) {
    io::Json config = io::read_json(path / "config.json");
    config["sextant"][key] = value;
    io::write_file_atomic(path / "config.json", io::to_text(config), io::Overwrite::kReplace);
  }

  TemporaryFolder folder;
  std::filesystem::path path = folder / "model";
  Classifier model = nullptr;
};

TEST_F(FeatureFolderTest, AClassifierOfFeaturesIsSavedWithoutAVocabulary) {
  save();
  EXPECT_FALSE(std::filesystem::exists(path / "tokenizer.json"));
  ClassifierFolder loaded = load_classifier(path);
  EXPECT_FALSE(loaded.vocabulary);
  EXPECT_EQ(loaded.model->described(), model->described());
  const TokenCall call{.ids = position::grid_ids({3, 4}), .features = torch::randn({2, 12, kWidth})};
  model->eval();
  EXPECT_TRUE(torch::equal(loaded.model->scores(call), model->scores(call)));
}

TEST_F(FeatureFolderTest, AFolderThatContradictsItselfIsRefused) {
  save();
  const std::string weights = (path / "model.safetensors").string(), config = (path / "config.json").string();
  change_config("features", 12);
  EXPECT_ERROR_TEXT(load_classifier(path), std::runtime_error,
                    weights + ": reader.projection.weight: expected [16, 12], found [16, 11]");
  change_config("features", "wide");
  EXPECT_ERROR_TEXT(load_classifier(path), std::runtime_error,
                    config + ": 'features' must be an integer, found \"wide\"");
  save();
  change_config("extents", {3, "4"});
  EXPECT_ERROR_TEXT(load_classifier(path), std::runtime_error,
                    config + ": 'extents' must be a list of integers, found [3,\"4\"]");
}

TEST_F(FeatureFolderTest, AVocabularyAndAModelWithoutOneDoNotGoTogether) {
  save();
  EXPECT_VALUE_ERROR(save_model(path, *model, text::Vocabulary::characters("ab")),
                     "save_model: a model of 0 tokens needs a vocabulary, one of none has none, got one");
}

}  // namespace
}  // namespace sextant::models
