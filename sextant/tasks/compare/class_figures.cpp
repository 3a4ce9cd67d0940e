#include "sextant/tasks/compare/class_figures.h"

#include <fmt/core.h>

namespace sextant::tasks {
namespace {

/// @param loss_name  "nats/text"
std::vector<FigureKind> class_figure_kinds(const std::string& loss_name) {
  constexpr int kLossDigits = 3;
  return {
      {.name = "accuracy", .unit = "%", .difference = "points"},
      {.name = "macro F1", .unit = "%", .difference = "points"},
      {.name = "loss", .unit = loss_name, .difference = loss_name, .digits = kLossDigits, .aim = stats::Aim::kLower}};
}

std::vector<std::pair<std::string, double>> class_figures(const eval::Classification& figures) {
  return {{"accuracy", 100 * figures.accuracy()}, {"macro F1", 100 * figures.macro_f1()}, {"loss", figures.nats}};
}

RunRecord baseline_record(const std::string& name, int64_t fold,
                          const std::vector<std::pair<std::string, double>>& figures) {
  return {.arm = name, .spec = {}, .seed = 0, .fold = fold, .parameters = 0, .steps = 0, .lr = 0, .figures = figures};
}

/// One record of each baseline and fold, all of a baseline together.
std::vector<RunRecord> baseline_records(const ClassContest& contest, const Context& context) {
  std::vector<std::vector<RunRecord>> by_name(contest.baseline_names.size());
  for (int64_t fold = 0; fold < contest.folds; ++fold) {
    context.line(contest.folds > 1 ? fmt::format("baselines, fold {}", fold) : std::string("baselines"));
    const std::vector<eval::Classification> figures = contest.baselines(fold);
    for (size_t n = 0; n < figures.size(); ++n)
      by_name[n].push_back(baseline_record(contest.baseline_names[n], fold, class_figures(figures[n])));
  }
  std::vector<RunRecord> records;
  for (const std::vector<RunRecord>& one : by_name) records.insert(records.end(), one.begin(), one.end());
  return records;
}

}  // namespace

Trial trial_of(ClassRun run) {
  const auto figures_on = [](const ClassPart& part) {
    return eval::classification(part.log_probabilities({}), part.classes);
  };
  return {.model = std::move(run.model),
          .batches = std::move(run.batches),
          .selection = [figures_on, choosing = std::move(run.choosing)] { return figures_on(choosing).nats; },
          .measure =
              [test = std::move(run.test)](const std::function<bool()>& stop, RunRecord& record) {
                const torch::Tensor log = test.log_probabilities(stop);
                if (!log.defined()) return false;
                record.figures = class_figures(eval::classification(log, test.classes));
                return true;
              },
          .save = std::move(run.save)};
}

FigureResult compare_classes(const ClassContest& c, const Context& context) {
  Contest contest{.arms = c.arms,
                  .units = units_of(c.arms, c.folds, c.options),
                  .folds = c.folds,
                  .options = c.options,
                  .train = c.train,
                  .loss_name = c.page.loss_name,
                  .reproduce = c.page.reproduce,
                  .prepare = c.prepare};
  FigurePlan plan = figure_plan(contest, class_figure_kinds(c.page.loss_name), c.baseline_names);
  return run_figures({.contest = std::move(contest),
                      .plan = std::move(plan),
                      .page = c.page,
                      .options = c.asked,
                      .data_sha256 = c.data_sha256,
                      .baselines = [&] { return baseline_records(c, context); }},
                     context);
}

}  // namespace sextant::tasks
