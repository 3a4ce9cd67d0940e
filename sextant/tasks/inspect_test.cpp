#include "sextant/tasks/inspect.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "sextant/io/file.h"
#include "sextant/io/safetensors.h"
#include "sextant/io/sha256.h"
#include "sextant/models/folder.h"
#include "sextant/report/markdown.h"
#include "sextant/tasks/failure.h"

#include "tests/support/temporary_folder.h"

namespace sextant::tasks {
namespace {

using sextant::testing::TemporaryFolder;

const models::TransformerOptions kTiny = {
    .vocabulary = 3, .channels = 8, .layers = 2, .heads = 2, .key_heads = 1, .longest = 16};

void save_tiny(const std::filesystem::path& folder, const std::string& pos = "rope", uint64_t seed = 0) {
  models::TransformerOptions options = kTiny;
  options.pos = pos;
  models::Transformer model(options, seed);
  models::save_model(folder, *model, text::Vocabulary::characters("abc"), {{"task", "lm"}});
}

/// A run with one checkpoint, both links missing but `last`.
void save_run(const std::filesystem::path& run, const std::string& lr) {
  std::filesystem::create_directories(run / "checkpoints/step-00000002");
  save_tiny(run / "checkpoints/step-00000002");
  std::filesystem::create_directory_symlink("checkpoints/step-00000002", run / "last");
  io::write_file_atomic(run / "config.toml", "[train]\nlr = " + lr + "\nsteps = 2\n");
  io::write_file_atomic(run / "env.json", R"({"schema":"sextant.env/1","threads":2,"host":")" + lr + "\"}");
  io::write_file_atomic(run / "metrics.jsonl",
                        R"({"schema":"sextant.metrics/1","step":1,"loss":2.5,"timing":{"wall_s":1}})"
                        "\n"
                        R"({"schema":"sextant.metrics/1","step":2,"loss":1.5,"nats_per_token":1.25})"
                        "\n");
}

/// The value of a fact, as text; "none" if it is not said.
std::string fact(const Inspection& inspection, const std::string& group, const std::string& key) {
  for (const Fact& fact : inspection.facts) {
    if (fact.group == group && fact.key == key) return io::to_text(fact.value);
  }
  return "none";
}

Inspection inspect_one(const std::filesystem::path& path, int64_t tokens = 0) {
  return inspect({.path = path.string(), .tokens = tokens}, {}).inspected.at(0);
}

Facts failure(const InspectOptions& options) {
  try {
    inspect(options, {});
  } catch (const Failure& failure) {
    return failure.facts();
  }
  return {.code = "nothing was thrown", .message = ""};
}

TEST(Inspect, ShowsTheTensorsOfAFile) {
  const TemporaryFolder folder;
  const std::array<float, 6> values = {};
  io::write_safetensors(folder / "x", {{"w", io::DType::kF32, {2, 3}, std::as_bytes(std::span(values))},
                                       {"n", io::DType::kI64, {0}, {}}});
  const Inspection inspection = inspect_one(folder / "x");
  EXPECT_EQ(inspection.kind, "tensors");
  ASSERT_EQ(inspection.tensors.size(), 2);
  EXPECT_EQ(inspection.tensors[0].name, "n");
  EXPECT_EQ(inspection.tensors[1].dtype, "F32");
  EXPECT_EQ(inspection.tensors[1].shape, (std::vector<int64_t>{2, 3}));
  EXPECT_EQ(fact(inspection, "file", "parameters"), "6");
  EXPECT_EQ(fact(inspection, "file", "sha256"), "\"" + io::sha256_file(folder / "x") + "\"");
  EXPECT_EQ(fact(inspection, "file", "metadata.format"), "\"pt\"");
}

// Cache: 2 (k and v) · 2 layers · 1 key head · 4 channels · tokens · 4 bytes.
TEST(Inspect, ShowsAModelsEncodingLengthAndCache) {
  const TemporaryFolder folder;
  save_tiny(folder / "m");
  const Inspection inspection = inspect_one(folder / "m");
  EXPECT_EQ(inspection.kind, "model");
  EXPECT_EQ(fact(inspection, "model", "pos"), "\"rope\"");
  EXPECT_EQ(fact(inspection, "model", "longest"), "16");
  EXPECT_EQ(fact(inspection, "model", "rotary-layout"), "\"halves\"");
  EXPECT_EQ(fact(inspection, "model", "meta.task"), "\"lm\"");
  EXPECT_EQ(fact(inspection, "model", "cache-bytes at 16 tokens"), "1024");
  EXPECT_EQ(fact(inspect_one(folder / "m", 1000), "model", "cache-bytes at 1000 tokens"), "64000");
  models::Transformer model(kTiny);
  EXPECT_EQ(fact(inspection, "file", "parameters"), std::to_string(models::parameter_count(*model)));
}

TEST(Inspect, TellsTheRotaryLayoutOnlyIfSomethingTurns) {
  const TemporaryFolder folder;
  save_tiny(folder / "a", "alibi");
  save_tiny(folder / "r", "rope:layout=interleaved");
  EXPECT_EQ(fact(inspect_one(folder / "a"), "model", "rotary-layout"), "none");
  EXPECT_EQ(fact(inspect_one(folder / "r"), "model", "rotary-layout"), "\"interleaved\"");
}

TEST(Inspect, ShowsAForeignConfigurationAsItStands) {
  const TemporaryFolder folder;
  io::write_file_atomic(folder / "config.json", R"({"model_type":"llama","rope_theta":500000.0})");
  EXPECT_EQ(fact(inspect_one(folder.path), "model", "rope_theta"), "5e+05");
}

TEST(Inspect, ShowsARunsConfigurationAndNewestMetrics) {
  const TemporaryFolder folder;
  save_run(folder / "r", "0.001");
  const Inspection inspection = inspect_one(folder / "r");
  EXPECT_EQ(inspection.kind, "run");
  EXPECT_EQ(fact(inspection, "configuration", "train.lr"), "\"0.001\"");
  EXPECT_EQ(fact(inspection, "environment", "threads"), "2");
  EXPECT_EQ(fact(inspection, "last metrics", "loss"), "1.5");
  EXPECT_EQ(fact(inspection, "last metrics", "nats_per_token"), "1.25");
  EXPECT_EQ(fact(inspection, "model", "checkpoint"), "\"checkpoints/step-00000002\"");
  EXPECT_FALSE(inspection.tensors.empty());
}

TEST(Inspect, TwoRunsDifferInWhatTheyWereToldAndNotInTheirHosts) {
  const TemporaryFolder folder;
  save_run(folder / "a", "0.001");
  save_run(folder / "b", "0.002");
  const InspectResult result = inspect({.path = folder / "a", .other = folder / "b"}, {});
  ASSERT_EQ(result.differences.size(), 1);
  EXPECT_EQ(result.differences[0].key, "train.lr");
  EXPECT_EQ(result.differences[0].first, "0.001");
  EXPECT_EQ(result.differences[0].second, "0.002");
}

TEST(Inspect, TwoModelsDifferInEncodingAndTensors) {
  const TemporaryFolder folder;
  save_tiny(folder / "a", "rope");
  save_tiny(folder / "b", "learned");
  const InspectResult result = inspect({.path = folder / "a", .other = folder / "b"}, {});
  const auto differs = [&](const std::string& group, const std::string& key) {
    return std::ranges::any_of(result.differences,
                               [&](const Difference& d) { return d.group == group && d.key == key; });
  };
  EXPECT_TRUE(differs("model", "pos"));
  EXPECT_TRUE(differs("model", "rotary-layout"));
  EXPECT_TRUE(differs("file", "sha256"));
  EXPECT_TRUE(std::ranges::any_of(result.differences,
                                  [](const Difference& d) { return d.group == "tensor" && d.first.is_null(); }));
  EXPECT_FALSE(differs("model", "channels"));
}

TEST(Inspect, SaysThatEqualThingsAreEqual) {
  const TemporaryFolder folder;
  save_tiny(folder / "a");
  const InspectResult result = inspect({.path = folder / "a", .other = folder / "a"}, {});
  EXPECT_TRUE(result.differences.empty());
  EXPECT_NE(report::to_markdown(document(result)).find("They are equal"), std::string::npos);
}

TEST(Inspect, DrawsATableForEachGroupAndForTheTensors) {
  const TemporaryFolder folder;
  save_tiny(folder / "a");
  const InspectResult result = inspect({.path = folder / "a"}, {});
  const std::string text = report::to_markdown(document(result));
  for (const char* words : {"rope", "sha256", "F32", "3 × 8"}) EXPECT_NE(text.find(words), std::string::npos) << words;
  const io::Json json = to_json(result);
  EXPECT_EQ(json["schema"], "sextant.inspect/1");
  EXPECT_EQ(json["inspected"][0]["facts"]["model"]["channels"], 8);
}

TEST(Inspect, SaysWhatItCannotInspect) {
  const TemporaryFolder folder;
  EXPECT_EQ(failure({.path = folder / "none"}).message, "there is no '" + (folder / "none").string() + "'");
  EXPECT_EQ(failure({.path = folder.path}).message, "'" + folder.path.string() + "' is nothing to inspect");
  io::write_file_atomic(folder / "x.bin", "1234567890");
  EXPECT_EQ(failure({.path = folder / "x.bin"}).code, "E-MODEL-FILE");
  EXPECT_EQ(failure({.path = folder / "x.bin", .tokens = -1}).message,
            "the number of tokens must be at least 0, got -1");
}

// tests/golden/make_gguf.py, make_transformers_configs.py: the same model in two formats.
TEST(Inspect, SaysWhatAPublishedModelsPositionsMean) {
  const std::string folder = std::string(SEXTANT_SOURCE_DIR) + "/tests/golden/configs/";
  const auto value = [](const InspectResult& result, const std::string& key) -> io::Json {
    for (const Fact& fact : result.inspected.front().facts)
      if (fact.group == "positions" && fact.key == key) return fact.value;
    return nullptr;
  };
  const InspectResult config = inspect({.path = folder + "glm4.json"}, {});
  EXPECT_EQ(config.inspected.front().kind, "model");
  EXPECT_EQ(value(config, "rotary-layout"), "interleaved");
  const InspectResult file = inspect({.path = folder + "llama_linear.gguf"}, {});
  EXPECT_EQ(file.inspected.front().kind, "gguf");
  EXPECT_EQ(value(file, "rotary-layout"), "interleaved");
  EXPECT_EQ(value(file, "spec"), "rope:base=10000,layout=interleaved,scaling=linear,factor=4");
  EXPECT_EQ(file.inspected.front().tensors.front().shape, (std::vector<int64_t>{2, 32}));
  EXPECT_EQ(value(inspect({.path = folder + "bloom.json"}, {}), "rotary-layout"), nullptr);
}

}  // namespace
}  // namespace sextant::tasks
