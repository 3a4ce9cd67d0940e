#include "sextant/tasks/compare/compare.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <stdexcept>

#include "sextant/io/csv.h"
#include "sextant/io/file.h"
#include "sextant/io/json_lines.h"
#include "sextant/io/number.h"
#include "sextant/report/html.h"
#include "sextant/tasks/compare/experiment.h"
#include "sextant/tasks/compare/folder.h"
#include "sextant/tasks/compare/run.h"
#include "sextant/tasks/compare/side_by_side.h"
#include "sextant/tasks/failure.h"

namespace sextant::tasks {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Counts the steps of all runs together and says how far they are. Called from several threads.
class Meter {
 public:
  Meter(const Context& context, int64_t steps_in_all) : context_(context), total_(steps_in_all) {}

  /// One more step of the run `what`.
  void step(const std::string& what, double loss) {
    const std::lock_guard lock(guard_);
    ++done_;
    const double elapsed = seconds_since(start_);
    context_.progress({.what = what,
                       .done = done_,
                       .total = total_,
                       .value = loss,
                       .value_name = "nats/token",
                       .per_second = static_cast<double>(done_) / elapsed,
                       .rate_name = "steps",
                       .eta_s = elapsed / static_cast<double>(done_) * static_cast<double>(total_ - done_)});
  }
  void line(const std::string& text) {
    const std::lock_guard lock(guard_);
    context_.line(text);
  }

 private:
  const Context& context_;
  int64_t total_;
  int64_t done_ = 0;
  Clock::time_point start_ = Clock::now();
  std::mutex guard_;
};

/// The learning rate of each arm: the one asked for, or its best of several after a tenth of the steps.
std::vector<double> learning_rates(const Experiment& experiment, const Context& context) {
  const std::vector<double>& rates = experiment.options.lr;
  const int64_t arms = std::ssize(experiment.arms);
  std::vector<double> chosen(arms, rates.front());
  if (rates.size() == 1) return chosen;
  const int64_t count = std::ssize(rates);
  std::vector<double> losses(arms * count);
  Meter meter(context, arms * count * std::max<int64_t>(1, experiment.options.train.steps / 10));
  side_by_side(
      arms * count, experiment.options.jobs,
      [&](int64_t i) {
        const std::string what = fmt::format("probe {} lr {}", experiment.arms[i / count].name, rates[i % count]);
        const auto loss = probe_learning_rate(
            experiment, i / count, rates[i % count],
            {.on_step = [&](int64_t, double step_loss) { meter.step(what, step_loss); }, .stop = context.should_stop});
        losses[i] = loss.value_or(0);
      },
      context.should_stop);
  for (int64_t arm = 0; arm < arms; ++arm) {
    const auto begin = losses.begin() + arm * count;
    chosen[arm] = rates[std::min_element(begin, begin + count) - begin];
    context.line(fmt::format("{}: learning rate {}", experiment.arms[arm].name, chosen[arm]));
  }
  return chosen;
}

std::string resume_command(const CompareOptions& options) {
  return reproduce_command(options) + " --runs " + options.out.parent_path().string() + " --run " +
         options.out.filename().string() + " --resume";
}

std::vector<RunRecord> run_all(const Experiment& experiment, const ExperimentFolder& folder, const Context& context) {
  const std::vector<double> rates = learning_rates(experiment, context);
  if (context.stopping()) throw Interrupted(resume_command(experiment.options));
  std::vector<std::optional<RunRecord>> records;
  std::vector<int64_t> open;
  for (int64_t i = 0; i < std::ssize(experiment.units); ++i) {
    records.push_back(folder.finished(experiment.units[i]));
    if (!records.back()) open.push_back(i);
  }
  if (open.size() < experiment.units.size()) {
    context.line(
        fmt::format("{} of {} runs are done already", experiment.units.size() - open.size(), experiment.units.size()));
  }
  Meter meter(context, std::ssize(open) * experiment.options.train.steps);
  side_by_side(
      std::ssize(open), experiment.options.jobs,
      [&](int64_t n) {
        const Unit& unit = experiment.units[open[n]];
        const std::string what = fmt::format("{}, seed {}{}", experiment.arms[unit.arm].name, unit.seed,
                                             experiment.folds.size() > 1 ? fmt::format(", fold {}", unit.fold) : "");
        const RunHooks hooks{.on_step = [&](int64_t, double loss) { meter.step(what, loss); },
                             .stop = context.should_stop};
        std::optional<RunRecord> record = run_unit(experiment, unit, rates[unit.arm], folder.run_folder(unit), hooks);
        if (!record) return;
        folder.keep(unit, *record);
        meter.line(record->diverged ? fmt::format("{}: diverged: {}", what, *record->diverged)
                                    : fmt::format("{}: done", what));
        records[open[n]] = std::move(record);
      },
      context.should_stop);
  std::vector<RunRecord> done;
  for (std::optional<RunRecord>& record : records) {
    if (!record) throw Interrupted(resume_command(experiment.options));
    done.push_back(std::move(*record));
  }
  return done;
}

void write_results(const CompareResult& result) {
  const std::filesystem::path& out = result.options.out;
  if (out.empty()) return;
  std::string lines;
  for (const RunRecord& record : result.records) lines += io::to_text(to_json(record)) + "\n";
  io::Json summary = to_json(result);
  io::Json timing;
  timing["schema"] = "sextant.timing/1";
  timing["wall_s"] = result.seconds;
  summary.erase("timing");
  or_fail({.code = "E-DISK", .message = {}, .where = out.string()}, [&] {
    const auto write = [&](const char* name, const std::string& bytes) {
      io::write_file_atomic(out / name, bytes, io::Overwrite::kReplace);
    };
    write("results.jsonl", lines);
    write("summary.csv", summary_csv(result));
    write("summary.json", io::to_text(summary, io::JsonStyle::kIndented));
    write("report.html", report::to_html(document(result)));
    write("timing.json", io::to_text(timing, io::JsonStyle::kIndented));
  });
}

}  // namespace

CompareResult compare(const CompareOptions& options, const Context& context) {
  const auto start = Clock::now();
  Experiment experiment = plan_experiment(options);
  experiment.device = context.device;
  const CompareOptions& o = experiment.options;
  const ExperimentFolder folder(experiment);
  context.line(fmt::format("{} encodings x {} runs of {} steps, {} at a time; primary figure {}",
                           experiment.arms.size(), experiment.units.size() / experiment.arms.size(), o.train.steps,
                           o.jobs, print(experiment.analysis.primary)));
  std::vector<RunRecord> records = run_all(experiment, folder, context);
  CompareResult result{.options = o,
                       .text_sha256 = experiment.corpus.sha256,
                       .text_tokens = experiment.corpus.tokens.numel(),
                       .summary = analyse(records, experiment.analysis),
                       .records = std::move(records),
                       .seconds = seconds_since(start)};
  write_results(result);
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
                   options.out = folder;
                   std::vector<RunRecord> records;
                   for (const io::Json& line : io::read_json_lines(folder / "results.jsonl")) {
                     records.push_back(run_record(line, (folder / "results.jsonl").string()));
                   }
                   std::vector<std::string> arms;
                   for (const CompareArm& arm : compare_arms(options.pos)) arms.push_back(arm.name);
                   const AnalysisPlan plan{.arms = arms,
                                           .reference = options.reference,
                                           .trained_length = options.length,
                                           .primary = parse_primary(options.primary),
                                           .rules = rules_of(options)};
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
  const auto quoted = [](const std::string& text) {
    const bool plain = text.find_first_of(" []()*?<>|&;'\"$`\\") == std::string::npos && !text.empty();
    return plain ? text : "'" + text + "'";
  };
  std::string command = "sextant compare --data " + quoted(options.data);
  for (const std::string& spec : options.pos) command += " --pos " + quoted(spec);
  const auto list = [](std::string text) {
    std::ranges::replace(text, '/', ',');
    return text;
  };
  const auto add = [&](const std::vector<std::pair<std::string, std::string>>& changed, const auto& skip) {
    for (const auto& [key, value] : changed) {
      if (std::ranges::find(skip, key) == skip.end()) command += " --" + key + " " + quoted(list(value));
    }
  };
  add(settings::changed(options, CompareOptions{}), std::vector<std::string>{"data", "pos", "protocols"});
  if (options.protocols != CompareOptions{}.protocols) {
    for (const std::string& protocol : options.protocols) command += " --protocols " + quoted(protocol);
  }
  add(settings::changed(options.train, CompareOptions{}.train),
      std::vector<std::string>{"lr", "seed", "eval-every", "save-every", "keep"});
  return command;
}

std::string summary_csv(const CompareResult& result) {
  const auto row = [](std::vector<std::string> fields) { return io::csv_row(fields); };
  std::string csv = row({"encoding", "spec", "protocol", "length", "runs", "nats_per_token", "nats_low", "nats_high",
                         "bits_per_byte", "bits_low", "bits_high"});
  for (const ArmSummary& arm : result.summary.arms) {
    for (const LengthRow& r : arm.rows) {
      csv += row({arm.name, arm.spec, r.family, std::to_string(r.length), std::to_string(arm.runs),
                  io::shortest(r.nats.mean), io::shortest(r.nats.low), io::shortest(r.nats.high),
                  io::shortest(r.bits_per_byte.mean), io::shortest(r.bits_per_byte.low),
                  io::shortest(r.bits_per_byte.high)});
    }
  }
  return csv;
}

}  // namespace sextant::tasks
