// `eval`: a model's figures on a text, texts with labels, sentence pairs or a synthetic task, and a threshold they must
// keep.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sextant/data/labelled.h"
#include "sextant/data/parallel.h"
#include "sextant/data/sound_list.h"
#include "sextant/io/json.h"
#include "sextant/report/document.h"
#include "sextant/settings/spec.h"
#include "sextant/tasks/context.h"
#include "sextant/tasks/translation_report.h"
#include "sextant/train/options.h"

namespace sextant::tasks {

struct EvalOptions {
  std::string model = {};              ///< a run or a model folder
  std::string data = {};               ///< a path, builtin:NAME or synthetic:SPEC
  std::vector<int64_t> lengths = {};   ///< tokens of a chunk, or lengths of the task; empty = trained, the task's own
  int64_t test_samples = 0;            ///< of a task, a length; 0 = the task's own
  int64_t data_seed = 42;              ///< of a task's samples
  std::string fail_under = {};         ///< METRIC=VALUE; a loss fails over it
  data::LabelledOptions read = {};     ///< of a classifier's texts
  data::SoundListOptions sounds = {};  ///< of a folder of sounds
  data::ParallelOptions pairs = {};    ///< of a translator's sentences
  int64_t beam = 4;                    ///< of a translator
  double length_penalty = 0.6;         ///< of a translator
  BleuTokenizer bleu_tokenizer = BleuTokenizer::kAuto;

  bool operator==(const EvalOptions&) const = default;
};
template <class Visit>
void fields(EvalOptions& options, Visit&& visit) {
  visit("model", options.model, "a run, or a model folder");
  visit("data", options.data,
        "a text, texts, images, sounds or series with labels, sentence pairs, builtin:shakespeare, or synthetic:TASK");
  visit("lengths", options.lengths, "tokens of a window, or lengths of the task");
  visit("test-samples", options.test_samples, "samples of a task at each length; 0 = the task's own number");
  visit("data-seed", options.data_seed, "of a task's samples");
  visit("fail-under", options.fail_under, "METRIC=NUMBER that must be kept");
  fields(options.read, visit);
  fields(options.sounds, visit);
  fields(options.pairs, visit);
  visit("beam", options.beam, "translations kept of each text while it is written; 1 = greedy");
  visit("length-penalty", options.length_penalty, "how much longer translations are favoured; 0 = not at all");
  visit("bleu-tokenizer", options.bleu_tokenizer, "how BLEU cuts a text; auto = zh for Chinese, else 13a");
}
static_assert(settings::Fields<EvalOptions>);

struct Metric {
  std::string name;  ///< "nats_per_token", "perplexity", "bits_per_byte"; "exact", "token"; "accuracy", "macro_f1";
                     ///< "bleu", "chrf"
  double value;
  train::Better better;
};

struct EvalResult {
  std::string model;  ///< folder
  std::string data;
  std::vector<Metric> metrics;  ///< at the first length
  report::Table table;          ///< every length
  io::Json details;             ///< the same for programs
  std::string failed = {};      ///< what --fail-under found, or empty
};

/// @throws Failure as perplexities(); E-USAGE-VALUE for a fail_under that names no metric; E-TOKENIZER if the task's
///         vocabulary is not the model's
EvalResult evaluate(const EvalOptions& options, const Context& context);

/// "exact is 0.5, under 0.9", or "" if the threshold is kept.
/// @throws Failure E-USAGE-VALUE naming the metrics there are
std::string check_threshold(const std::string& text, const std::vector<Metric>& metrics);

report::Document document(const EvalResult& result);
io::Json to_json(const EvalResult& result);

}  // namespace sextant::tasks
