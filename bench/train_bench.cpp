// sextant-bench-train: the training loop under a clock, for bench/train_throughput.
//
// Writes model.safetensors (initial weights) and batch.safetensors (one random batch) to --folder, prints a line
// {"ready": …}, then reads numbers of steps from standard input, one a line, trains so many on that batch and answers
// each with a line {"step_ms": …, "cpu_ms": …, "loss": …}: step_ms is the median of the block, cpu_ms the processor
// time of all threads per step, loss that of the last step. Whatever the loop does besides the arithmetic (checks,
// clipping, reports) is inside the time.
#include <malloc.h>
#include <torch/types.h>
#include <torch/utils.h>
#include <torch/version.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <ctime>
#include <iostream>
#include <limits>
#include <string>
#include <vector>

#include "sextant/io/json.h"
#include "sextant/models/tensor_file.h"
#include "sextant/models/transformer.h"
#include "sextant/random/philox.h"
#include "sextant/train/loop.h"

namespace sextant::bench {
namespace {

using Clock = std::chrono::steady_clock;

struct Settings {
  std::string folder;
  int64_t vocabulary = 65;  ///< characters of tiny Shakespeare
  int64_t layers = 4, channels = 128, heads = 4, length = 64, batch = 12;
  std::string pos = "rope", precision = "fp32";
  int threads = 2;
};

Settings read_arguments(int count, char** words) {
  Settings settings;
  CLI::App app("Sextant's training loop under a clock");
  app.add_option("--folder", settings.folder, "where weights and batch go")->required()->check(CLI::ExistingDirectory);
  app.add_option("--vocabulary", settings.vocabulary);
  app.add_option("--layers", settings.layers);
  app.add_option("--channels", settings.channels);
  app.add_option("--heads", settings.heads);
  app.add_option("--length", settings.length, "tokens of a row");
  app.add_option("--batch", settings.batch, "rows");
  app.add_option("--pos", settings.pos, "positional encoding");
  app.add_option("--precision", settings.precision)->check(CLI::IsMember({"fp32", "bf16"}));
  app.add_option("--threads", settings.threads);
  try {
    app.parse(count, words);
  } catch (const CLI::ParseError& error) {
    std::exit(app.exit(error));
  }
  return settings;
}

data::Batch random_batch(const Settings& settings) {
  random::Philox philox(/*seed=*/1);
  std::vector<int64_t> drawn;
  for (int64_t n = 0; n < settings.batch * (settings.length + 1); ++n) {
    drawn.push_back(static_cast<int64_t>(philox.below(static_cast<uint64_t>(settings.vocabulary))));
  }
  const torch::Tensor rows = torch::tensor(drawn).view({settings.batch, settings.length + 1});
  return {.tokens = rows.narrow(1, 0, settings.length).contiguous(),
          .targets = rows.narrow(1, 1, settings.length).contiguous()};
}

models::Transformer make_model(const Settings& settings) {
  return models::Transformer(models::TransformerOptions{.vocabulary = settings.vocabulary,
                                                        .channels = settings.channels,
                                                        .layers = settings.layers,
                                                        .heads = settings.heads,
                                                        .pos = settings.pos,
                                                        .longest = settings.length});
}

/// Sits between the steps of the training loop: asks for a number of steps, times them, answers.
class Blocks {
 public:
  /// Reads the next block's number of steps. False at the end of the input.
  bool begin() {
    seconds_.clear();
    if (!(std::cin >> planned_)) return false;
    last_ = Clock::now();
    cpu_ = std::clock();
    return true;
  }
  /// Takes in a step. True if it was the last of its block.
  bool take(double loss) {
    const auto now = Clock::now();
    seconds_.push_back(std::chrono::duration<double>(now - last_).count());
    last_ = now;
    if (std::ssize(seconds_) < planned_) return false;
    answer(loss);
    return true;
  }

 private:
  void answer(double loss) {
    std::ranges::sort(seconds_);
    const size_t middle = seconds_.size() / 2;
    const double median = seconds_.size() % 2 == 1 ? seconds_[middle] : (seconds_[middle - 1] + seconds_[middle]) / 2;
    const double cpu = static_cast<double>(std::clock() - cpu_) / CLOCKS_PER_SEC / static_cast<double>(planned_);
    const io::Json line = {{"step_ms", 1e3 * median}, {"cpu_ms", 1e3 * cpu}, {"loss", loss}};
    std::cout << line.dump() << std::endl;
  }

  int64_t planned_ = 0;
  std::vector<double> seconds_ = {};
  Clock::time_point last_ = {};
  std::clock_t cpu_ = 0;
};

void run(const Settings& settings) {
  torch::set_num_threads(settings.threads);
  const data::Batch batch = random_batch(settings);
  models::Transformer model = make_model(settings);
  models::save_tensors(settings.folder + "/model.safetensors", models::state_of(*model));
  models::save_tensors(settings.folder + "/batch.safetensors", {{"tokens", batch.tokens}, {"targets", batch.targets}});
  std::cout << io::Json{{"ready", "LibTorch " TORCH_VERSION}}.dump() << std::endl;

  Blocks blocks;
  if (!blocks.begin()) return;
  bool more = true;
  const train::Hooks hooks = {.on_step =
                                  [&](const train::StepReport& report) {
                                    if (blocks.take(report.loss)) more = blocks.begin();
                                  },
                              .should_stop = [&] { return !more; }};
  train::TrainOptions options;
  options.steps = std::numeric_limits<int64_t>::max();
  options.schedule = "constant";
  options.precision = settings.precision == "bf16" ? train::Precision::kBFloat16 : train::Precision::kFloat32;
  train::train(
      *model, [&](int64_t) { return batch; }, options, hooks);
}

}  // namespace
}  // namespace sextant::bench

int main(int count, char** words) {
  // As cli/main.cpp: a step frees what the next one needs, and giving it to the kernel costs page faults.
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
  mallopt(M_TOP_PAD, 64 << 20);
  try {
    sextant::bench::run(sextant::bench::read_arguments(count, words));
  } catch (const std::exception& error) {
    std::cerr << "sextant-bench-train: " << error.what() << "\n";
    return 1;
  }
}
