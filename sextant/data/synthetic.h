// Synthetic tasks: data made on the fly, whose right answer is known.
//
// A task turns (seed, stream, sample index) and a length into one sample, so sample i can be made alone. What a length
// counts is the task's own: digits (adder), symbols (copy), tokens of the prompt (recall), bits (parity).
// Not here: decoding and exact match, which belong to the room `eval`.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sextant/data/batch.h"
#include "sextant/random/philox.h"
#include "sextant/settings/spec.h"
#include "sextant/text/vocabulary.h"

namespace sextant::data {

/// One question with its answer.
struct Sample {
  std::vector<int64_t> prompt;
  std::vector<int64_t> answer;  ///< ends with the end token if the task has one
  int64_t distance = 0;         ///< tokens between the answer's source and the end of the prompt; 0 = none to speak of
};

/// Lengths [shortest, longest], both drawn.
struct LengthRange {
  int64_t shortest;
  int64_t longest;
};

/// A task with all its options chosen.
struct SyntheticTask {
  std::string spec;  ///< as it prints: "copy:variant=unique"
  text::Vocabulary vocabulary;
  std::optional<int64_t> end;  ///< id of the end token; without one the answer's length is known beforehand
  LengthRange train;           ///< lengths seen in training, drawn evenly sample by sample
  std::vector<int64_t> test;   ///< lengths to test at
  int64_t test_samples;        ///< per test length
  int64_t classes;             ///< symbols an answer token is drawn from
  std::function<Sample(random::Philox& draw, int64_t length)> make;
  std::function<double(int64_t length)> log2_inputs;         ///< log2 of the number of prompts, at least
  std::function<std::vector<Sample>(int64_t length)> edges;  ///< cases every test begins with; may be empty
};

/// One row of the table of tasks.
struct SyntheticKind {
  std::string_view name;
  std::string_view what;                            ///< one sentence
  std::string_view defaults;                        ///< format and lengths in words
  std::vector<std::array<std::string, 3>> options;  ///< key, default, sentence
  SyntheticTask (*make)(const settings::Spec& spec);
};

/// All tasks, in the order help prints them.
const std::vector<SyntheticKind>& synthetic_kinds();

/// The task of a spec: "copy", "copy:variant=unique,longest=12".
/// @throws std::invalid_argument `unknown task 'NAME'; tasks: …; did you mean '…'?`, or what settings::read says
SyntheticTask synthetic_task(std::string_view spec);

/// Training batches: prompt and answer, without the last token; targets are kIgnore except for the answer.
/// Rows are padded on the right with token 0, which a causal model cannot see from the scored places.
/// @throws std::invalid_argument unless batch >= 1
BatchAt training_batches(SyntheticTask task, int64_t batch, uint64_t seed);

/// Test samples of one length: the task's edge cases, then `count` drawn ones from a stream that training never uses.
std::vector<Sample> test_samples(const SyntheticTask& task, int64_t length, int64_t count, uint64_t seed);

/// True if `length` is trained on and has fewer than 2^16 different prompts: such an accuracy would measure memory.
bool seen_in_training(const SyntheticTask& task, int64_t length);

/// Samples as one batch for teacher forcing; the same layout as training_batches.
/// @throws std::invalid_argument if there are none
Batch join(std::span<const Sample> samples);

}  // namespace sextant::data
