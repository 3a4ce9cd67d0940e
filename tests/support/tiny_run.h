// A model, a text and options small enough to train a dozen steps in a test.
#pragma once

#include <ATen/Parallel.h>
#include <torch/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "sextant/data/batch.h"
#include "sextant/models/folder.h"
#include "sextant/models/tensor_file.h"
#include "sextant/models/transformer.h"
#include "sextant/random/philox.h"
#include "sextant/text/vocabulary.h"
#include "sextant/train/loop.h"

#include "tests/support/temporary_folder.h"

namespace sextant::train::testing {

/// One thread: two that wait for each other take longer than these sizes are worth.
inline models::Transformer tiny_model(const std::string& pos = "learned", double dropout = 0.1) {
  const models::TransformerOptions options{.vocabulary = 7,
                                           .channels = 8,
                                           .layers = 2,
                                           .heads = 2,
                                           .feed_forward = 16,
                                           .dropout = dropout,
                                           .pos = pos,
                                           .longest = 6};
  at::set_num_threads(1);
  return models::Transformer(options, 3);
}

/// Rows that count upwards from a drawn start; sample (step, row) is drawn alone, so batches can be cut at will.
/// The first `row` targets of a row are not scored, so rows have unequal numbers of targets.
inline data::Batch counting_batch(int64_t first_row, int64_t rows) {
  std::vector<torch::Tensor> tokens, targets;
  for (int64_t row = first_row; row < first_row + rows; ++row) {
    random::Philox draw(11, 0, static_cast<uint64_t>(row));
    const torch::Tensor line = (torch::arange(7, torch::kLong) + static_cast<int64_t>(draw.below(7))) % 7;
    tokens.push_back(line.slice(0, 0, 6));
    targets.push_back(line.slice(0, 1, 7).clone());
    targets.back().slice(0, 0, row % 5).fill_(data::kIgnore);
  }
  return {.tokens = torch::stack(tokens), .targets = torch::stack(targets)};
}
inline data::BatchAt counting_batches(int64_t rows) {
  return [rows](int64_t step) { return counting_batch(step * rows, rows); };
}

inline text::Vocabulary tiny_vocabulary() { return text::Vocabulary::symbols({"a", "b", "c", "d", "e", "f", "g"}); }

inline ModelWriter writer_of(models::Transformer model) {
  return
      [model](const std::filesystem::path& folder) mutable { models::save_model(folder, *model, tiny_vocabulary()); };
}

using sextant::testing::TemporaryFolder;

/// Equal names and equal bits.
inline bool equal_tensors(const models::NamedTensors& a, const models::NamedTensors& b) {
  if (a.size() != b.size()) return false;
  for (const auto& [name, tensor] : a) {
    if (!b.contains(name) || !torch::equal(tensor, b.at(name))) return false;
  }
  return true;
}
inline bool equal_weights(models::Transformer& a, models::Transformer& b) {
  return equal_tensors(models::state_of(*a), models::state_of(*b));
}

}  // namespace sextant::train::testing
