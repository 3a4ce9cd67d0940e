#include "sextant/tasks/compare/figure_contest.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>

#include "sextant/io/field.h"
#include "sextant/settings/value.h"
#include "sextant/tasks/compare/results.h"
#include "sextant/tasks/failure.h"

namespace sextant::tasks {
namespace {

io::Json asked(const FigureContest& contest) {
  io::Json json = {{"schema", "sextant.experiment/1"}, {"data_sha256", contest.data_sha256}};
  json.update(contest.options);
  return json;
}

}  // namespace

FigureResult run_figures(const FigureContest& contest, const Context& context) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  const Contest& c = contest.contest;
  const ExperimentFolder folder(c.options, asked(contest),
                                {{"plan", to_json(contest.plan)}, {"page", to_json(contest.page)}});
  context.line(fmt::format("{} encodings x {} runs of {} steps, {} at a time; primary figure {}", c.arms.size(),
                           c.units.size() / c.arms.size(), c.train.steps, c.options.jobs, contest.plan.primary));
  std::vector<RunRecord> records = run_contest(c, folder, context);
  const std::vector<RunRecord> baselines = contest.baselines();
  records.insert(records.end(), baselines.begin(), baselines.end());
  FigureResult result{.summary = analyse(records, contest.plan),
                      .page = contest.page,
                      .records = std::move(records),
                      .seconds = std::chrono::duration<double>(Clock::now() - start).count()};
  write_results(c.options.out, {.records = result.records,
                                .summary = to_json(result),
                                .csv = summary_csv(result),
                                .page = document(result),
                                .seconds = result.seconds});
  return result;
}

bool compares_figures(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / "experiment.json";
  std::error_code none;
  if (!std::filesystem::exists(path, none)) return false;
  return or_fail({.code = "E-MODEL-FILE", .message = {}}, [&] { return io::read_json(path).contains("page"); });
}

FigureResult read_figures(const std::filesystem::path& folder) {
  return or_fail({.code = "E-MODEL-FILE",
                  .message = {},
                  .where = folder.string(),
                  .hints = {"--run NAME --resume finishes a comparison"}},
                 [&] {
                   const std::filesystem::path path = folder / "experiment.json";
                   const io::Json json = io::read_json(path);
                   const std::string where = path.string();
                   std::vector<RunRecord> records = read_records(folder);
                   FigureSummary summary = analyse(records, figure_plan(io::field(json, "plan", where), where));
                   return FigureResult{.summary = std::move(summary),
                                       .page = figure_page(io::field(json, "page", where), where),
                                       .records = std::move(records),
                                       .seconds = 0};
                 });
}

FigurePlan figure_plan(const Contest& contest, std::vector<FigureKind> kinds, std::vector<std::string> baselines) {
  std::vector<std::string> arms, names;
  for (const CompareArm& arm : contest.arms) arms.push_back(arm.name);
  for (const FigureKind& kind : kinds) names.push_back(kind.name);
  const std::string primary = contest.options.primary.empty() ? names.front() : contest.options.primary;
  const auto found = std::ranges::find(kinds, primary, &FigureKind::name);
  if (found == kinds.end()) {
    throw Failure({.code = "E-USAGE-VALUE",
                   .message = fmt::format("the primary figure {} is not measured", primary),
                   .hints = {"--primary one of: " + settings::join(names, ", ")}});
  }
  const stats::Aim aim = found->aim;
  return {.arms = std::move(arms),
          .reference = contest.options.reference,
          .kinds = std::move(kinds),
          .primary = primary,
          .baselines = std::move(baselines),
          .rules = rules_of(contest.options, aim)};
}

std::string evidence_sentence(const ContestOptions& o) {
  const std::string parts = o.folds > 0 ? fmt::format("{} folds", o.folds) : "one held-out part";
  return fmt::format("{}, {} seed{}; alpha {}, Holm over all pairs{}", parts, o.seeds, o.seeds == 1 ? "" : "s", o.alpha,
                     o.folds > 0 ? "; t tests corrected for folds that share training data" : "");
}

std::vector<std::string> caveats_of(const ContestOptions& o) {
  std::vector<std::string> caveats;
  if (o.lr.size() == 1) caveats.emplace_back("the learning rate was not chosen per encoding (--lr takes several)");
  if (o.folds == 0) caveats.emplace_back("one held-out part: the intervals know seeds, not other samples (--folds)");
  return caveats;
}

}  // namespace sextant::tasks
