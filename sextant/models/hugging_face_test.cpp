#include "sextant/models/hugging_face.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "sextant/io/file.h"
#include "sextant/io/safetensors.h"
#include "sextant/models/tensor_file.h"
#include "sextant/position/registry.h"
#include "sextant/position/rotation/rope.h"

#include "tests/support/message_of.h"

namespace sextant::models {
namespace {
namespace fs = std::filesystem;
using ::testing::HasSubstr;

const fs::path kFolder = fs::path(SEXTANT_SOURCE_DIR) / "tests/golden/configs";

PublishedPosition read(const std::string& name) {
  const fs::path path = kFolder / (name + ".json");
  return hugging_face_position(io::read_json(path), path.string());
}

/// Frequencies of a layer's rotation for sequences of `length`, then the factor of its tables.  float64 [R/2 + 1]
torch::Tensor table_of(const position::Scheme& scheme, int64_t layer, int64_t length) {
  const auto& rotation = scheme.layers[static_cast<size_t>(layer)].rotation;
  const auto* rope = dynamic_cast<const position::RopeImpl*>(rotation.get());
  TORCH_CHECK(rope != nullptr, "no rope");
  std::vector<double> values =
      position::frequencies(position::rotary_basis(rope->options), rope->options.scaling, length);
  values.push_back(position::table_factor(rope->options.scaling));
  return torch::tensor(values, torch::kFloat64);
}

struct Golden {
  std::string name;
  int64_t layer;        ///< one that has this table
  int64_t length = 64;  ///< of the sequence
};

// transformers computes base^(2k/R) in float32: its argument's rounding is magnified by ln base, at most 16 here, and a
// few roundings follow.
TEST(HuggingFace, EffectiveFrequenciesAreTransformersOwn) {
  const auto golden = load_tensors(kFolder / "transformers_configs.safetensors");
  const std::vector<Golden> cases = {{"cohere2 all", 0},
                                     {"gemma3 sliding_attention", 0},
                                     {"gemma3 full_attention", 5},
                                     {"gemma3_nested sliding_attention", 0},
                                     {"gemma3_nested full_attention", 1},
                                     {"glm4 all", 0},
                                     {"gpt_oss all", 1},
                                     {"llama3 all", 0},
                                     {"llama_dynamic all", 0},
                                     {"llama_linear all", 0},
                                     {"mistral all", 0},
                                     {"phi3_longrope all", 0},
                                     {"phi3_longrope all long", 0, 4097},
                                     {"pythia all", 0},
                                     {"qwen2_yarn all", 0},
                                     {"qwen3 all", 0},
                                     {"smollm3 all", 0},
                                     {"stablelm all", 0}};
  EXPECT_EQ(cases.size(), golden.size());
  for (const Golden& item : cases) {
    SCOPED_TRACE(item.name);
    const PublishedPosition found = read(item.name.substr(0, item.name.find(' ')));
    const torch::Tensor ours = table_of(position::make_scheme(found.spec, found.request), item.layer, item.length);
    const torch::Tensor theirs = golden.at(item.name).to(torch::kFloat64);
    ASSERT_EQ(ours.sizes(), theirs.sizes());
    EXPECT_LT((ours / theirs - 1).abs().max().item<double>(), 24 * std::exp2(-23));
  }
}

TEST(HuggingFace, LayersWithAndWithoutRotationAndWindowsArePlanned) {
  EXPECT_EQ(read("smollm3").spec, "rope:base=5000000@0/1/2/4/5/6,nope@3/7");
  EXPECT_EQ(read("cohere2").spec, "rope:base=50000,layout=interleaved+window:size=4096@0/1/2/4/5/6,nope@3/7");
  EXPECT_EQ(read("mistral").spec, "rope:base=10000+window:size=4096");
  EXPECT_THAT(read("gemma3").spec, HasSubstr("rope:base=10000+window:size=512@0/1/2/3/4/6/7/8/9/10,"));
  EXPECT_THAT(read("gpt_oss").spec, HasSubstr("truncate=false"));
}

TEST(HuggingFace, TablesBiasesAndSizesAreRead) {
  EXPECT_EQ(read("gpt2").spec, "learned:rows=1024");
  EXPECT_EQ(read("roberta").spec, "learned:rows=514,start=2");
  EXPECT_EQ(read("roberta").request.longest, 512);
  EXPECT_EQ(read("bloom").spec, "alibi");
  EXPECT_EQ(read("mpt").spec, "alibi");
  EXPECT_EQ(read("t5").spec, "t5:buckets=32,distance=128");
  EXPECT_EQ(read("t5").request.direction, position::Direction::kBothWays);
  const position::SchemeRequest llama = read("llama3").request;
  EXPECT_EQ(llama.channels, 4096);
  EXPECT_EQ(llama.head_channels, 128);
  EXPECT_EQ(llama.key_heads, 8);
  EXPECT_EQ(llama.longest, 131072);
}

TEST(HuggingFace, EveryConfigurationOfTheFolderMakesAScheme) {
  for (const fs::directory_entry& file : fs::directory_iterator(kFolder)) {
    if (file.path().extension() != ".json") continue;
    SCOPED_TRACE(file.path().filename().string());
    const PublishedPosition found = hugging_face_position(io::read_json(file.path()), file.path().string());
    EXPECT_EQ(position::make_scheme(found.spec, found.request).layers.size(),
              static_cast<size_t>(found.request.layers));
  }
}

/// What is said of the file `name` with some fields changed.
std::string refusal(const std::string& name, const io::Json& changes) {
  io::Json config = io::read_json(kFolder / (name + ".json"));
  config.merge_patch(changes);
  return testing::message_of<std::runtime_error>([&] { hugging_face_position(config, "c"); });
}

TEST(HuggingFace, NothingAboutPositionsIsPassedOver) {
  EXPECT_EQ(refusal("llama3", {{"rope_scaling", {{"beta_fast", 32}}}}),
            "c: rope parameters: rope_type \"llama3\" has no use for 'beta_fast'");
  EXPECT_EQ(refusal("llama3", {{"rope_interleaved", true}}),
            "c: 'rope_interleaved' is not understood for this model_type");
  EXPECT_EQ(refusal("llama3", {{"rope_scaling", {{"type", "yarn"}}}}),
            "c: rope parameters: 'rope_type' is \"llama3\" and 'type' is \"yarn\"");
  EXPECT_THAT(refusal("llama3", {{"rope_scaling", {{"rope_type", "magic"}}}}),
              HasSubstr("unknown rope_type \"magic\""));
  EXPECT_EQ(refusal("llama3", {{"rope_scaling", {{"low_freq_factor", nullptr}}}}),
            "c: rope parameters: 'low_freq_factor' is missing");
  EXPECT_EQ(refusal("llama3", {{"rope_theta", "big"}}), "c: 'rope_theta' must be a number, got \"big\"");
  EXPECT_EQ(refusal("llama3", {{"rope_parameters", {{"rope_type", "default"}}}}),
            "c: 'rope_parameters' and 'rope_scaling' contradict each other");
  EXPECT_EQ(refusal("gemma3_nested", {{"rope_parameters", {{"full_attention", nullptr}, {"half", {{"a", 1}}}}}}),
            "c: 'rope_parameters' says nothing of \"full_attention\" layers");
  EXPECT_EQ(refusal("gpt_oss", {{"layer_types", {"full_attention"}}}), "c: 'layer_types' must name 4 layers, got 1");
  EXPECT_EQ(refusal("gpt_oss", {{"sliding_window", nullptr}}),
            "c: 'layer_types' names \"sliding_attention\" without 'sliding_window'");
  EXPECT_EQ(refusal("mpt", {{"attn_config", {{"alibi_bias_max", 16}}}}),
            "c: attn_config: 'alibi_bias_max' must be 8, as the slopes of ALiBi have it");
  EXPECT_EQ(refusal("roberta", {{"position_embedding_type", "relative_key"}}),
            "c: 'position_embedding_type' must be \"absolute\", got \"relative_key\"");
  EXPECT_EQ(refusal("llama3", {{"hidden_size", nullptr}}), "c: 'hidden_size' is missing");
  EXPECT_EQ(refusal("llama3", {{"num_hidden_layers", 0}}), "c: 'num_hidden_layers' must be at least 1, got 0");
  EXPECT_THAT(refusal("llama3", {{"model_type", "lama"}}), HasSubstr("did you mean 'llama'?"));
}

}  // namespace
}  // namespace sextant::models
