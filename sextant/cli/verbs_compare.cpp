#include <filesystem>

#include "sextant/cli/binding.h"
#include "sextant/cli/errors.h"
#include "sextant/cli/verbs.h"
#include "sextant/tasks/compare/compare.h"
#include "sextant/tasks/demo/demo.h"
#include "sextant/tasks/run_folder.h"

namespace sextant::cli {

namespace {

using settings::Option;
using settings::OptionType;

/// What a comparison decides by itself: it looks and saves as often as it needs.
const std::vector<std::string_view> kDecided = {"time",   "eval-every", "save-every", "keep",
                                                "better", "patience",   "min-delta"};

Option jobs_row(int64_t jobs) {
  return row("jobs", OptionType::kInteger, std::to_string(jobs),
             "runs at the same time, one thread each; 0 for all cores");
}

std::vector<Option> compare_rows() {
  const tasks::CompareOptions defaults;
  return joined(
      without(rows_of(defaults, defaults.train), kDecided),
      {row("experiment", OptionType::kPath, "", "folder of a comparison, to be shown again"), jobs_row(defaults.jobs),
       row("run", OptionType::kText, "", "name of the comparison; else compare-k, the first free k"),
       row("runs", OptionType::kPath, tasks::RunOptions{}.runs, "folder of all runs"),
       row("resume", OptionType::kFlag, "false", "go on with the comparison where it stopped")});
}

Outcome outcome_of(const tasks::CompareResult& result) {
  return {.json = to_json(result), .document = document(result), .files = {{".csv", summary_csv(result)}}};
}

Outcome run_compare(const Call& call) {
  const std::string experiment = call.config.text("run.experiment");
  if (!experiment.empty()) return outcome_of(tasks::read_comparison(experiment));
  tasks::CompareOptions options = filled(call.config, tasks::CompareOptions{});
  auto train = filled(call.config, options.train);
  train.lr = options.train.lr;  // the rates and seeds of a comparison are its own lists
  train.seed = options.train.seed;
  options.train = train;
  options.jobs = call.config.integer("budget.jobs");
  options.resume = call.config.flag("run.resume");
  options.overwrite = call.config.flag("run.overwrite");
  const auto existing = options.resume      ? tasks::Existing::kResume
                        : options.overwrite ? tasks::Existing::kOverwrite
                                            : tasks::Existing::kRefuse;
  options.out = tasks::run_path(
      {.runs = call.config.text("run.folder"), .name = call.config.text("run.name"), .existing = existing}, "compare");
  return outcome_of(tasks::compare(options, call.context));
}

std::vector<Option> demo_rows() {
  const tasks::DemoOptions defaults;
  return {row("text", OptionType::kPath, defaults.data, "text of the third act: a path, or builtin:shakespeare"),
          row("seed", OptionType::kInteger, std::to_string(defaults.seed), "of everything random"),
          jobs_row(defaults.jobs), row("output", OptionType::kPath, defaults.out.string(), "the page that is written")};
}

Outcome run_demo(const Call& call) {
  const tasks::DemoOptions options = {.data = call.config.text("data.text"),
                                      .seed = call.config.integer("run.seed"),
                                      .jobs = call.config.integer("budget.jobs"),
                                      .out = call.config.text("run.output"),
                                      .overwrite = call.config.flag("run.overwrite")};
  const auto result = tasks::demo(options, call.context);
  return {.json = to_json(result), .document = document(result), .exit = all_hold(result) ? kDone : kCheckFailed};
}

}  // namespace

std::vector<Verb> comparing_verbs() {
  return {
      {.name = "compare",
       .summary = "which encoding for my data, how far does it reach, is the difference noise",
       .synopsis = "FILE.toml | --pos SPEC --pos SPEC … [options] | --experiment FOLDER",
       .examples = {{"sextant compare --pos rope --pos alibi --pos nope", "three encodings on the carried text"},
                    {"sextant compare --data corpus.txt --pos rope --pos 'rope:base=500' --seeds 5 --run base",
                     "one option changed, five seeds"},
                    {"sextant compare run.toml --resume", "a file of settings; go on where it stopped"},
                    {"sextant compare --experiment runs/base --json", "the result of a finished comparison again"}},
       .options = compare_rows(),
       .config_by_place = true,
       .run = run_compare},
      {.name = "demo",
       .summary = "three acts in a few minutes: copying, parity, language",
       .synopsis = "[--text FILE]",
       .examples = {{"sextant demo", "writes demo.html"},
                    {"sextant demo --text novel.txt -o novel.html", "the third act on your own text"},
                    {"sextant demo --jobs 1 --progress plain", "one thread, for a busy machine"}},
       .options = demo_rows(),
       .writes_document = false,
       .runs_bare = true,
       .run = run_demo},
  };
}

}  // namespace sextant::cli
