#include "sextant/tasks/demo/task_act.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <mutex>

#include "sextant/eval/decoding.h"
#include "sextant/models/transformer.h"
#include "sextant/tasks/compare/side_by_side.h"
#include "sextant/train/loop.h"

namespace sextant::tasks {
namespace {

/// Samples the chance baseline of the picture is learned from; a percent is all it must be right to.
constexpr int64_t kChanceSamples = 20000;

struct ArmResult {
  std::vector<TaskScore> scores = {};
  std::vector<TaskExample> examples = {};
};

/// Tokens of the longest training sequence.
int64_t longest_sequence(const data::SyntheticTask& task, uint64_t seed) {
  int64_t longest = 1;
  for (const data::Sample& sample : data::test_samples(task, task.train.longest, 16, seed)) {
    longest = std::max(longest, std::ssize(sample.prompt) + std::ssize(sample.answer) - 1);
  }
  return longest;
}

models::Transformer trained(const data::SyntheticTask& task, const std::string& spec, const TaskActOptions& o,
                            const Context& context) {
  models::Transformer model(models::TransformerOptions{.vocabulary = task.vocabulary.size(),
                                                       .channels = o.channels,
                                                       .layers = o.layers,
                                                       .heads = o.heads,
                                                       .pos = spec,
                                                       .longest = longest_sequence(task, o.seed)},
                            o.seed);
  model->to(torch::Device(context.device));
  const train::TrainOptions options{.steps = o.steps,
                                    .lr = o.lr,
                                    .weight_decay = 0,
                                    .betas = {0.9, 0.98},
                                    .warmup = "5%",
                                    .seed = static_cast<int64_t>(o.seed)};
  const train::Hooks hooks{.on_step =
                               [&](const train::StepReport& report) {
                                 context.progress({.what = task.spec + ", " + spec,
                                                   .done = report.step,
                                                   .total = report.planned_steps,
                                                   .value = report.loss,
                                                   .value_name = "nats/token",
                                                   .eta_s = report.seconds_per_step *
                                                            static_cast<double>(report.planned_steps - report.step)});
                               },
                           .should_stop = context.should_stop};
  train::train(*model, data::training_batches(task, o.batch, o.seed), options, hooks);
  return model;
}

std::string in_words(const data::SyntheticTask& task, std::vector<int64_t> ids) {
  if (task.end && !ids.empty() && ids.back() == *task.end) ids.pop_back();
  return task.vocabulary.decode(ids);
}

ArmResult run_arm(const data::SyntheticTask& task, const std::string& spec, const TaskActOptions& o,
                  const Context& context) {
  at::set_num_threads(1);
  models::Transformer model = trained(task, spec, o, context);
  ArmResult result;
  for (const int64_t length : o.lengths) {
    if (context.stopping()) return result;
    const std::vector<data::Sample> samples = data::test_samples(task, length, o.samples, o.seed);
    const eval::ExactMatch match = eval::exact_match(model, samples, {.end = task.end});
    result.scores.push_back({spec, length, match.exact, match.stopped_early});
    result.examples.push_back({spec, length, in_words(task, samples.front().prompt),
                               in_words(task, samples.front().answer), in_words(task, match.decoded.front())});
  }
  return result;
}

}  // namespace

TaskActResult run_task_act(const TaskActOptions& options, const Context& context) {
  const data::SyntheticTask task = data::synthetic_task(options.task);
  std::vector<ArmResult> arms(options.specs.size());
  std::mutex guard;
  Context shared = context;
  shared.on_progress = [&](const Progress& progress) {
    const std::lock_guard lock(guard);
    context.progress(progress);
  };
  side_by_side(
      std::ssize(options.specs), options.jobs,
      [&](int64_t i) { arms[i] = run_arm(task, options.specs[i], options, shared); }, context.should_stop);
  TaskActResult result{.task = task.spec, .trained = task.train, .scores = {}, .examples = {}, .chance = {}};
  for (ArmResult& arm : arms) {
    std::ranges::move(arm.scores, std::back_inserter(result.scores));
    std::ranges::move(arm.examples, std::back_inserter(result.examples));
  }
  for (const int64_t length : options.lengths) {
    result.chance.emplace_back(length, data::chance(task, length, kChanceSamples));
  }
  return result;
}

double exact_at(const TaskActResult& result, const std::string& spec, int64_t length) {
  const auto found = std::ranges::find_if(
      result.scores, [&](const TaskScore& score) { return score.spec == spec && score.length == length; });
  return found == result.scores.end() ? -1 : found->exact;
}

}  // namespace sextant::tasks
