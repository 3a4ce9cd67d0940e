#include "sextant/cli/binding.h"
#include "sextant/cli/verbs.h"
#include "sextant/tasks/train_classify.h"
#include "sextant/tasks/train_lm.h"
#include "sextant/tasks/train_synthetic.h"

namespace sextant::cli {

namespace {

using settings::Config;
using settings::Option;
using settings::OptionType;

std::vector<Option> run_rows() {
  const tasks::RunOptions defaults;
  Option resume = row("resume", OptionType::kText, "", "go on with a run: its last checkpoint, or the one at PATH");
  resume.implied = "auto";
  resume.legal = {"auto"};
  return {row("run", OptionType::kText, defaults.name, "name of the run; else TASK-POS-k, the first free k"),
          row("runs", OptionType::kPath, defaults.runs, "folder that holds the runs"), resume};
}

tasks::RunOptions run_options(const Config& config) {
  const std::string resume = config.text("run.resume");
  tasks::RunOptions options = {.runs = config.text("run.folder"), .name = config.text("run.name")};
  if (!resume.empty()) options.existing = tasks::Existing::kResume;
  if (config.flag("run.overwrite")) options.existing = tasks::Existing::kOverwrite;
  if (resume != "auto") options.resume_from = resume;
  return options;
}

std::vector<Option> lm_rows() { return joined(rows_of(tasks::TrainLmOptions{}), run_rows()); }

Outcome run_lm(const Call& call) {
  tasks::TrainLmOptions options = filled(call.config, tasks::TrainLmOptions{});
  options.run = run_options(call.config);
  const auto result = tasks::train_lm(options, call.context);
  return {.json = to_json(result), .document = document(result)};
}

std::vector<Option> synthetic_rows() {
  auto rows = rows_of(tasks::TrainSyntheticOptions{});
  for (Option& option : rows)
    if (option.name == "data") option.type = OptionType::kText;  // the spec of a task is no path
  return joined(rows, run_rows());
}

Outcome run_synthetic(const Call& call) {
  tasks::TrainSyntheticOptions options = filled(call.config, tasks::TrainSyntheticOptions{});
  options.run = run_options(call.config);
  const auto result = tasks::train_synthetic(options, call.context);
  return {.json = to_json(result), .document = document(result)};
}

std::vector<Option> classify_rows() { return joined(rows_of(tasks::TrainClassifyOptions{}), run_rows()); }

Outcome run_classify(const Call& call) {
  tasks::TrainClassifyOptions options = filled(call.config, tasks::TrainClassifyOptions{});
  options.run = run_options(call.config);
  const auto result = tasks::train_classify(options, call.context);
  return {.json = to_json(result), .document = document(result)};
}

}  // namespace

std::vector<Verb> training_verbs() {
  return {
      {.name = "train classify",
       .summary = "train a reader of whole texts to tell their labels",
       .synopsis = "--data PATH --pos SPEC [--architecture NAME] [options]",
       .examples = {{"sextant train classify --data reviews.csv --pos sinusoidal", "a transformer, on own texts"},
                    {"sextant train classify --data questions.txt --label-split : --pos rope --run trec",
                     "lines with the label first, as far as its colon"},
                    {"sextant train classify --data train.tsv --test test.tsv --architecture lstm --epochs 4",
                     "an LSTM, reported on a file of its own"},
                    {"sextant train classify --data reviews.tsv --tokenizer char --pos nope", "Chinese, by character"}},
       .options = classify_rows(),
       .required = {"data"},
       .run = run_classify},
      {.name = "train lm",
       .summary = "train a decoder to continue a text, one block of which is held out",
       .synopsis = "--data PATH --pos SPEC [--preset NAME] [options]",
       .examples = {{"sextant train lm --pos rope --steps 400", "the text the program carries, a small model"},
                    {"sextant train lm --data corpus.txt --pos alibi --preset s --time 30m", "own text, half an hour"},
                    {"sextant train lm --pos rope --steps 400 --run mine --resume", "go on where a run stopped"},
                    {"sextant train lm --pos 'rope+window:size=64' --length 128 --print-config=changed",
                     "what would be done, and who said so"}},
       .options = lm_rows(),
       .run = run_lm},
      {.name = "train synthetic",
       .summary = "train a decoder on a task whose right answers are known",
       .synopsis = "--data TASK --pos SPEC [options]",
       .examples = {{"sextant train synthetic --data copy --pos rope --steps 1000",
                     "copying, tested at longer lengths"},
                    {"sextant train synthetic --data recall --pos nope --seed 7", "recall of keys, without positions"},
                    {"sextant train synthetic --data adder --pos learned --layers 1 --steps 2000", "long addition"}},
       .options = synthetic_rows(),
       .run = run_synthetic},
  };
}

}  // namespace sextant::cli
