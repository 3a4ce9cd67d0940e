#include "sextant/cli/binding.h"
#include "sextant/cli/verbs.h"
#include "sextant/tasks/train_audio.h"
#include "sextant/tasks/train_classify.h"
#include "sextant/tasks/train_image.h"
#include "sextant/tasks/train_lm.h"
#include "sextant/tasks/train_pixels.h"
#include "sextant/tasks/train_series.h"
#include "sextant/tasks/train_synthetic.h"
#include "sextant/tasks/train_translate.h"

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
          row("runs", OptionType::kPath, defaults.runs, "folder that holds the runs"), resume,
          row("rank-timeout", OptionType::kDuration, "120",
              "under mpirun: seconds without an answer after which another process counts as lost")};
}

tasks::RunOptions run_options(const Config& config) {
  const std::string resume = config.text("run.resume");
  tasks::RunOptions options = {.runs = config.text("run.folder"), .name = config.text("run.name")};
  if (!resume.empty()) options.existing = tasks::Existing::kResume;
  if (config.flag("run.overwrite")) options.existing = tasks::Existing::kOverwrite;
  if (resume != "auto") options.resume_from = resume;
  return options;
}

template <class Options>
std::vector<Option> rows_of_task() {
  return joined(rows_of(Options{}), run_rows());
}

/// The spec of a synthetic task is no path.
std::vector<Option> synthetic_rows() {
  std::vector<Option> rows = rows_of_task<tasks::TrainSyntheticOptions>();
  for (Option& option : rows)
    if (option.name == "data") option.type = OptionType::kText;
  return rows;
}

template <class Options, auto train>
Outcome run_task(const Call& call) {
  Options options = filled(call.config, Options{});
  options.run = run_options(call.config);
  const auto result = train(options, call.context);
  return {.json = to_json(result), .document = document(result)};
}

}  // namespace

std::vector<Verb> training_verbs() {
  return {
      {.name = "train audio",
       .summary = "train a reader of sounds to tell their labels, or to write down strings of them",
       .synopsis = "--data FOLDER [--label-from-name PATTERN] --pos SPEC [--target label|string] [options]",
       .examples =
           {{"sextant train audio --data fsdd --label-from-name '{label}_{speaker}_*' --pos sinusoidal",
             "spoken digits, the label and the speaker in their names"},
            {"sextant train audio --data fsdd --label-from-name '{label}_{speaker}_*' --group speaker --pos rope",
             "reported on speakers it never heard"},
            {"sextant train audio --data fsdd --label-from-name '{label}_*' --target string --pos rope",
             "strings of digits, by connectionist temporal classification"},
            {"sextant train audio --data words --rate 16000 --architecture gru --pos nope",
             "a folder of sounds for each label, all at 16 kHz"}},
       .options = rows_of_task<tasks::TrainAudioOptions>(),
       .required = {"data"},
       .run = run_task<tasks::TrainAudioOptions, tasks::train_audio>},
      {.name = "train classify",
       .summary = "train a reader of whole texts to tell their labels",
       .synopsis = "--data PATH --pos SPEC [--architecture NAME] [options]",
       .examples = {{"sextant train classify --data reviews.csv --pos sinusoidal", "a transformer, on own texts"},
                    {"sextant train classify --data questions.txt --label-split : --pos rope --run trec",
                     "lines with the label first, as far as its colon"},
                    {"sextant train classify --data train.tsv --test test.tsv --architecture lstm --epochs 4",
                     "an LSTM, reported on a file of its own"},
                    {"sextant train classify --data reviews.tsv --tokenizer char --pos nope", "Chinese, by character"}},
       .options = rows_of_task<tasks::TrainClassifyOptions>(),
       .required = {"data"},
       .run = run_task<tasks::TrainClassifyOptions, tasks::train_classify>},
      {.name = "train image",
       .summary = "train a reader of patches or pixels to tell the labels of images",
       .synopsis = "--data PATH|PREFIX --pos SPEC [--patch N] [options]",
       .examples = {{"sextant train image --data mnist/train --test mnist/t10k --pos rope-2d",
                     "MNIST's four files, patches of 4 by 4"},
                    {"sextant train image --data cifar/train.bin --pos learned-2d --augment-shift 4 --augment-flip",
                     "CIFAR-10, moved and mirrored in training"},
                    {"sextant train image --data photos --image-size 32 --colours rgb --pos sincos2d",
                     "a folder of pictures for each label"},
                    {"sextant train image --data mnist/train --pos nope", "the same without positions"}},
       .options = rows_of_task<tasks::TrainImageOptions>(),
       .required = {"data"},
       .run = run_task<tasks::TrainImageOptions, tasks::train_image>},
      {.name = "train lm",
       .summary = "train a decoder to continue a text, one block of which is held out",
       .synopsis = "--data PATH --pos SPEC [--preset NAME] [options]",
       .examples = {{"sextant train lm --pos rope --steps 400", "the text the program carries, a small model"},
                    {"sextant train lm --data corpus.txt --pos alibi --preset s --time 30m", "own text, half an hour"},
                    {"sextant train lm --pos rope --steps 400 --run mine --resume", "go on where a run stopped"},
                    {"sextant train lm --pos 'rope+window:size=64' --length 128 --print-config=changed",
                     "what would be done, and who said so"}},
       .options = rows_of_task<tasks::TrainLmOptions>(),
       .run = run_task<tasks::TrainLmOptions, tasks::train_lm>},
      {.name = "train pixels",
       .summary = "train a decoder to paint images of a class, pixel after pixel",
       .synopsis = "--data PATH|PREFIX --pos SPEC [--levels N] [options]",
       .examples =
           {{"sextant train pixels --data mnist/train --pos rope-2d --run digits",
             "digits of 14 by 14 pixels in eight greys; sextant generate runs/digits -o digits.png paints them"},
            {"sextant train pixels --data mnist/train --levels 2 --image-size 28 --pos learned-2d",
             "black and white, as large as they are"},
            {"sextant train pixels --data photos --image-size 16 --pos rope", "a folder for each label, as a line"}},
       .options = rows_of_task<tasks::TrainPixelsOptions>(),
       .required = {"data"},
       .run = run_task<tasks::TrainPixelsOptions, tasks::train_pixels>},
      {.name = "train series",
       .summary = "train a reader of measurements at their own moments to tell the labels of series",
       .synopsis = "--data TABLE --pos SPEC [--time-col NAME] [--value-cols NAMES] [options]",
       .examples = {{"sextant train series --data visits.csv --pos sinusoidal", "columns id, t, label and the values"},
                    {"sextant train series --data visits.csv --id-col patient --time-col day --value-cols pulse,sugar "
                     "--label-col ill --pos time2vec",
                     "columns by name, a trained encoding of time"},
                    {"sextant train series --data visits.csv --pos learned --epochs 50", "by order alone"}},
       .options = rows_of_task<tasks::TrainSeriesOptions>(),
       .required = {"data"},
       .run = run_task<tasks::TrainSeriesOptions, tasks::train_series>},
      {.name = "train synthetic",
       .summary = "train a decoder on a task whose right answers are known",
       .synopsis = "--data TASK --pos SPEC [options]",
       .examples = {{"sextant train synthetic --data copy --pos rope --steps 1000",
                     "copying, tested at longer lengths"},
                    {"sextant train synthetic --data recall --pos nope --seed 7", "recall of keys, without positions"},
                    {"sextant train synthetic --data adder --pos learned --layers 1 --steps 2000", "long addition"}},
       .options = synthetic_rows(),
       .run = run_task<tasks::TrainSyntheticOptions, tasks::train_synthetic>},
      {.name = "train translate",
       .summary = "train an encoder-decoder to turn sentences into their translations",
       .synopsis = "--data TABLE|SOURCE,TARGET --pos SPEC [options]",
       .examples = {{"sextant train translate --data train.en,train.de --pos rope", "two files, a sentence a line"},
                    {"sextant train translate --data pairs.tsv --src-col 1 --tgt-col 2 --pos sinusoidal --run en-zh",
                     "two columns of a table"},
                    {"sextant train translate --data train.en,train.de --test test.en,test.de --pos rope --epochs 20",
                     "reported on files of their own"},
                    {"sextant train translate --data pairs.tsv --pos alibi --encoder-pos sinusoidal --time 60m",
                     "another encoding for the encoder, for an hour"}},
       .options = rows_of_task<tasks::TrainTranslateOptions>(),
       .required = {"data"},
       .run = run_task<tasks::TrainTranslateOptions, tasks::train_translate>},
  };
}

}  // namespace sextant::cli
