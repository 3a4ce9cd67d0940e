#include "sextant/tasks/training_run.h"

#include <fmt/core.h>
#include <sys/resource.h>
#include <torch/utils.h>

#include <chrono>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "sextant/models/folder.h"
#include "sextant/models/tensor_file.h"
#include "sextant/tasks/failure.h"
#include "sextant/train/parallel/ranks.h"

namespace sextant::tasks {
namespace {

namespace fs = std::filesystem;

constexpr double kMebibyte = 1 << 20;

double peak_mebibytes() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024 / kMebibyte;  // Linux counts in KiB
}

std::string in_words(double seconds) {
  if (seconds < 120) return fmt::format("{:.0f} s", seconds);
  if (seconds < 7200) return fmt::format("{:.0f} min", seconds / 60);
  return fmt::format("{:.1f} h", seconds / 3600);
}

/// Seconds of one forward and backward pass, the second of two: the first one also allocates.
double probe_seconds(TrainingJob& job) {
  job.model->train();
  const data::Batch batch = job.batches(0);
  models::TokenCall call = models::call_of(batch);
  call.phase = models::Phase::kTrain;
  double seconds = 0;
  for (int64_t pass = 0; pass < 2; ++pass) {
    const auto begin = std::chrono::steady_clock::now();
    train::loss_sum(*job.model, batch, call).backward();
    seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    job.model->zero_grad();
  }
  return seconds;
}

/// Parameters, memory and time before the first step.
void announce(TrainingJob& job, const train::TrainOptions& options, const RunFolder& folder, const Context& context) {
  if (!context.on_line) return;
  const auto parameters = models::parameter_count(*job.model);
  const double seconds = probe_seconds(job) * static_cast<double>(options.accumulate * options.steps);
  // AdamW's two averages come on top of what the probe has touched.
  const double memory = peak_mebibytes() + 2.0 * sizeof(float) * static_cast<double>(parameters) / kMebibyte;
  context.line(fmt::format("{}: {} parameters, pos {}, {} steps", folder.path().string(), parameters,
                           models::pos_of(job.model->described()), options.steps));
  context.line(fmt::format("about {} and {:.0f} MiB; checkpoints in {}", in_words(seconds), memory,
                           (folder.path() / "checkpoints").string()));
  if (folder.checkpoint()) context.line(fmt::format("going on from {}", folder.checkpoint()->string()));
}

/// What the loop tells, written down and passed on.
class Reporter {
 public:
  Reporter(TrainingJob& job, const train::TrainOptions& options, int64_t log_every, RunFolder& folder,
           const Context& context)
      : job_(job), options_(options), log_every_(log_every), folder_(folder), context_(context) {}

  void on_step(const train::StepReport& report) {
    stepped_ = true;
    const double tokens_per_step = static_cast<double>(report.tokens) / static_cast<double>(report.step);
    const double per_second = tokens_per_step / report.seconds_per_step;
    if (report.step % log_every_ == 0 || report.step == report.planned_steps) {
      folder_.measure(report.step, values_of(report), {{"wall_s", report.seconds}, {"tokens_per_s", per_second}});
    }
    context_.progress({.what = fmt::format("train {}", job_.identity.pos),
                       .done = report.step,
                       .total = report.planned_steps,
                       .value = report.loss,
                       .value_name = job_.value_name,
                       .per_second = per_second,
                       .rate_name = "tokens",
                       .eta_s = report.seconds_per_step * static_cast<double>(report.planned_steps - report.step)});
  }

  double on_evaluate(int64_t step) {
    const auto begin = std::chrono::steady_clock::now();
    const Figures figures = job_.evaluate();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    io::Json values = {{"epoch", epoch(step)}, {"split", "test"}};
    std::string text;
    for (const auto& [name, value] : figures) {
      io::set_number(values, name, value);
      text += fmt::format("  {} {:.4f}", name, value);
    }
    folder_.measure(step, values, {{"wall_s", seconds}});
    context_.line(fmt::format("step {}: held out{}", step, text));
    return figures.at(0).second;
  }

  bool stepped() const { return stepped_; }

 private:
  io::Json values_of(const train::StepReport& report) const {
    return {{"epoch", epoch(report.step)},   {"split", "train"},       {"loss", report.loss}, {"lr", report.lr},
            {"grad_norm", report.grad_norm}, {"tokens", report.tokens}};
  }
  double epoch(int64_t step) const {
    if (job_.batches_per_epoch == 0) return 0;
    return static_cast<double>(step * options_.accumulate) / job_.batches_per_epoch;
  }

  TrainingJob& job_;
  const train::TrainOptions& options_;
  int64_t log_every_;
  RunFolder& folder_;
  const Context& context_;
  bool stepped_ = false;
};

bool first_of(const Context& context) { return context.ranks == nullptr || context.ranks->first(); }

/// Rank 0 keeps the folder and tells the others where it is.
RunFolder open_folder(const RunOptions& run, const RunIdentity& identity, const Context& context) {
  if (context.ranks == nullptr) return {run, identity, context};
  std::optional<RunFolder> own;
  if (first_of(context)) own.emplace(run, identity, context);
  const std::string path = context.ranks->of_first(own ? own->path().string() : "");
  const std::string checkpoint = context.ranks->of_first(own && own->checkpoint() ? own->checkpoint()->string() : "");
  if (own) return std::move(*own);
  return {path, checkpoint.empty() ? std::nullopt : std::optional<fs::path>(checkpoint)};
}

/// The batch is kept, so that what happened can be looked at.
[[noreturn]] void fail_diverged(const train::Diverged& error, const fs::path& folder) {
  const fs::path file = folder / fmt::format("diverged-step-{}.safetensors", error.step);
  models::NamedTensors batch;
  for (const auto& [name, member] : data::kBatchTensors)
    if ((error.batch.*member).defined()) batch[name] = error.batch.*member;
  models::save_tensors(file, batch);
  throw Failure({.code = "E-DIVERGED",
                 .message = fmt::format("training diverged at step {}: the {} is not finite, first in {}", error.step,
                                        error.quantity, error.layer),
                 .where = file.string(),
                 .hints = {"a smaller --lr, a longer --warmup, or --clip 0.5"}});
}

train::TrainResult train_into(TrainingJob& job, const train::TrainOptions& options, RunFolder& folder,
                              Reporter& reporter, const Context& context) {
  io::Json meta = {{"task", job.identity.task}, {"data", job.identity.data}, {"seed", options.seed}};
  meta.update(job.meta);
  const train::Checkpoints checkpoints{.run = first_of(context) ? folder.path() : fs::path(),
                                       .write_model =
                                           [&](const fs::path& path) {
                                             folder.sync();
                                             models::save_model(path, *job.model, job.vocabulary, meta);
                                           },
                                       .resume = folder.checkpoint()};
  const train::Hooks hooks{.on_step = [&](const train::StepReport& report) { reporter.on_step(report); },
                           .on_evaluate = [&](int64_t step) { return reporter.on_evaluate(step); },
                           .should_stop = [&] { return context.stopping(); },
                           .ranks = context.ranks};
  try {
    return train::train(*job.model, job.batches, options, hooks, checkpoints);
  } catch (const train::Diverged& error) {
    fail_diverged(error, folder.path());
  } catch (const train::RankLost& error) {
    throw failure_of(error, {.code = "E-RANK",
                             .message = {},
                             .where = folder.path().string(),
                             .hints = {"look why it died or stopped, then go on with --resume",
                                       "a longer --rank-timeout, if it is only slow"}});
  } catch (const std::runtime_error& error) {
    // Before the first step only the checkpoint is read; after it, only files are written.
    const bool reading = folder.checkpoint() && !reporter.stepped();
    throw failure_of(error, {.code = reading ? "E-RESUME-BROKEN" : "E-DISK",
                             .message = {},
                             .where = folder.path().string(),
                             .hints = {reading ? "--resume=PATH of an older checkpoint, or --overwrite"
                                               : "free some space, then go on with --resume"}});
  }
}

}  // namespace

std::string resume_command(const std::string& command, const std::string& run) {
  std::istringstream words(command);
  std::string kept;
  bool named = false;
  for (std::string word; words >> word;) {
    if (word == "--overwrite" || word.starts_with("--resume")) continue;
    named = named || word == "--run" || word.starts_with("--run=");
    kept += word + " ";
  }
  return kept + (named ? "" : "--run " + run + " ") + "--resume";
}

TrainedRun run_training(TrainingJob& job, const train::TrainOptions& options, const RunOptions& run, int64_t log_every,
                        const Context& context) {
  or_fail({.code = "E-USAGE-VALUE", .message = {}}, [&] {
    train::check(options);
    TORCH_CHECK_VALUE(log_every >= 1, "train: log-every must be at least 1, got ", log_every);
  });
  RunFolder folder = open_folder(run, job.identity, context);
  if (first_of(context)) announce(job, options, folder, context);
  Reporter reporter(job, options, log_every, folder, context);
  const train::TrainResult result = train_into(job, options, folder, reporter, context);
  folder.sync();
  if (context.ranks != nullptr) context.ranks->sum(0);  // no rank reads what rank 0 still writes
  if (result.ending == train::Ending::kStopped) {
    throw Interrupted(resume_command(context.command, folder.path().filename().string()));
  }
  return {.folder = folder.path(), .result = result};
}

}  // namespace sextant::tasks
