#include "sextant/models/gguf_position.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "sextant/position/registry.h"

#include "tests/support/message_of.h"

namespace sextant::models {
namespace {
namespace fs = std::filesystem;

const fs::path kFolder = fs::path(SEXTANT_SOURCE_DIR) / "tests/golden/configs";

PublishedPosition read(const std::string& name) {
  return gguf_position(io::read_gguf(kFolder / (name + ".gguf")), name);
}

TEST(GgufPosition, OfPublishedArchitecturesIsASpecThatMakesAScheme) {
  EXPECT_EQ(read("qwen2_yarn").spec, "rope:base=1000000,scaling=yarn,factor=4,original=32768");
  EXPECT_EQ(read("llama_linear").spec, "rope:base=10000,layout=interleaved,scaling=linear,factor=4");
  EXPECT_EQ(read("pythia").spec, "rope:base=10000,fraction=0.25");
  EXPECT_EQ(read("bloom").spec, "alibi");
  EXPECT_EQ(read("qwen2_yarn").request.key_heads, 4);
  EXPECT_EQ(read("qwen2_yarn").request.head_channels, 128);
  for (const char* name : {"qwen2_yarn", "llama_linear", "pythia", "bloom"}) {
    const PublishedPosition found = read(name);
    EXPECT_EQ(position::make_scheme(found.spec, found.request).layers.size(),
              static_cast<size_t>(found.request.layers));
  }
}

// The same model in both formats turns by the same angles; llama.cpp stores Llama's heads interleaved.
TEST(GgufPosition, AgreesWithTheModelsHuggingFaceConfiguration) {
  for (const char* name : {"qwen2_yarn", "pythia", "bloom"}) {
    const fs::path path = kFolder / (std::string(name) + ".json");
    const PublishedPosition theirs = hugging_face_position(io::read_json(path), path.string());
    const auto canonical = [](const PublishedPosition& found) {
      return position::make_scheme(found.spec, found.request).spec;
    };
    EXPECT_EQ(canonical(read(name)), canonical(theirs)) << name;
  }
}

/// What is said of the file `name` with some keys changed.
std::string refusal(const std::string& name, const io::Json& changes, std::vector<io::GgufTensor> tensors = {}) {
  io::Gguf file = io::read_gguf(kFolder / (name + ".gguf"));
  file.metadata.merge_patch(changes);
  for (io::GgufTensor& tensor : tensors) file.tensors.push_back(std::move(tensor));
  return testing::message_of<std::runtime_error>([&] { gguf_position(file, "m.gguf"); });
}

TEST(GgufPosition, NothingAboutPositionsIsPassedOver) {
  EXPECT_EQ(refusal("pythia", {{"gptneox.rope.new_trick", 3}}),
            "m.gguf: gptneox: 'rope.new_trick' is not understood for this architecture");
  EXPECT_EQ(refusal("pythia", {{"gptneox.rope.freq_base", "big"}}),
            "m.gguf: gptneox: 'rope.freq_base' must be a number, got \"big\"");
  EXPECT_EQ(refusal("pythia", {{"gptneox.rope.scaling.factor", 2}}),
            "m.gguf: gptneox: 'rope.scaling.factor' stands without a type");
  EXPECT_EQ(refusal("pythia", {{"general.architecture", "gptneo"}}), "m.gguf: gptneo: 'embedding_length' is missing");
  EXPECT_EQ(refusal("pythia", {{"general.architecture", nullptr}}), "m.gguf: 'general.architecture' is missing");
  EXPECT_EQ(refusal("bloom", {{"bloom.attention.max_alibi_bias", 16}}),
            "m.gguf: bloom: 'attention.max_alibi_bias' must be 8, as the slopes of ALiBi have it");
  EXPECT_EQ(refusal("llama_linear", io::Json::object(), {{.name = "rope_freqs.weight", .sizes = {32}, .type = 0, .offset = 0}}),
            "m.gguf: llama: the tensor 'rope_freqs.weight' changes each pair's frequency, which is not read here");
  EXPECT_EQ(refusal("llama_linear", {{"llama.block_count", 0}}),
            "m.gguf: llama: 'block_count' must be at least 1, got 0");
}

}  // namespace
}  // namespace sextant::models
