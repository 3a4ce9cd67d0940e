#include "sextant/tasks/compare/class_figures.h"

namespace sextant::tasks {

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

RunRecord baseline_record(const std::string& name, int64_t fold,
                          const std::vector<std::pair<std::string, double>>& figures) {
  return {.arm = name, .spec = {}, .seed = 0, .fold = fold, .parameters = 0, .steps = 0, .lr = 0, .figures = figures};
}

}  // namespace sextant::tasks
