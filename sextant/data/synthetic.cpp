#include "sextant/data/synthetic.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "sextant/data/adder.h"
#include "sextant/data/copy.h"
#include "sextant/data/parity.h"
#include "sextant/data/recall.h"

namespace sextant::data {

namespace {

constexpr uint64_t kTrainStream = 1;
constexpr uint64_t kTestStreams = 0x100000000;  // plus the length: every test length has a stream of its own
constexpr double kFewInputs = 16;               // log2: below, training has seen nearly all of them

[[noreturn]] void refuse(const std::string& name) {
  std::string message = "unknown task '" + name + "'; tasks: ";
  std::vector<std::string> names;
  for (const SyntheticKind& kind : synthetic_kinds()) {
    if (!names.empty()) message += ", ";
    message += names.emplace_back(kind.name);
  }
  const std::string near = settings::nearest(name, names);
  if (!near.empty()) message += "; did you mean '" + near + "'?";
  throw std::invalid_argument(message);
}

/// Writes one sample into row b: inputs, and the answer as targets of the tokens before it.
void put(const Sample& sample, int64_t b, Batch& batch) {
  auto tokens = batch.tokens.accessor<int64_t, 2>();
  auto targets = batch.targets.accessor<int64_t, 2>();
  const int64_t asked = std::ssize(sample.prompt);
  const int64_t answered = std::ssize(sample.answer);
  for (int64_t t = 0; t < asked; ++t) tokens[b][t] = sample.prompt[static_cast<size_t>(t)];
  for (int64_t t = 0; t < answered; ++t) {
    const int64_t answer = sample.answer[static_cast<size_t>(t)];
    if (t + 1 < answered) tokens[b][asked + t] = answer;
    targets[b][asked + t - 1] = answer;
  }
}

int64_t drawn_length(const LengthRange& range, random::Philox& draw) {
  return range.shortest + static_cast<int64_t>(draw.below(static_cast<uint64_t>(range.longest - range.shortest + 1)));
}

}  // namespace

const std::vector<SyntheticKind>& synthetic_kinds() {
  static const std::vector<SyntheticKind> kinds = {adder_kind(), copy_kind(), recall_kind(), parity_kind()};
  return kinds;
}

SyntheticTask synthetic_task(std::string_view spec) {
  const std::vector<settings::Spec> members = settings::parse(spec);
  if (members.size() != 1)
    throw std::invalid_argument("a task is one name with options, got '" + std::string(spec) + "'");
  for (const SyntheticKind& kind : synthetic_kinds())
    if (kind.name == members[0].name) return kind.make(members[0]);
  refuse(members[0].name);
}

Batch join(std::span<const Sample> samples) {
  if (samples.empty()) throw std::invalid_argument("join: at least one sample is needed, got 0");
  int64_t longest = 0;
  for (const Sample& sample : samples)
    longest = std::max(longest, std::ssize(sample.prompt) + std::ssize(sample.answer));
  const int64_t rows = std::ssize(samples);
  Batch batch = {.tokens = torch::zeros({rows, longest - 1}, torch::kInt64),
                 .targets = torch::full({rows, longest - 1}, kIgnore, torch::kInt64)};
  for (int64_t b = 0; b < rows; ++b) put(samples[static_cast<size_t>(b)], b, batch);
  return batch;
}

BatchAt training_batches(SyntheticTask task, int64_t batch, uint64_t seed) {
  if (batch < 1)
    throw std::invalid_argument("training batches: batch must be at least 1, got " + std::to_string(batch));
  return [task = std::move(task), batch, seed](int64_t step) {
    std::vector<Sample> samples;
    for (int64_t b = 0; b < batch; ++b) {
      random::Philox draw(seed, kTrainStream, static_cast<uint64_t>(step * batch + b));
      const int64_t length = drawn_length(task.train, draw);
      samples.push_back(task.make(draw, length));
    }
    return join(samples);
  };
}

std::vector<Sample> test_samples(const SyntheticTask& task, int64_t length, int64_t count, uint64_t seed) {
  std::vector<Sample> samples = task.edges(length);
  for (int64_t i = 0; i < count; ++i) {
    random::Philox draw(seed, kTestStreams + static_cast<uint64_t>(length), static_cast<uint64_t>(i));
    samples.push_back(task.make(draw, length));
  }
  return samples;
}

bool seen_in_training(const SyntheticTask& task, int64_t length) {
  return length >= task.train.shortest && length <= task.train.longest && task.log2_inputs(length) < kFewInputs;
}

}  // namespace sextant::data
