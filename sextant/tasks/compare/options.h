// What a comparison is told. Everything that may change a number is here and goes into the record of the experiment.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sextant/settings/spec.h"
#include "sextant/tasks/compare/contest_options.h"
#include "sextant/train/options.h"

namespace sextant::tasks {

struct CompareOptions {
  std::string data = "builtin:shakespeare";  ///< path of a text, or builtin:NAME
  std::string tokenizer = "char";            ///< char, byte, bpe:N or a path
  ContestOptions contest = {};  ///< its primary figure is PROTOCOL@LENGTH; empty = suffix at four times `length`

  int64_t layers = 2;
  int64_t channels = 96;
  int64_t heads = 4;
  int64_t key_heads = 0;  ///< 0 = heads
  double dropout = 0;

  int64_t length = 64;  ///< tokens of a training window
  int64_t batch = 16;   ///< windows a step
  train::TrainOptions train = {.steps = 1000, .warmup = "5%"};

  std::vector<int64_t> lengths = {};  ///< tokens tested at; empty = 1, 2, 4, 8, 16 times `length`
  std::vector<std::string> protocols = {"chunk", "slide", "suffix", "crop", "position"};
  int64_t test_tokens = 16384;  ///< of the held-out block, at most

  bool operator==(const CompareOptions&) const = default;
};

template <class Visit>
void fields(CompareOptions& options, Visit&& visit) {
  visit("data", options.data, "text to learn and to be tested on: a path, or builtin:shakespeare");
  visit("tokenizer", options.tokenizer, "what a token is: char, byte, bpe:N, or the path of a tokenizer");
  fields(options.contest, visit);
  visit("layers", options.layers, "blocks of the decoder");
  visit("channels", options.channels, "width of the decoder");
  visit("heads", options.heads, "query heads");
  visit("key-heads", options.key_heads, "key heads; 0 for as many as query heads");
  visit("dropout", options.dropout, "share of activations dropped in training");
  visit("length", options.length, "tokens of a training window");
  visit("batch-size", options.batch, "windows a step");
  visit("lengths", options.lengths, "tokens tested at");
  visit("protocols", options.protocols, "how the test is cut into windows");
  visit("test-tokens", options.test_tokens, "tokens of the held-out block, at most");
}
static_assert(settings::Fields<CompareOptions>);

}  // namespace sextant::tasks
