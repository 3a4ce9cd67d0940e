#include "sextant/tasks/compare/run.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "sextant/io/json_lines.h"
#include "sextant/train/loop.h"
#include "sextant/train/trainer_state.h"

namespace sextant::tasks {
namespace {

/// How often a run looks at its selection block, and how often it saves itself.
constexpr int64_t kLooks = 10;
constexpr int64_t kSaves = 4;

train::TrainOptions train_options(const Contest& contest, const Unit& unit, double lr) {
  train::TrainOptions options = contest.train;
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

train::Hooks hooks_of(const RunHooks& hooks) {
  return {.on_step =
              [&hooks](const train::StepReport& report) {
                if (hooks.on_step) hooks.on_step(report.step, report.loss);
              },
          .should_stop = hooks.stop};
}

}  // namespace

std::optional<RunRecord> run_unit(const Contest& contest, const Unit& unit, const Choice& choice,
                                  const std::filesystem::path& folder, const RunHooks& hooks) {
  at::set_num_threads(1);
  Trial trial = contest.prepare(unit, choice);
  RunRecord record{.arm = contest.arms[unit.arm].name,
                   .spec = choice.spec,
                   .seed = unit.seed,
                   .fold = unit.fold,
                   .parameters = models::parameter_count(*trial.model),
                   .steps = contest.train.steps,
                   .lr = choice.lr};
  train::Checkpoints checkpoints{.run = folder};
  if (!folder.empty()) {
    std::filesystem::create_directories(folder);
    checkpoints.resume = train::linked_checkpoint(folder, "last");
    checkpoints.write_model = trial.save;
  }
  CurveFile curve(folder, step_of(checkpoints.resume));
  train::Hooks train_hooks = hooks_of(hooks);
  train_hooks.on_evaluate = [&](int64_t step) {
    const double loss = trial.selection();
    curve.add(step, loss);
    return loss;
  };
  try {
    const train::TrainResult result =
        train::train(*trial.model, trial.batches, train_options(contest, unit, choice.lr), train_hooks, checkpoints);
    if (result.ending == train::Ending::kStopped) return std::nullopt;
  } catch (const train::Diverged& error) {
    record.diverged = error.what();
  }
  record.curve = curve.points();
  if (!record.diverged && !trial.measure(hooks.stop, record)) return std::nullopt;
  return record;
}

int64_t probe_steps(const Contest& contest) {
  return std::max<int64_t>(1, std::llround(contest.options.probe * static_cast<double>(contest.train.steps)));
}

std::optional<double> probe(const Contest& contest, const Unit& unit, const Choice& choice, const RunHooks& hooks) {
  at::set_num_threads(1);
  Trial trial = contest.prepare(unit, choice);
  train::TrainOptions options = train_options(contest, unit, choice.lr);
  options.steps = probe_steps(contest);
  options.eval_every = 0;
  try {
    const train::TrainResult result = train::train(*trial.model, trial.batches, options, hooks_of(hooks));
    if (result.ending == train::Ending::kStopped) return std::nullopt;
  } catch (const train::Diverged&) {
    return std::numeric_limits<double>::infinity();
  }
  return trial.selection();
}

}  // namespace sextant::tasks
