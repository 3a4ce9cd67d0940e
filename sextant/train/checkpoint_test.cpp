#include "sextant/train/checkpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <torch/utils.h>

#include <csignal>
#include <fstream>
#include <functional>
#include <stdexcept>

#include "sextant/io/file.h"

#include "tests/support/tiny_run.h"

namespace sextant::train {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::TemporaryFolder;
using testing::tiny_model;
using testing::writer_of;

const TrainerState kState = {
    .step = 12, .planned_steps = 100, .tokens = 345, .loss = 0.1, .best = 0.25, .best_step = 8, .stale = 1};

class Checkpoint : public ::testing::Test {
 protected:
  fs::path save(const TrainerState& state) { return save_checkpoint(run, state, optimizer, writer_of(model)); }
  /// What loading the checkpoint says into a model with encoding `pos`.
  std::string refusal(const fs::path& checkpoint, const std::string& pos = "learned") {
    models::Transformer other = tiny_model(pos);
    AdamW moments(*other, {});
    try {
      load_checkpoint(checkpoint, *other, moments);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "no refusal";
  }

  TemporaryFolder scratch;
  fs::path run = scratch.path;
  models::Transformer model = tiny_model();
  AdamW optimizer = AdamW(*model, {});
};

TEST_F(Checkpoint, ReadsBackWhatItWrote) {
  model->parameters()[0].mutable_grad() = torch::ones_like(model->parameters()[0]);
  optimizer.step(0.1);
  const torch::Tensor generator = generator_state();
  const fs::path folder = save(kState);
  EXPECT_EQ(folder, run / "checkpoints" / "step-00000012");
  torch::rand({100});

  models::Transformer other = tiny_model();
  AdamW moments(*other, {});
  EXPECT_EQ(load_checkpoint(folder, *other, moments), kState);
  EXPECT_TRUE(testing::equal_weights(model, other));
  EXPECT_TRUE(testing::equal_tensors(optimizer.state(), moments.state()));
  EXPECT_TRUE(torch::equal(generator_state(), generator));
}

TEST_F(Checkpoint, LastIsARelativeLink) {
  save(kState);
  EXPECT_EQ(fs::read_symlink(run / "last"), fs::path("checkpoints/step-00000012"));
  EXPECT_EQ(linked_checkpoint(run, "last"), run / "checkpoints/step-00000012");
  EXPECT_EQ(linked_checkpoint(run, "best"), std::nullopt);
}

TEST_F(Checkpoint, ATextFileWithThePathServesAsALink) {
  save(kState);
  fs::remove(run / "last");
  io::write_file_atomic(run / "last", "checkpoints/step-00000012");
  EXPECT_EQ(linked_checkpoint(run, "last"), run / "checkpoints/step-00000012");
  save({.step = 13});
  EXPECT_EQ(linked_checkpoint(run, "last"), run / "checkpoints/step-00000013");
}

TEST_F(Checkpoint, SavingAStepAgainReplacesIt) {
  const fs::path folder = save(kState);
  fs::resize_file(folder / "model.safetensors", 10);
  save(kState);
  EXPECT_EQ(refusal(folder), "no refusal");
  EXPECT_FALSE(fs::exists(folder.string() + ".tmp"));
}

TEST_F(Checkpoint, PruningKeepsTheNewestTheBestAndTheLast) {
  const fs::path first = save({.step = 1});
  for (const int64_t step : {2, 3, 4}) save({.step = step});
  mark_best(run, first);
  fs::create_directories(run / "checkpoints/step-00000009.tmp");
  prune_checkpoints(run, 2);
  EXPECT_TRUE(fs::exists(first));
  EXPECT_FALSE(fs::exists(checkpoint_path(run, 2)));
  EXPECT_TRUE(fs::exists(checkpoint_path(run, 3)));
  EXPECT_TRUE(fs::exists(checkpoint_path(run, 4)));
  EXPECT_FALSE(fs::exists(run / "checkpoints/step-00000009.tmp"));
}

TEST_F(Checkpoint, RefusesAModelWithAnotherEncoding) {
  EXPECT_THAT(refusal(save(kState), "rope"), AllOf(HasSubstr("config.json: pos = learned"), HasSubstr("rope")));
}

TEST_F(Checkpoint, NamesTheFileThatIsMissing) {
  for (const char* file : {"model.safetensors", "config.json", "trainer/optimizer.safetensors",
                           "trainer/rng.safetensors", "trainer/trainer.json"}) {
    SCOPED_TRACE(file);
    const fs::path folder = save(kState);
    fs::remove(folder / file);
    EXPECT_THAT(refusal(folder), HasSubstr(file));
  }
}

TEST_F(Checkpoint, NamesTheFileThatIsCutOff) {
  for (const char* file :
       {"model.safetensors", "trainer/optimizer.safetensors", "trainer/rng.safetensors", "trainer/trainer.json"}) {
    SCOPED_TRACE(file);
    const fs::path folder = save(kState);
    fs::resize_file(folder / file, fs::file_size(folder / file) / 2);
    EXPECT_THAT(refusal(folder), HasSubstr(file));
  }
}

TEST_F(Checkpoint, NamesTheTensorThatIsMissingOrOfAnotherShape) {
  const fs::path folder = save(kState);
  const auto rewrite = [&](const char* file, const std::function<void(models::NamedTensors&)>& change) {
    models::NamedTensors tensors = models::load_tensors(folder / file);
    change(tensors);
    models::save_tensors(folder / file, tensors);
  };
  rewrite("trainer/optimizer.safetensors", [](auto& t) { t["norm.weight.exp_avg"] = torch::zeros({9}); });
  EXPECT_THAT(refusal(folder),
              HasSubstr("optimizer.safetensors: norm.weight.exp_avg: expected Float [8], found Float [9]"));
  rewrite("trainer/optimizer.safetensors", [](auto& t) { t.erase("norm.weight.exp_avg"); });
  EXPECT_THAT(refusal(folder), HasSubstr("optimizer.safetensors: norm.weight.exp_avg: tensor is missing"));
  rewrite("model.safetensors", [](auto& t) { t.erase("norm.weight"); });
  EXPECT_THAT(refusal(folder), HasSubstr("model.safetensors: norm.weight: is missing"));
  rewrite("model.safetensors", [](auto& t) { t["norm.weight"] = torch::zeros({9}); });
  EXPECT_THAT(refusal(folder), HasSubstr("model.safetensors: norm.weight: expected [8], found [9]"));
}

TEST_F(Checkpoint, NamesTheFieldThatIsMissingAndTheSchemaItDoesNotKnow) {
  const fs::path folder = save(kState), file = folder / "trainer/trainer.json";
  io::write_file_atomic(file, R"({"schema":"sextant.trainer/1"})", io::Overwrite::kReplace);
  EXPECT_EQ(refusal(folder), file.string() + ": 'step' is missing");
  io::write_file_atomic(file, R"({"schema":"sextant.trainer/9"})", io::Overwrite::kReplace);
  EXPECT_EQ(refusal(folder), file.string() + ": schema must be sextant.trainer/1, got 'sextant.trainer/9'");
}

/// Files above `bytes` cannot be written while it lives: what a full disk does.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &before_);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_ = {};
  void (*handler_)(int) = nullptr;
};

TEST_F(Checkpoint, AFullDiskLeavesTheLastCheckpointValid) {
  const fs::path first = save(kState);
  {
    const FileSizeLimit full(2000);
    try {
      save({.step = 13});
      FAIL() << "wrote past the limit";
    } catch (const std::runtime_error& error) {
      EXPECT_THAT(error.what(), HasSubstr("step-00000013.tmp"));
    }
  }
  EXPECT_FALSE(fs::exists(checkpoint_path(run, 13)));
  EXPECT_FALSE(fs::exists(checkpoint_path(run, 13).string() + ".tmp"));
  EXPECT_EQ(linked_checkpoint(run, "last"), first);
  EXPECT_EQ(refusal(first), "no refusal");
}

}  // namespace
}  // namespace sextant::train
