// `train translate`: an encoder-decoder that learns to turn sentences into their translations.
//
// A share of the training pairs chooses the best weights; the figures reported are of pairs that chose nothing: the
// files given by --test, else another share. Without --test no sentence of one part is in another.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sextant/data/pair_batches.h"
#include "sextant/data/parallel.h"
#include "sextant/io/json.h"
#include "sextant/models/options.h"
#include "sextant/report/document.h"
#include "sextant/settings/spec.h"
#include "sextant/tasks/context.h"
#include "sextant/tasks/run_folder.h"
#include "sextant/tasks/translation_report.h"
#include "sextant/train/loop.h"

namespace sextant::tasks {

struct PairDataOptions {
  std::string data = {};  ///< a table, or SOURCE,TARGET
  std::string test = {};  ///< the same; empty = a share of `data`
  data::ParallelOptions read = {};
  std::string tokenizer = "bpe:8000";
  int64_t vocabulary_size = 20000;  ///< of word and char
  int64_t least_count = 2;          ///< of word and char: times a token must be in the training texts
  double hold_out = 0.02;  ///< share of the training pairs that chooses; without `test` as much again is tested
  int64_t length = 128;    ///< tokens kept of a text
  int64_t batch = 64;      ///< pairs a micro-batch
  int64_t data_seed = 42;

  bool operator==(const PairDataOptions&) const = default;
};
template <class Visit>
void fields(PairDataOptions& options, Visit&& visit) {
  visit("data", options.data, "sentences and translations: a table, or two files as SOURCE,TARGET");
  visit("test", options.test, "pairs to report on; without them a share of the data is kept for that");
  fields(options.read, visit);
  visit("tokenizer", options.tokenizer, "what a token is, in both languages: bpe:N, word or char");
  visit("vocabulary-size", options.vocabulary_size, "words or characters known, the most frequent ones");
  visit("least-count", options.least_count, "times a word or character must be in the training texts to be known");
  visit("hold-out", options.hold_out, "share of the training pairs that chooses the best weights");
  visit("length", options.length, "tokens kept of a text, from its beginning");
  visit("batch-size", options.batch, "pairs a micro-batch");
  visit("data-seed", options.data_seed, "of the parts held out and of the order of pairs");
}

struct TranslatorOptions {
  int64_t channels = 256;
  int64_t layers = 3;          ///< of the decoder
  int64_t encoder_layers = 0;  ///< 0 = layers
  int64_t heads = 4;
  int64_t feed_forward = 0;  ///< 0 = 4 · channels
  bool tied = true;
  double dropout = 0.1;
  std::string pos = "sinusoidal";
  std::string encoder_pos = {};    ///< empty = pos
  std::string cross_pos = "nope";  ///< between source and target

  bool operator==(const TranslatorOptions&) const = default;
};
template <class Visit>
void fields(TranslatorOptions& options, Visit&& visit) {
  visit("channels", options.channels, "channels of a token");
  visit("layers", options.layers, "blocks of the decoder");
  visit("encoder-layers", options.encoder_layers, "blocks of the encoder; 0 = as many as the decoder has");
  visit("heads", options.heads, "heads of each attention");
  visit("feed-forward", options.feed_forward, "hidden channels of the feed-forward; 0 = four times the channels");
  visit("tied", options.tied, "one embedding for source, target and output head");
  visit("dropout", options.dropout, "probability of dropping a weight or activation in training");
  visit("pos", options.pos, "positional encoding");
  visit("encoder-pos", options.encoder_pos, "positional encoding of the encoder; empty = that of the decoder");
  visit("cross-pos", options.cross_pos, "positional encoding between source and target");
}

struct TrainTranslateOptions {
  PairDataOptions data = {};
  TranslatorOptions model = {};
  train::TrainOptions train = {.lr = 1e-3, .betas = {0.9, 0.98}, .warmup = "5%", .label_smoothing = 0.1};
  double epochs = 10;           ///< passes over the training pairs; 0 = use train.steps
  int64_t beam = 4;             ///< of the translations that are reported
  double length_penalty = 0.6;  ///< of these
  BleuTokenizer bleu_tokenizer = BleuTokenizer::kAuto;
  int64_t log_every = 10;  ///< steps
  RunOptions run = {};

  bool operator==(const TrainTranslateOptions&) const = default;
};
template <class Visit>
void fields(TrainTranslateOptions& options, Visit&& visit) {
  fields(options.data, visit);
  fields(options.model, visit);
  fields(options.train, visit);
  visit("epochs", options.epochs, "passes over the training pairs, in place of steps; 0 = use steps");
  visit("beam", options.beam, "translations kept of each text while it is written; 1 = greedy");
  visit("length-penalty", options.length_penalty, "how much longer translations are favoured; 0 = not at all");
  visit("bleu-tokenizer", options.bleu_tokenizer, "how BLEU cuts a text; auto = zh for Chinese, else 13a");
  visit("log-every", options.log_every, "steps between lines of metrics.jsonl");
}
static_assert(settings::Fields<TrainTranslateOptions>);

struct TrainTranslateResult {
  std::filesystem::path folder;
  train::TrainResult training;
  int64_t parameters;
  int64_t train_pairs;
  int64_t length;                      ///< tokens kept of a text
  data::TextLengths sources, targets;  ///< of the training texts
  std::vector<data::SentencePair> test;
  std::vector<std::string> translations;  ///< of them, by the best weights
  int64_t seen_in_training;               ///< test pairs whose source is a training pair's
  TranslationScores scores;
  TranslationScores dictionary;  ///< what word-by-word translation gets on the same
};

/// @throws Failure as run_training and open_parallel; E-DATA-EMPTY if there are too few pairs to part; E-SPEC for an
///         encoding that encoder or decoder have no place for
TrainTranslateResult train_translate(const TrainTranslateOptions& options, const Context& context);

report::Document document(const TrainTranslateResult& result);
io::Json to_json(const TrainTranslateResult& result);

}  // namespace sextant::tasks
