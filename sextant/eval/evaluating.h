// Evaluation mode for a while: dropout off, whatever happens put back.
#pragma once

#include <torch/nn/module.h>

namespace sextant::eval {

class Evaluating {
 public:
  /// @param model  outlives this
  explicit Evaluating(torch::nn::Module& model) : model_(model), training_(model.is_training()) { model_.eval(); }
  ~Evaluating() { model_.train(training_); }
  Evaluating(const Evaluating&) = delete;
  Evaluating& operator=(const Evaluating&) = delete;

 private:
  torch::nn::Module& model_;
  bool training_;
};

}  // namespace sextant::eval
