#include "sextant/train/loop.h"

#include <ATen/CPUGeneratorImpl.h>
#include <fmt/core.h>
#include <torch/utils.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>
#include <vector>

#include "sextant/models/nonfinite.h"
#include "sextant/random/philox.h"
#include "sextant/train/clip.h"
#include "sextant/train/parallel/data_parallel.h"
#include "sextant/train/parallel/share.h"
#include "sextant/train/precision.h"
#include "sextant/train/schedule.h"

namespace sextant::train {
namespace {

/// Streams of the training seed: the calls' own draws, and LibTorch's generator.
constexpr uint64_t kCallStream = 0x7472'6169'6e01;
constexpr uint64_t kGeneratorStream = 0x7472'6169'6e02;
/// Steps timed before a limit of time becomes a number of steps; the first one warms up and does not count.
constexpr int64_t kTimedSteps = 10;

class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count(); }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

/// Puts LibTorch's generator back as it was.
class GeneratorGuard {
 public:
  GeneratorGuard() : state_(generator_state()) {}
  ~GeneratorGuard() { set_generator_state(state_); }
  GeneratorGuard(const GeneratorGuard&) = delete;
  GeneratorGuard& operator=(const GeneratorGuard&) = delete;

 private:
  torch::Tensor state_;
};

struct MicroBatch {
  data::Batch batch;  ///< this rank's share
  models::TokenCall call;
  double weight;                 ///< of its loss: 0 of a share that is none
  int64_t targets;               ///< of all ranks
  int64_t places;                ///< likewise
  torch::Tensor generator = {};  ///< LibTorch's, before its forward pass
};

int64_t count_targets(const torch::Tensor& targets) { return (targets != data::kIgnore).sum().item<int64_t>(); }

class Loop {
 public:
  Loop(models::ModelImpl& model, const data::BatchAt& batches, const TrainOptions& options, const Hooks& hooks,
       const Checkpoints& checkpoints);
  TrainResult run();

 private:
  std::vector<MicroBatch> micro_batches() const;
  StepReport step();
  double backward(std::vector<MicroBatch>& micros, int64_t targets);
  [[noreturn]] void diverged(const std::string& quantity, MicroBatch& micro);
  void plan_by_time();
  /// Whether the figure of this step is the best so far.
  bool evaluate();
  /// Whether any rank was.
  bool asked_to_stop();
  void save(bool best);
  bool every(int64_t steps) const { return steps > 0 && state_.step % steps == 0; }
  double seconds_per_step() const;

  models::ModelImpl& model_;
  const data::BatchAt& batches_;
  const TrainOptions& options_;
  const Hooks& hooks_;
  const Checkpoints& checkpoints_;
  torch::Device device_;
  AdamW optimizer_;
  Ranks alone_ = {};
  Ranks& ranks_;
  std::optional<DataParallel> parallel_ = {};
  TrainerState state_ = {};
  int64_t first_step_ = 0;
  Stopwatch watch_ = {};
  double first_step_seconds_ = 0;  ///< when the first step of this call was done
  double aside_seconds_ = 0;       ///< spent in hooks and checkpoints since then
};

Loop::Loop(models::ModelImpl& model, const data::BatchAt& batches, const TrainOptions& options, const Hooks& hooks,
           const Checkpoints& checkpoints)
    : model_(model),
      batches_(batches),
      options_(options),
      hooks_(hooks),
      checkpoints_(checkpoints),
      device_(model.parameters().front().device()),
      optimizer_(model, {.weight_decay = options.weight_decay,
                         .beta1 = options.betas[0],
                         .beta2 = options.betas[1],
                         .eps = options.eps}),
      ranks_(hooks.ranks != nullptr ? *hooks.ranks : alone_) {
  if (ranks_.count() > 1) parallel_.emplace(model, ranks_);
  state_.planned_steps = options.steps;
  at::Generator generator = at::detail::getDefaultCPUGenerator();
  generator.set_current_seed(
      random::Philox(static_cast<uint64_t>(options.seed), kGeneratorStream, static_cast<uint64_t>(ranks_.rank()))
          .next64());
  if (!checkpoints.resume) return;
  state_ = load_checkpoint(*checkpoints.resume, model, optimizer_);
  first_step_ = state_.step;
  if (options.seconds == 0) state_.planned_steps = options.steps;
  // A kill between writing a checkpoint and marking it leaves `best` one behind.
  if (state_.best && state_.best_step == state_.step && !checkpoints.run.empty()) {
    mark_best(checkpoints.run, *checkpoints.resume);
  }
}

TrainResult Loop::run() {
  Ending ending = Ending::kFinished;
  bool going = state_.step < state_.planned_steps;
  while (going) {
    const StepReport report = step();
    const Stopwatch aside;
    if (hooks_.on_step) hooks_.on_step(report);
    const bool finished = state_.step >= state_.planned_steps;
    const bool evaluated = hooks_.on_evaluate && options_.eval_every > 0 && (finished || every(options_.eval_every));
    const bool best = evaluated && evaluate();
    if (!finished && options_.patience > 0 && state_.stale >= options_.patience) ending = Ending::kEarly;
    if (!finished && asked_to_stop()) ending = Ending::kStopped;
    going = !finished && ending == Ending::kFinished;
    if (!going || best || every(options_.save_every)) save(best);
    if (state_.step > first_step_ + 1) aside_seconds_ += aside.seconds();
    if (state_.step == first_step_ + 1) first_step_seconds_ = watch_.seconds();
  }
  return {.ending = ending,
          .steps = state_.step,
          .loss = state_.loss,
          .best = state_.best,
          .best_step = state_.best_step,
          .tokens = state_.tokens,
          .seconds = watch_.seconds(),
          .resumed_from = first_step_};
}

std::vector<MicroBatch> Loop::micro_batches() const {
  std::vector<MicroBatch> micros;
  for (int64_t i = 0; i < options_.accumulate; ++i) {
    const int64_t index = state_.step * options_.accumulate + i;
    // Every rank makes the whole batch: it is a pure function, and all know what is in it without a word.
    const data::Batch whole = batches_(index);
    const Share share = share_of(whole, ranks_.rank(), ranks_.count());
    data::Batch batch = data::on_device(share.batch, device_);
    models::TokenCall call = models::call_of(batch);
    call.phase = models::Phase::kTrain;
    call.seed = random::Philox(static_cast<uint64_t>(options_.seed), kCallStream,
                               static_cast<uint64_t>(index * ranks_.count() + ranks_.rank()))
                    .next64();
    micros.push_back({.batch = std::move(batch),
                      .call = std::move(call),
                      .weight = share.weight,
                      .targets = count_targets(whole.targets),
                      .places = data::places_read(whole)});
  }
  return micros;
}

StepReport Loop::step() {
  model_.train();
  std::vector<MicroBatch> micros = micro_batches();
  int64_t targets = 0, tokens = 0;
  for (const MicroBatch& micro : micros) {
    targets += micro.targets;
    tokens += micro.places;
  }
  TORCH_CHECK_VALUE(targets > 0, "train: the batch of step ", state_.step + 1, " has no target to learn from");

  optimizer_.zero_grad();
  const double loss = backward(micros, targets);
  const double norm = clip_gradients(optimizer_.gradients(), options_.clip).item<double>();
  if (!std::isfinite(norm)) diverged("gradient norm", micros.front());

  const Schedule schedule =
      parse_schedule(options_.schedule, options_.warmup, state_.planned_steps, options_.min_lr / options_.lr);
  const double lr = options_.lr * factor(schedule, state_.step);
  optimizer_.step(lr);
  ++state_.step;
  state_.tokens += tokens;
  state_.loss = loss;
  plan_by_time();
  return {.step = state_.step,
          .planned_steps = state_.planned_steps,
          .loss = loss,
          .lr = lr,
          .grad_norm = norm,
          .targets = targets,
          .tokens = state_.tokens,
          .seconds = watch_.seconds(),
          .seconds_per_step = seconds_per_step()};
}

/// Gradients of the mean over all targets of all micro-batches, and that mean.
double Loop::backward(std::vector<MicroBatch>& micros, int64_t targets) {
  double sum = 0;
  for (MicroBatch& micro : micros) {
    micro.generator = generator_state();
    torch::Tensor loss;
    {
      const AutocastGuard autocast(options_.precision, device_.type());
      loss = loss_sum(model_, micro.batch, micro.call, options_.label_smoothing);
    }
    const double value = ranks_.sum(micro.weight * loss.item<double>());
    if (!std::isfinite(value)) diverged("loss", micro);
    sum += value;
    if (parallel_ && &micro == &micros.back()) parallel_->average_next();
    // The mean over ranks that follows makes their sum of it.
    const double weight = micro.weight * static_cast<double>(ranks_.count());
    (loss * weight / static_cast<double>(targets)).backward();
  }
  return sum / static_cast<double>(targets);
}

/// Runs the batch again, from the same draws, with an eye on every layer.
void Loop::diverged(const std::string& quantity, MicroBatch& micro) {
  set_generator_state(micro.generator);
  const AutocastGuard autocast(options_.precision, device_.type());
  std::string layer = models::first_nonfinite(model_, micro.call);
  if (layer.empty()) {
    const std::string parameter = optimizer_.first_nonfinite_gradient();
    layer = parameter.empty() ? "the loss itself" : "gradient of " + parameter;
  }
  throw Diverged(state_.step + 1, std::move(layer), quantity, micro.batch);
}

double Loop::seconds_per_step() const {
  const int64_t timed = state_.step - first_step_ - 1;
  if (timed < 1) return watch_.seconds();
  return (watch_.seconds() - first_step_seconds_ - aside_seconds_) / static_cast<double>(timed);
}

/// A limit of time becomes a total of steps once, early, so that the schedule ends where the time does.
void Loop::plan_by_time() {
  if (options_.seconds == 0 || state_.step != kTimedSteps) return;
  const double left = std::max(0.0, options_.seconds - watch_.seconds());
  const auto affordable = static_cast<int64_t>(left / seconds_per_step());
  const int64_t planned = std::min(state_.planned_steps, state_.step + affordable);
  state_.planned_steps = std::llround(ranks_.of_first(static_cast<double>(planned)));
}

bool Loop::evaluate() {
  const GeneratorGuard generator;
  const torch::NoGradGuard no_grad;
  model_.eval();
  const double figure = ranks_.of_first(hooks_.on_evaluate(state_.step));
  const double gain = options_.better == Better::kLower ? -figure : figure;
  const double before = state_.best ? (options_.better == Better::kLower ? -*state_.best : *state_.best) : -INFINITY;
  state_.stale = gain > before + options_.min_delta ? 0 : state_.stale + 1;
  if (!(gain > before)) return false;
  state_.best = figure;
  state_.best_step = state_.step;
  return true;
}

bool Loop::asked_to_stop() {
  const bool asked = hooks_.should_stop && hooks_.should_stop();
  return ranks_.sum(asked ? 1 : 0) > 0;
}

void Loop::save(bool best) {
  if (checkpoints_.run.empty()) return;
  model_.eval();
  const std::filesystem::path folder = save_checkpoint(checkpoints_.run, state_, optimizer_, checkpoints_.write_model);
  if (best) mark_best(checkpoints_.run, folder);
  prune_checkpoints(checkpoints_.run, options_.keep);
  if (hooks_.on_checkpoint) hooks_.on_checkpoint(state_.step, folder);
}

}  // namespace

Diverged::Diverged(int64_t step, std::string layer, std::string quantity, data::Batch batch)
    : std::runtime_error(
          fmt::format("train: the {} of step {} is not finite; first seen in {}", quantity, step, layer)),
      step(step),
      layer(std::move(layer)),
      quantity(std::move(quantity)),
      batch(std::move(batch)) {}

torch::Tensor loss_sum(models::ModelImpl& model, const data::Batch& batch, const models::TokenCall& call,
                       double label_smoothing) {
  return model.loss_sum(model.scores(call), batch, label_smoothing);
}

TrainResult train(models::ModelImpl& model, const data::BatchAt& batches, const TrainOptions& options,
                  const Hooks& hooks, const Checkpoints& checkpoints) {
  check(options);
  return Loop(model, batches, options, hooks, checkpoints).run();
}

}  // namespace sextant::train
