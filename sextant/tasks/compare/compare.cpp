#include "sextant/tasks/compare/compare.h"

#include <fmt/core.h>

#include <chrono>
#include <stdexcept>

#include "sextant/io/csv.h"
#include "sextant/io/number.h"
#include "sextant/settings/value.h"
#include "sextant/tasks/compare/asked.h"
#include "sextant/tasks/compare/command.h"
#include "sextant/tasks/compare/experiment.h"
#include "sextant/tasks/compare/folder.h"
#include "sextant/tasks/compare/results.h"
#include "sextant/tasks/failure.h"

namespace sextant::tasks {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

}  // namespace

CompareResult compare(const CompareOptions& options, const Context& context) {
  const auto start = Clock::now();
  Experiment experiment = plan_experiment(options);
  experiment.device = context.device;
  const CompareOptions& o = experiment.options;
  const Contest contest = contest_of(experiment);
  const ExperimentFolder folder(o.contest,
                                experiment_json(o, experiment.corpus.sha256, experiment.corpus.tokens.numel()));
  context.line(fmt::format("{} encodings x {} runs of {} steps, {} at a time; primary figure {}", contest.arms.size(),
                           contest.units.size() / contest.arms.size(), o.train.steps, o.contest.jobs,
                           print(experiment.analysis.primary)));
  std::vector<RunRecord> records = run_contest(contest, folder, context);
  CompareResult result{.options = o,
                       .text_sha256 = experiment.corpus.sha256,
                       .text_tokens = experiment.corpus.tokens.numel(),
                       .summary = analyse(records, experiment.analysis),
                       .records = std::move(records),
                       .seconds = seconds_since(start)};
  write_results(o.contest.out, {.records = result.records,
                                .summary = to_json(result),
                                .csv = summary_csv(result),
                                .page = document(result),
                                .seconds = result.seconds});
  return result;
}

CompareResult read_comparison(const std::filesystem::path& folder) {
  return or_fail({.code = "E-MODEL-FILE",
                  .message = {},
                  .where = folder.string(),
                  .hints = {"sextant compare --run NAME --resume finishes an experiment"}},
                 [&] {
                   const std::filesystem::path asked = folder / "experiment.json";
                   const io::Json json = io::read_json(asked);
                   CompareOptions options = options_of(json, asked.string());
                   const std::string sha256 = json.at("text_sha256");
                   const int64_t tokens = json.at("text_tokens");
                   options.contest.out = folder;
                   std::vector<RunRecord> records = read_records(folder);
                   std::vector<std::string> arms;
                   for (const CompareArm& arm : compare_arms(options.contest.pos)) arms.push_back(arm.name);
                   const AnalysisPlan plan{.arms = arms,
                                           .reference = options.contest.reference,
                                           .trained_length = options.length,
                                           .primary = parse_primary(options.contest.primary),
                                           .rules = rules_of(options.contest, stats::Aim::kLower)};
                   CompareSummary summary = analyse(records, plan);
                   return CompareResult{.options = options,
                                        .text_sha256 = sha256,
                                        .text_tokens = tokens,
                                        .summary = std::move(summary),
                                        .records = std::move(records),
                                        .seconds = 0};
                 });
}

std::string reproduce_command(const CompareOptions& options) {
  const CompareOptions defaults;
  std::string command = "sextant compare --data " + shell_word(options.data) +
                        repeated_option("pos", options.contest.pos) +
                        changed_words(options, defaults, {"data", "pos", "protocols"});
  if (options.protocols != defaults.protocols) command += repeated_option("protocols", options.protocols);
  return command + changed_words(options.train, defaults.train, set_by_runs());
}

std::string summary_csv(const CompareResult& result) {
  const auto row = [](std::vector<std::string> fields) { return io::csv_row(fields); };
  std::string csv = row({"encoding", "spec", "protocol", "length", "runs", "nats_per_token", "nats_low", "nats_high",
                         "bits_per_byte", "bits_low", "bits_high"});
  for (const ArmSummary& arm : result.summary.arms) {
    for (const LengthRow& r : arm.rows) {
      csv += row({arm.name, settings::join(arm.specs, " | "), r.family, std::to_string(r.length),
                  std::to_string(arm.runs), io::shortest(r.nats.mean), io::shortest(r.nats.low),
                  io::shortest(r.nats.high), io::shortest(r.bits_per_byte.mean), io::shortest(r.bits_per_byte.low),
                  io::shortest(r.bits_per_byte.high)});
    }
  }
  return csv;
}

}  // namespace sextant::tasks
