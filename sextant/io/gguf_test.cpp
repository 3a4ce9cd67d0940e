#include "sextant/io/gguf.h"

#include <gtest/gtest.h>

#include "sextant/io/file.h"

#include "tests/support/message_of.h"

namespace sextant::io {
namespace {

const std::string kCorpus = SEXTANT_SOURCE_DIR "/tests/fuzz/corpus/gguf/";
const std::string kConfigs = SEXTANT_SOURCE_DIR "/tests/golden/configs/";

// Written by the gguf package: tests/golden/make_gguf.py.
TEST(Gguf, GivesMetadataAndTensorsOfAWholeFile) {
  const Gguf file = read_gguf(kConfigs + "qwen2_yarn.gguf");
  EXPECT_EQ(file.version, 3);
  EXPECT_EQ(file.metadata["general.architecture"], "qwen2");
  EXPECT_EQ(file.metadata["qwen2.context_length"], 131072);
  EXPECT_EQ(file.metadata["qwen2.rope.freq_base"], 1000000.0);
  ASSERT_EQ(file.tensors.size(), 1u);
  EXPECT_EQ(file.tensors[0].name, "token_embd.weight");
  EXPECT_EQ(file.tensors[0].sizes, (std::vector<uint64_t>{32, 2}));
}

TEST(Gguf, PassesOverLongListsAndSaysHowLong) {
  const Gguf file = read_gguf(kConfigs + "qwen2_yarn.gguf");
  EXPECT_EQ(file.long_lists.at("tokenizer.ggml.tokens"), 5000u);
  EXPECT_FALSE(file.metadata.contains("tokenizer.ggml.tokens"));
  const std::string bytes = read_file(kConfigs + "qwen2_yarn.gguf");
  const Gguf all = parse_gguf(std::as_bytes(std::span(bytes)), "x", 5000);
  EXPECT_EQ(all.metadata["tokenizer.ggml.tokens"][4999], "t4999");
}

TEST(Gguf, RefusesWhatIsDamagedWithItsReason) {
  const auto refusal = [](const std::string& name) {
    const std::string bytes = read_file(kCorpus + name);
    return testing::message_of<std::runtime_error>([&] { parse_gguf(std::as_bytes(std::span(bytes)), "f", 16); });
  };
  EXPECT_EQ(refusal("empty"), "f: is no GGUF file");
  EXPECT_EQ(refusal("other_magic"), "f: is no GGUF file");
  EXPECT_EQ(refusal("version_1"), "f: GGUF version must be 2 or 3, got 1");
  EXPECT_EQ(refusal("big_endian"), "f: GGUF version must be 2 or 3, got 50331648");
  EXPECT_EQ(refusal("many_tensors"), "f: says it holds 9223372036854775808 tensors, more than fit");
  EXPECT_EQ(refusal("many_entries"), "f: says it holds 1152921504606846976 entries, more than fit");
  EXPECT_EQ(refusal("unknown_type"), "f: 'k' has the unknown type 13");
  EXPECT_EQ(refusal("long_key"), "f: ends before its metadata does");
  EXPECT_EQ(refusal("key_twice"), "f: key 'k' comes twice");
  EXPECT_EQ(refusal("deep"), "f: 'k' holds lists in lists in lists");
  EXPECT_EQ(refusal("tensor_too_large"), "f: tensor 't' has too many elements");
  EXPECT_EQ(refusal("list_too_long"), "f: 'k' says it has 4611686018427387904 elements");
  EXPECT_EQ(refusal("cut_30"), "f: says it holds 7 entries, more than fit");
  for (const char* cut : {"cut_12", "cut_320"}) EXPECT_EQ(refusal(cut), "f: ends before its metadata does");
}

}  // namespace
}  // namespace sextant::io
