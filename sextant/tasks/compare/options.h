// What a comparison is told. Everything that may change a number is here and goes into the record of the experiment.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sextant/settings/spec.h"
#include "sextant/train/options.h"

namespace sextant::tasks {

struct CompareOptions {
  std::string data = "builtin:shakespeare";  ///< path of a text, or builtin:NAME
  std::string tokenizer = "char";            ///< char or byte
  std::vector<std::string> pos = {};         ///< specs; one given twice is an A/A comparison
  std::string reference = {};                ///< one of `pos`; empty = the first

  int64_t layers = 2;
  int64_t channels = 96;
  int64_t heads = 4;
  int64_t key_heads = 0;  ///< 0 = heads
  double dropout = 0;

  int64_t length = 64;              ///< tokens of a training window
  int64_t batch = 16;               ///< windows a step
  std::vector<double> lr = {1e-3};  ///< more than one: each encoding takes its best on the selection block
  train::TrainOptions train = {.steps = 1000, .warmup = "5%"};

  int64_t seeds = 5;                  ///< three leave no room for Holm over all pairs
  int64_t folds = 0;                  ///< 0 = one fixed held-out block; else every block is held out once
  std::vector<int64_t> lengths = {};  ///< tokens tested at; empty = 1, 2, 4, 8, 16 times `length`
  std::vector<std::string> protocols = {"chunk", "slide", "suffix", "crop", "position"};
  int64_t test_tokens = 16384;  ///< of the held-out block, at most

  std::string primary = {};  ///< "suffix@256": protocol and length; empty = suffix at four times `length`
  double alpha = 0.05;
  double equivalence = 0.01;  ///< bits/byte that count as equal

  int64_t seed = 42;
  int64_t jobs = 0;                ///< runs at the same time, one thread each; 0 = cores
  std::filesystem::path out = {};  ///< folder of the experiment; empty = nothing is written
  bool resume = false;
  bool overwrite = false;

  bool operator==(const CompareOptions&) const = default;
};

template <class Visit>
void fields(CompareOptions& options, Visit&& visit) {
  visit("data", options.data, "text to learn and to be tested on: a path, or builtin:shakespeare");
  visit("tokenizer", options.tokenizer, "what a token is: char or byte");
  visit("pos", options.pos, "encodings to compare");
  visit("reference", options.reference, "the encoding all others are tested against");
  visit("layers", options.layers, "blocks of the decoder");
  visit("channels", options.channels, "width of the decoder");
  visit("heads", options.heads, "query heads");
  visit("key-heads", options.key_heads, "key heads; 0 for as many as query heads");
  visit("dropout", options.dropout, "share of activations dropped in training");
  visit("length", options.length, "tokens of a training window");
  visit("batch-size", options.batch, "windows a step");
  visit("lr", options.lr, "learning rates; each encoding takes its best on the selection block");
  visit("seeds", options.seeds, "runs of each encoding and fold");
  visit("folds", options.folds, "blocks held out in turn; 0 for one fixed block");
  visit("lengths", options.lengths, "tokens tested at");
  visit("protocols", options.protocols, "how the test is cut into windows");
  visit("test-tokens", options.test_tokens, "tokens of the held-out block, at most");
  visit("primary", options.primary, "the one figure that gets a verdict: PROTOCOL@LENGTH");
  visit("alpha", options.alpha, "chance of a false finding allowed");
  visit("equivalence", options.equivalence, "bits/byte that count as equal");
  visit("seed", options.seed, "of everything random");
}
static_assert(settings::Fields<CompareOptions>);

}  // namespace sextant::tasks
