// Evaluation mode for a while: dropout off, whatever happens put back.
#pragma once

#include <utility>

#include "sextant/models/transformer.h"

namespace sextant::eval {

class Evaluating {
 public:
  explicit Evaluating(models::Transformer model) : model_(std::move(model)), training_(model_->is_training()) {
    model_->eval();
  }
  ~Evaluating() { model_->train(training_); }
  Evaluating(const Evaluating&) = delete;
  Evaluating& operator=(const Evaluating&) = delete;

 private:
  models::Transformer model_;
  bool training_;
};

}  // namespace sextant::eval
