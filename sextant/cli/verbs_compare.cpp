#include <filesystem>

#include "sextant/cli/binding.h"
#include "sextant/cli/errors.h"
#include "sextant/cli/verbs.h"
#include "sextant/tasks/compare/audio.h"
#include "sextant/tasks/compare/classify.h"
#include "sextant/tasks/compare/compare.h"
#include "sextant/tasks/compare/figure_contest.h"
#include "sextant/tasks/compare/image.h"
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

/// Where a comparison goes, and whether it goes on.
std::vector<Option> experiment_rows(int64_t jobs) {
  return {row("experiment", OptionType::kPath, "", "folder of a comparison, to be shown again"), jobs_row(jobs),
          row("run", OptionType::kText, "", "name of the comparison; else compare-k, the first free k"),
          row("runs", OptionType::kPath, tasks::RunOptions{}.runs, "folder of all runs"),
          row("resume", OptionType::kFlag, "false", "go on with the comparison where it stopped")};
}

/// The options of a comparison from its configuration, its rates and seeds lists of its own.
template <class Options>
Options compare_options(const Call& call, const Options& defaults) {
  Options options = filled(call.config, defaults);
  options.train = filled(call.config, defaults.train);
  options.train.lr = defaults.train.lr;
  options.train.seed = defaults.train.seed;
  tasks::ContestOptions& contest = options.contest;
  contest.jobs = call.config.integer("budget.jobs");
  contest.resume = call.config.flag("run.resume");
  contest.overwrite = call.config.flag("run.overwrite");
  const auto existing = contest.resume      ? tasks::Existing::kResume
                        : contest.overwrite ? tasks::Existing::kOverwrite
                                            : tasks::Existing::kRefuse;
  contest.out = tasks::run_path(
      {.runs = call.config.text("run.folder"), .name = call.config.text("run.name"), .existing = existing}, "compare");
  return options;
}

template <class Result>
Outcome outcome_of(const Result& result) {
  return {.json = to_json(result), .document = document(result), .files = {{".csv", summary_csv(result)}}};
}

/// The options of one task's comparison.
template <class Options>
std::vector<Option> rows_of_task() {
  const Options defaults;
  return joined(without(rows_of(defaults, defaults.train), kDecided), experiment_rows(defaults.contest.jobs));
}

/// Runs a task's comparison, or shows a finished one of any task again.
template <class Options, auto compare>
Outcome run_task(const Call& call) {
  const std::string experiment = call.config.text("run.experiment");
  if (experiment.empty()) return outcome_of(compare(compare_options(call, Options{}), call.context));
  if (tasks::compares_figures(experiment)) return outcome_of(tasks::read_figures(experiment));
  return outcome_of(tasks::read_comparison(experiment));
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
       .options = rows_of_task<tasks::CompareOptions>(),
       .config_by_place = true,
       .run = run_task<tasks::CompareOptions, tasks::compare>},
      {.name = "compare audio",
       .summary = "which encoding to classify my sounds, by cross-validation",
       .synopsis = "--data FOLDER|TABLE --pos SPEC --pos SPEC … [options] | --experiment FOLDER",
       .examples = {{"sextant compare audio --data digits --label-from-name '{label}_*' --pos rope --pos nope",
                     "two encodings, five folds"},
                    {"sextant compare audio --data digits --label-from-name '{label}_{speaker}_*' --group speaker "
                     "--pos rope --pos nope",
                     "each fold is measured on speakers it never heard"},
                    {"sextant compare audio --data train.csv --test test.csv --pos rope --pos nope --seeds 5",
                     "tables of paths, and a test set in place of folds"}},
       .options = rows_of_task<tasks::CompareAudioOptions>(),
       .config_by_place = true,
       .run = run_task<tasks::CompareAudioOptions, tasks::compare_audio>},
      {.name = "compare classify",
       .summary = "which encoding to classify my texts, by cross-validation",
       .synopsis = "--data PATH --pos SPEC --pos SPEC … [options] | --experiment FOLDER",
       .examples = {{"sextant compare classify --data reviews.csv --pos sinusoidal --pos learned --pos nope",
                     "three encodings, five folds, and the words without their order"},
                    {"sextant compare classify --data q.txt --label-split : --pos 'rope:base={100,10000}' --pos alibi",
                     "each fold chooses the base before it is tested"},
                    {"sextant compare classify --data train.tsv --test test.tsv --pos rope --pos nope --seeds 5",
                     "a test file in place of folds"}},
       .options = rows_of_task<tasks::CompareClassifyOptions>(),
       .config_by_place = true,
       .run = run_task<tasks::CompareClassifyOptions, tasks::compare_classify>},
      {.name = "compare image",
       .summary = "which encoding to classify my images, by cross-validation",
       .synopsis = "--data PATH|PREFIX --pos SPEC --pos SPEC … [options] | --experiment FOLDER",
       .examples =
           {{"sextant compare image --data photos --image-size 32 --pos rope-2d --pos learned-2d --pos nope",
             "three encodings, five folds, and logistic regression"},
            {"sextant compare image --data mnist/train --pos 'rope-2d:base={10,100}' --pos learned-2d --patch 4",
             "each fold chooses the base before it is tested"},
            {"sextant compare image --data mnist/train --test mnist/t10k --pos rope-2d --pos nope --seeds 5",
             "a test set in place of folds"}},
       .options = rows_of_task<tasks::CompareImageOptions>(),
       .config_by_place = true,
       .run = run_task<tasks::CompareImageOptions, tasks::compare_image>},
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
