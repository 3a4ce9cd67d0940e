#include "sextant/models/folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "sextant/io/file.h"
#include "sextant/models/tensor_file.h"

#include "tests/support/errors.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_models.h"

namespace sextant::models {
namespace {

using sextant::testing::random_tokens;
using sextant::testing::TemporaryFolder;
using sextant::testing::tiny_options;

text::Vocabulary letters() { return text::Vocabulary::characters("abcdefghijk"); }

class ModelFolderTest : public ::testing::Test {
 protected:
  void save(const std::string& pos = "rope") {
    Transformer model(tiny_options(pos), 3);
    save_model(path, *model, letters(), {{"task", "lm"}, {"seed", 3}});
  }
  void change_config(const std::function<void(io::Json&)>& change) {
    io::Json config = io::read_json(path / "config.json");
    change(config);
    io::write_file_atomic(path / "config.json", io::to_text(config), io::Overwrite::kReplace);
  }
  void change_weights(const std::function<void(NamedTensors&)>& change) {
    NamedTensors tensors = load_tensors(path / "model.safetensors");
    change(tensors);
    save_tensors(path / "model.safetensors", tensors);
  }
  std::string file(const char* name) const { return (path / name).string(); }

  TemporaryFolder folder;
  std::filesystem::path path = folder / "model";
};

TEST_F(ModelFolderTest, LoadedModelsGiveEqualOutputs) {
  for (const char* pos : {"nope", "sinusoidal", "learned", "rope", "alibi", "t5", "kerple", "fire", "shaw",
                          "learned:fuse=concat", "rope@0,alibi@1"}) {
    auto options = tiny_options(pos);
    options.tied = false;
    options.norm = NormKind::kRmsNorm;
    options.feed_forward_kind = FeedForwardKind::kSwiGlu;
    options.qk_norm = true;
    options.dropout = 0.1;
    Transformer model(options, 3);
    save_model(path, *model, letters(), {{"task", "lm"}});
    ModelFolder loaded = load_model(path);
    EXPECT_EQ(loaded.model->options, model->options) << pos;
    EXPECT_EQ(loaded.vocabulary, letters());
    EXPECT_EQ(loaded.meta["task"], "lm");
    const TokenCall call{.tokens = random_tokens(2, 9)};
    EXPECT_TRUE(torch::equal(loaded.model->forward(call), model->forward(call))) << pos;
  }
}

TEST_F(ModelFolderTest, TheDtypeIsKept) {
  for (const auto type : {torch::kFloat64, torch::kBFloat16}) {
    Transformer model(tiny_options("alibi"), 3);
    model->to(type);
    save_model(path, *model, letters());
    EXPECT_EQ(load_model(path).model->parameters().front().scalar_type(), type);
  }
}

TEST_F(ModelFolderTest, TheConfigNamesNoForeignArchitecture) {
  save();
  const io::Json config = io::read_json(path / "config.json");
  EXPECT_EQ(config["model_type"], "sextant");
  EXPECT_FALSE(config.contains("architectures"));
  EXPECT_EQ(config["sextant"]["format"], 1);
  EXPECT_EQ(config["sextant"]["pos"], "rope");
  EXPECT_EQ(config["sextant"]["longest"], 16);
}

TEST_F(ModelFolderTest, TheCheckpointHoldsNoDerivedTable) {
  for (const char* pos : {"sinusoidal", "rope", "alibi"}) {
    save(pos);
    for (const auto& [name, tensor] : load_tensors(path / "model.safetensors")) {
      EXPECT_FALSE(name.starts_with("position.")) << pos << ": " << name;
    }
  }
}

TEST_F(ModelFolderTest, RefusesAnotherShapeByTensor) {
  save();
  change_weights([](NamedTensors& t) { t["layers.0.attention.qkv.weight"] = torch::zeros({16, 16}); });
  EXPECT_ERROR_TEXT(load_model(path), std::runtime_error,
                    file("model.safetensors") + ": layers.0.attention.qkv.weight: expected [48, 16], found [16, 16]");
}

TEST_F(ModelFolderTest, RefusesAMissingTensor) {
  save();
  change_weights([](NamedTensors& t) { t.erase("norm.weight"); });
  EXPECT_ERROR_TEXT(load_model(path), std::runtime_error, file("model.safetensors") + ": norm.weight: is missing");
  change_weights([](NamedTensors& t) { t.erase("embedding.weight"); });
  EXPECT_ERROR_TEXT(load_model(path), std::runtime_error, file("model.safetensors") + ": embedding.weight: is missing");
}

TEST_F(ModelFolderTest, RefusesATensorTooMany) {
  save();
  change_weights([](NamedTensors& t) { t["extra"] = torch::zeros({1}); });
  EXPECT_ERROR_TEXT(load_model(path), std::runtime_error,
                    file("model.safetensors") + ": extra: the model has no such tensor");
}

TEST_F(ModelFolderTest, RefusesAnotherEncodingThanTheWeightsAreOf) {
  save("t5");
  change_config([](io::Json& config) { config["sextant"]["pos"] = "rope"; });
  EXPECT_ERROR_TEXT(load_model(path), std::runtime_error,
                    file("model.safetensors") + ": position.layers.0.score0.weight: the model has no such tensor");
}

TEST_F(ModelFolderTest, RefusesATruncatedFile) {
  save();
  const auto weights = path / "model.safetensors";
  std::filesystem::resize_file(weights, std::filesystem::file_size(weights) - 4);
  try {
    load_model(path);
    ADD_FAILURE() << "a truncated file was loaded";
  } catch (const std::runtime_error& error) {
    EXPECT_TRUE(std::string_view(error.what()).starts_with(weights.string() + ": ")) << error.what();
  }
}

TEST_F(ModelFolderTest, RefusesAMissingFile) {
  for (const char* name : {"config.json", "tokenizer.json", "model.safetensors"}) {
    save();
    std::filesystem::remove(path / name);
    try {
      load_model(path);
      ADD_FAILURE() << name;
    } catch (const std::runtime_error& error) {
      EXPECT_TRUE(std::string_view(error.what()).starts_with(file(name) + ": ")) << error.what();
    }
  }
}

TEST_F(ModelFolderTest, RefusesANewerFormat) {
  save();
  change_config([](io::Json& config) { config["sextant"]["format"] = 2; });
  EXPECT_ERROR_TEXT(load_model(path), std::runtime_error,
                    file("config.json") + ": format 2 is newer than 1, the newest this library reads");
}

TEST_F(ModelFolderTest, RefusesAForeignModel) {
  save();
  change_config([](io::Json& config) { config["model_type"] = "llama"; });
  EXPECT_ERROR_TEXT(load_model(path), std::runtime_error,
                    file("config.json") + ": 'model_type' must be \"sextant\", found \"llama\"");
}

TEST_F(ModelFolderTest, RefusesKeysThatAreUnknownMissingOrOfAnotherKind) {
  const auto expect = [&](const std::function<void(io::Json&)>& change, const std::string& text) {
    save();
    change_config(change);
    EXPECT_ERROR_TEXT(load_model(path), std::runtime_error, file("config.json") + ": " + text);
  };
  expect([](io::Json& c) { c["sextant"]["rope_theta"] = 5; }, "unknown key 'rope_theta'");
  expect([](io::Json& c) { c["sextant"].erase("heads"); }, "'heads' is missing");
  expect([](io::Json& c) { c["sextant"]["heads"] = "two"; }, "'heads' must be an integer, found \"two\"");
  expect([](io::Json& c) { c["sextant"]["tied"] = 1; }, "'tied' must be true or false, found 1");
  expect([](io::Json& c) { c["sextant"]["dropout"] = "no"; }, "'dropout' must be a number, found \"no\"");
  expect([](io::Json& c) { c["sextant"]["pos"] = 1; }, "'pos' must be text, found 1");
  expect([](io::Json& c) { c["sextant"]["norm"] = "batch"; },
         "'norm' must be \"layer-norm\", \"rms-norm\", found \"batch\"");
  expect([](io::Json& c) { c["sextant"]["format"] = 0; }, "'format' must be an integer of at least 1, found 0");
  expect([](io::Json& c) { c["sextant"] = 4; }, "must be an object, found 4");
  expect([](io::Json& c) { c["sextant"]["heads"] = 3; }, "transformer: key-heads must divide 3 heads, got 2");
}

TEST_F(ModelFolderTest, BuildsNothingTheFileCannotHold) {
  save();
  change_config([](io::Json& config) { config["sextant"]["layers"] = 1'000'000; });
  const auto held = load_tensors(path / "model.safetensors").size();
  EXPECT_ERROR_TEXT(
      load_model(path), std::runtime_error,
      file("model.safetensors") + ": holds " + std::to_string(held) + " tensors, too few for 1000000 layers");
  change_config([](io::Json& config) { config["sextant"]["channels"] = 1'000'000'000; });
  EXPECT_ERROR_TEXT(load_model(path), std::runtime_error,
                    file("model.safetensors") + ": embedding.weight: expected [11, 1000000000], found [11, 16]");
}

TEST_F(ModelFolderTest, RefusesAVocabularyLargerThanTheModel) {
  save();
  io::write_file_atomic(path / "tokenizer.json", text::Vocabulary::bytes().to_json(), io::Overwrite::kReplace);
  EXPECT_ERROR_TEXT(load_model(path), std::runtime_error,
                    file("tokenizer.json") + ": has 256 tokens, more than the model's 11");
}

TEST(TensorFile, EveryDtypeComesBack) {
  const TemporaryFolder folder;
  NamedTensors tensors;
  for (const auto type : {torch::kFloat64, torch::kFloat32, torch::kFloat16, torch::kBFloat16, torch::kInt64,
                          torch::kInt32, torch::kInt16, torch::kInt8, torch::kUInt8, torch::kBool}) {
    tensors[c10::toString(type)] = torch::arange(6).view({2, 3}).to(type);
  }
  tensors["scalar"] = torch::tensor(2.5);
  tensors["empty"] = torch::zeros({0, 4});
  tensors["strided"] = torch::arange(6).view({2, 3}).t();
  save_tensors(folder / "x.safetensors", tensors);
  const NamedTensors loaded = load_tensors(folder / "x.safetensors");
  ASSERT_EQ(loaded.size(), tensors.size());
  for (const auto& [name, tensor] : tensors) EXPECT_TRUE(torch::equal(loaded.at(name), tensor)) << name;
}

TEST(TensorFile, RefusesADtypeWithoutAName) {
  const TemporaryFolder folder;
  EXPECT_ERROR_TEXT(save_tensors(folder / "x.safetensors", {{"z", torch::zeros({1}, torch::kComplexFloat)}}),
                    std::invalid_argument, "tensor file: z: safetensors has no name for dtype ComplexFloat");
}

}  // namespace
}  // namespace sextant::models
