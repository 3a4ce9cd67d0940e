// What a classifier of texts is made of and from: its data and its reader as options, and both made ready.
//
// Shared by `train classify` and `compare classify`.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sextant/data/labelled.h"
#include "sextant/models/options.h"
#include "sextant/tasks/use_vectors.h"
#include "sextant/text/vocabulary.h"

namespace sextant::tasks {

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
  visit("tokenizer", options.tokenizer, "what a token is: word, char, byte, bpe:N, wordpiece:N, or the path of a tokenizer");
  visit("vocabulary-size", options.vocabulary_size, "tokens known, the most frequent ones of the training texts");
  visit("least-count", options.least_count, "times a token must be in the training texts to be known");
  visit("hold-out", options.hold_out, "share of the training texts that chooses the best weights");
  visit("length", options.length, "tokens kept of a text, from its beginning");
  visit("batch-size", options.batch, "texts a micro-batch");
  visit("data-seed", options.data_seed, "of the parts held out and of the order of texts");
}

enum class Architecture { kTransformer, kRnn, kLstm, kGru };
constexpr auto names_of(Architecture) {
  return std::array<std::pair<std::string_view, Architecture>, 4>{{{"transformer", Architecture::kTransformer},
                                                                   {"rnn", Architecture::kRnn},
                                                                   {"lstm", Architecture::kLstm},
                                                                   {"gru", Architecture::kGru}}};
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

/// The tokens of the training texts.
/// @throws Failure E-USAGE-VALUE for a tokenizer or a size that cannot be
text::Vocabulary learned_vocabulary(const std::vector<data::LabelledText>& texts, const ClassifyDataOptions& options);

/// A classifier of texts as long as `length` tokens.
/// @param spec        of its encoding
/// @param vocabulary  tokens known
models::ModelOptions classifier_model(const ReaderOptions& options, const std::string& spec, int64_t length,
                                      int64_t vocabulary, const std::vector<std::string>& labels);

}  // namespace sextant::tasks
