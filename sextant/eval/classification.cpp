#include "sextant/eval/classification.h"

#include <torch/utils.h>

namespace sextant::eval {
namespace {

double ratio(int64_t part, int64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

std::vector<ClassFigures> Classification::by_class() const {
  std::vector<ClassFigures> figures;
  const int64_t classes = std::ssize(confusion);
  for (int64_t k = 0; k < classes; ++k) {
    int64_t are = 0, answered = 0;
    for (int64_t other = 0; other < classes; ++other) {
      are += confusion[k][other];
      answered += confusion[other][k];
    }
    const double precision = ratio(confusion[k][k], answered), recall = ratio(confusion[k][k], are);
    const double sum = precision + recall;
    figures.push_back({are, precision, recall, sum == 0 ? 0 : 2 * precision * recall / sum});
  }
  return figures;
}

double Classification::macro_f1() const {
  double sum = 0;
  for (const ClassFigures& figures : by_class()) sum += figures.f1;
  return confusion.empty() ? 0 : sum / static_cast<double>(confusion.size());
}

torch::Tensor class_log_probabilities(models::ModelImpl& model, const std::vector<std::vector<int64_t>>& groups,
                                      const BatchOf& batch_of, const std::function<bool()>& stop) {
  const torch::NoGradGuard no_grad;
  int64_t count = 0;
  for (const std::vector<int64_t>& rows : groups) count += std::ssize(rows);
  torch::Tensor all;
  for (const std::vector<int64_t>& rows : groups) {
    if (stop && stop()) return {};
    const torch::Tensor scores = model.scores(models::call_of(batch_of(rows)));
    const torch::Tensor log = scores.to(torch::kCPU, torch::kFloat64).log_softmax(-1);
    if (!all.defined()) all = torch::empty({count, log.size(1)}, torch::kFloat64);
    all.index_copy_(0, torch::tensor(rows, torch::kLong), log);
  }
  return all;
}

torch::Tensor class_log_probabilities(models::ModelImpl& model, const data::EncodedTexts& texts, int64_t batch,
                                      const std::function<bool()>& stop) {
  return class_log_probabilities(
      model, data::rows_by_length(texts, batch),
      [&](const std::vector<int64_t>& rows) { return data::batch_of(texts, rows); }, stop);
}

Classification classification(const torch::Tensor& log_probabilities, const std::vector<int64_t>& classes) {
  TORCH_CHECK_VALUE(log_probabilities.dim() == 2 && log_probabilities.size(0) == std::ssize(classes),
                    "classification: log_probabilities must be [", classes.size(), ", K], got ",
                    log_probabilities.sizes());
  const int64_t count = log_probabilities.size(1);
  const torch::Tensor answers = log_probabilities.argmax(1), log = log_probabilities.to(torch::kFloat64).contiguous();
  const auto answer = answers.accessor<int64_t, 1>();
  const auto log_of = log.accessor<double, 2>();
  Classification result{.confusion = {static_cast<size_t>(count), std::vector<int64_t>(static_cast<size_t>(count), 0)}};
  double nats = 0;
  for (int64_t i = 0; i < std::ssize(classes); ++i) {
    const int64_t truth = classes[i];
    if (truth == data::kIgnore) continue;
    ++result.texts;
    result.right += answer[i] == truth ? 1 : 0;
    ++result.confusion[truth][answer[i]];
    nats -= log_of[i][truth];
  }
  if (result.texts > 0) result.nats = nats / static_cast<double>(result.texts);
  return result;
}

Classification by_frequency(const std::vector<int64_t>& train, const std::vector<int64_t>& test, int64_t count) {
  const torch::Tensor counts = torch::bincount(torch::tensor(train, torch::kLong), {}, count);
  const torch::Tensor log = (counts.to(torch::kFloat64) / static_cast<double>(train.size())).log();
  return classification(log.expand({std::ssize(test), count}), test);
}

}  // namespace sextant::eval
