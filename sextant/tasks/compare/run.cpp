#include "sextant/tasks/compare/run.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <limits>

#include "sextant/data/windows.h"
#include "sextant/io/json_lines.h"
#include "sextant/models/folder.h"
#include "sextant/tasks/compare/measure.h"
#include "sextant/train/loop.h"
#include "sextant/train/trainer_state.h"

namespace sextant::tasks {
namespace {

/// How often a run looks at its selection block, and how often it saves itself.
constexpr int64_t kLooks = 10;
constexpr int64_t kSaves = 4;

models::Transformer make_model(const Experiment& experiment, const Unit& unit) {
  const CompareArm& arm = experiment.arms[unit.arm];
  models::Transformer model(model_options(experiment, arm), initial_seed(unit.seed, arm));
  model->to(torch::Device(experiment.device));
  return model;
}

data::BatchAt make_batches(const Experiment& experiment, const Unit& unit) {
  const CompareOptions& o = experiment.options;
  return data::window_batches(experiment.corpus.tokens, experiment.folds[unit.fold].train, o.length, o.batch,
                              static_cast<uint64_t>(unit.seed));
}

train::TrainOptions train_options(const Experiment& experiment, const Unit& unit, double lr) {
  train::TrainOptions options = experiment.options.train;
  options.lr = lr;
  options.seed = unit.seed;
  options.eval_every = std::max<int64_t>(1, options.steps / kLooks);
  options.save_every = std::max<int64_t>(1, options.steps / kSaves);
  options.keep = 1;
  return options;
}

/// The points of the learning curve, kept in a file so that a resumed run has those from before.
class CurveFile {
 public:
  CurveFile(const std::filesystem::path& folder, int64_t resumed_from) {
    if (folder.empty()) return;
    const std::filesystem::path path = folder / "curve.jsonl";
    io::cut_json_lines(path, [&](const io::Json& line) { return line.at("step").get<int64_t>() <= resumed_from; });
    if (std::filesystem::exists(path)) {
      for (const io::Json& line : io::read_json_lines(path)) {
        points_.emplace_back(line.at("step").get<int64_t>(), line.at("nats_per_token").get<double>());
      }
    }
    file_.emplace(path);
  }
  void add(int64_t step, double nats) {
    // A run resumed just after an evaluation looks again at the step it stopped at.
    if (!points_.empty() && points_.back().first >= step) return;
    points_.emplace_back(step, nats);
    if (file_) file_->append({{"step", step}, {"nats_per_token", nats}});
  }
  const std::vector<std::pair<int64_t, double>>& points() const { return points_; }

 private:
  std::vector<std::pair<int64_t, double>> points_ = {};
  std::optional<io::JsonLines> file_ = {};
};

int64_t step_of(const std::optional<std::filesystem::path>& checkpoint) {
  if (!checkpoint) return 0;
  const std::filesystem::path state = *checkpoint / "trainer" / "trainer.json";
  return train::trainer_state(io::read_json(state), state.string()).step;
}

}  // namespace

std::optional<RunRecord> run_unit(const Experiment& experiment, const Unit& unit, double lr,
                                  const std::filesystem::path& folder, const RunHooks& hooks) {
  at::set_num_threads(1);
  const CompareArm& arm = experiment.arms[unit.arm];
  const FoldData& fold = experiment.folds[unit.fold];
  models::Transformer model = make_model(experiment, unit);
  RunRecord record{.arm = arm.name,
                   .spec = arm.spec,
                   .seed = unit.seed,
                   .fold = unit.fold,
                   .parameters = models::parameter_count(*model),
                   .steps = experiment.options.train.steps,
                   .lr = lr};

  train::Checkpoints checkpoints{.run = folder};
  if (!folder.empty()) {
    std::filesystem::create_directories(folder);
    checkpoints.resume = train::linked_checkpoint(folder, "last");
    const io::Json meta = {{"task", "lm"}, {"data", experiment.options.data}, {"seed", unit.seed}};
    checkpoints.write_model = [&, meta](const std::filesystem::path& path) {
      models::save_model(path, *model, experiment.corpus.vocabulary, meta);
    };
  }
  CurveFile curve(folder, step_of(checkpoints.resume));
  train::Hooks train_hooks{.on_step =
                               [&](const train::StepReport& report) {
                                 if (hooks.on_step) hooks.on_step(report.step, report.loss);
                               },
                           .on_evaluate =
                               [&](int64_t step) {
                                 const double nats = selection_loss(model, experiment, fold);
                                 curve.add(step, nats);
                                 return nats;
                               },
                           .should_stop = hooks.stop};
  try {
    const train::TrainResult result = train::train(*model, make_batches(experiment, unit),
                                                   train_options(experiment, unit, lr), train_hooks, checkpoints);
    if (result.ending == train::Ending::kStopped) return std::nullopt;
  } catch (const train::Diverged& error) {
    record.diverged = error.what();
  }
  record.curve = curve.points();
  if (!record.diverged && !measure(model, experiment, fold, hooks.stop, record)) return std::nullopt;
  return record;
}

std::optional<double> probe_learning_rate(const Experiment& experiment, int64_t arm, double lr, const RunHooks& hooks) {
  at::set_num_threads(1);
  const Unit unit{.name = "probe", .arm = arm, .fold = 0, .seed = experiment.options.seed};
  models::Transformer model = make_model(experiment, unit);
  train::TrainOptions options = train_options(experiment, unit, lr);
  options.steps = std::max<int64_t>(1, options.steps / kLooks);
  options.eval_every = 0;
  try {
    const train::TrainResult result = train::train(*model, make_batches(experiment, unit), options,
                                                   {.on_step =
                                                        [&](const train::StepReport& report) {
                                                          if (hooks.on_step) hooks.on_step(report.step, report.loss);
                                                        },
                                                    .should_stop = hooks.stop});
    if (result.ending == train::Ending::kStopped) return std::nullopt;
  } catch (const train::Diverged&) {
    return std::numeric_limits<double>::infinity();
  }
  return selection_loss(model, experiment, experiment.folds.front());
}

}  // namespace sextant::tasks
