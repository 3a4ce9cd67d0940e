// `train classify`: a reader of whole texts that learns their labels.
//
// A share of the training texts chooses the best weights; the figures reported are of texts that chose nothing: the
// file given by --test, else another share.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sextant/data/labelled.h"
#include "sextant/data/text_batches.h"
#include "sextant/eval/classification.h"
#include "sextant/io/json.h"
#include "sextant/models/options.h"
#include "sextant/report/document.h"
#include "sextant/settings/spec.h"
#include "sextant/tasks/classification_report.h"
#include "sextant/tasks/context.h"
#include "sextant/tasks/run_folder.h"
#include "sextant/tasks/use_vectors.h"
#include "sextant/train/loop.h"

namespace sextant::tasks {

enum class Architecture { kTransformer, kRnn, kLstm, kGru };
constexpr auto names_of(Architecture) {
  return std::array<std::pair<std::string_view, Architecture>, 4>{{{"transformer", Architecture::kTransformer},
                                                                   {"rnn", Architecture::kRnn},
                                                                   {"lstm", Architecture::kLstm},
                                                                   {"gru", Architecture::kGru}}};
}

struct ClassifyDataOptions {
  std::string data = {};  ///< a path
  std::string test = {};  ///< a path; empty = a share of `data`
  data::LabelledOptions read = {};
  std::string tokenizer = "word";
  int64_t vocabulary_size = 20000;
  int64_t least_count = 2;  ///< times a token must be in the training texts
  double hold_out = 0.1;    ///< share of the training texts that chooses; without `test` as much again is tested
  int64_t length = 256;     ///< tokens kept of a text
  int64_t batch = 32;       ///< texts a micro-batch
  int64_t data_seed = 42;

  bool operator==(const ClassifyDataOptions&) const = default;
};
template <class Visit>
void fields(ClassifyDataOptions& options, Visit&& visit) {
  visit("data", options.data, "texts with labels: .csv, .tsv, .jsonl, or lines with the label first");
  visit("test", options.test, "texts to report on; without it a share of the data is kept for that");
  fields(options.read, visit);
  visit("tokenizer", options.tokenizer, "what a token is: word or char");
  visit("vocabulary-size", options.vocabulary_size, "tokens known, the most frequent ones of the training texts");
  visit("least-count", options.least_count, "times a token must be in the training texts to be known");
  visit("hold-out", options.hold_out, "share of the training texts that chooses the best weights");
  visit("length", options.length, "tokens kept of a text, from its beginning");
  visit("batch-size", options.batch, "texts a micro-batch");
  visit("data-seed", options.data_seed, "of the parts held out and of the order of texts");
}

struct ReaderOptions {
  Architecture architecture = Architecture::kTransformer;
  int64_t channels = 96;
  int64_t layers = 2;
  int64_t heads = 4;      ///< of a transformer
  int64_t state = 0;      ///< of the others; 0 = channels
  bool both_ways = true;  ///< of the others: a second state reads from the end
  double dropout = 0.2;
  models::Pooling pooling = models::Pooling::kMean;
  std::string pos = "sinusoidal";
  std::string vectors = {};  ///< a path; empty = none
  VectorUse vector_use = VectorUse::kTuned;

  bool operator==(const ReaderOptions&) const = default;
};
template <class Visit>
void fields(ReaderOptions& options, Visit&& visit) {
  visit("architecture", options.architecture, "what reads the text: transformer, rnn, lstm or gru");
  visit("channels", options.channels, "channels of a token");
  visit("layers", options.layers, "layers of the reader");
  visit("heads", options.heads, "query heads of a transformer");
  visit("state", options.state, "channels of a recurrent state; 0 = channels");
  visit("both-ways", options.both_ways, "let a second recurrent state read from the end");
  visit("dropout", options.dropout, "probability of dropping a weight or activation in training");
  visit("pooling", options.pooling, "how a text's outputs become one row");
  visit("pos", options.pos, "positional encoding");
  visit("vectors", options.vectors, "vectors of words to begin with: GloVe's, or word2vec's text or binary form");
  visit("vector-use", options.vector_use, "whether the embedding learns on from its vectors");
}

struct TrainClassifyOptions {
  ClassifyDataOptions data = {};
  ReaderOptions model = {};
  train::TrainOptions train = {.lr = 1e-3, .warmup = "5%", .better = train::Better::kHigher};
  double epochs = 10;      ///< passes over the training texts; 0 = use train.steps
  int64_t log_every = 10;  ///< steps
  RunOptions run = {};

  bool operator==(const TrainClassifyOptions&) const = default;
};
template <class Visit>
void fields(TrainClassifyOptions& options, Visit&& visit) {
  fields(options.data, visit);
  fields(options.model, visit);
  fields(options.train, visit);
  visit("epochs", options.epochs, "passes over the training texts, in place of steps; 0 = use steps");
  visit("log-every", options.log_every, "steps between lines of metrics.jsonl");
}
static_assert(settings::Fields<TrainClassifyOptions>);

struct TrainClassifyResult {
  std::filesystem::path folder;
  train::TrainResult training;
  int64_t parameters;
  std::vector<std::string> labels;
  int64_t train_texts;
  data::TextLengths lengths;  ///< of the training texts
  VectorCoverage vectors;
  int64_t length;             ///< tokens kept of a text
  eval::Classification test;  ///< the best weights on texts that chose nothing
  MajorityBaseline majority;
};

/// @throws Failure as run_training and open_labelled; E-DATA-LABEL for a test text of an unknown label; E-DATA-EMPTY
///         for one label alone; E-SPEC for an encoding the reader has no place for
TrainClassifyResult train_classify(const TrainClassifyOptions& options, const Context& context);

report::Document document(const TrainClassifyResult& result);
io::Json to_json(const TrainClassifyResult& result);

}  // namespace sextant::tasks
