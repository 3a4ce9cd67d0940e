// Gradients averaged over ranks: c10d's Reducer (Li et al., "PyTorch Distributed", 2020, arXiv:2006.15704, section 3.2)
// over MPI.
//
// Gradients are gathered into buckets in the order the backward pass makes them; a bucket that is full is summed at
// once. Not here: which rows a rank takes, and the loss (loop.h).
#pragma once

#include <torch/nn/module.h>

#include <memory>

#include "sextant/train/parallel/ranks.h"

namespace c10d {
class Reducer;
}

namespace sextant::train {

class DataParallel {
 public:
  /// @param model  with the same weights on every rank; it outlives this
  DataParallel(const torch::nn::Module& model, Ranks& ranks);
  ~DataParallel();
  DataParallel(const DataParallel&) = delete;
  DataParallel& operator=(const DataParallel&) = delete;

  /// Said before a backward pass: after it each gradient is the mean over ranks of what they have, earlier passes
  /// since the last mean included. Every parameter must get a gradient.
  /// @throws c10::Error naming parameters that got none in the pass before
  void average_next();

 private:
  std::unique_ptr<c10d::Reducer> reducer_;
};

}  // namespace sextant::train
