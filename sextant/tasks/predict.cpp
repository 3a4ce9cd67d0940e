#include "sextant/tasks/predict.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sextant/eval/classification.h"
#include "sextant/tasks/failure.h"
#include "sextant/text/utf8.h"

namespace sextant::tasks {
namespace {

std::vector<data::LabelledText> texts_of(std::span<const std::string> lines, int64_t first_line,
                                         const std::string& input) {
  std::vector<data::LabelledText> texts;
  for (const std::string& line : lines) {
    const int64_t number = first_line + std::ssize(texts);
    if (const auto fault = text::first_fault(line)) {
      throw Failure({.code = "E-DATA-UTF8",
                     .message = fmt::format("{}:{}:{}: {}", input, number, fault->place.column, fault->what),
                     .why = "texts are UTF-8; the lines before this one are answered",
                     .hints = {"iconv -f latin1 -t utf-8 FILE"}});
    }
    texts.push_back({.text = line, .label = {}, .line = number});
  }
  return texts;
}

void add(data::TextLengths& sum, const data::TextLengths& more) {
  sum.inputs += more.inputs;
  sum.over_limit += more.over_limit;
  sum.longest = std::max(sum.longest, more.longest);
  sum.tokens_dropped += more.tokens_dropped;
  sum.tokens += more.tokens;
  sum.unknown += more.unknown;
}

}  // namespace

Predictor::Predictor(const PredictOptions& options, const Context& context)
    : options_(options), model_(open_classifier(options.model, context.device)) {
  const models::ModelOptions described = model_.contents.model->described();
  labels_ = described.classifier->labels;
  limit_ = models::longest_of(described);
  if (options.top_k < 0 || options.top_k > std::ssize(labels_)) {
    throw Failure({.code = "E-USAGE-VALUE",
                   .message = fmt::format("top-k must be from 0 to {}, the labels of the model, got {}", labels_.size(),
                                          options.top_k)});
  }
  if (options_.top_k == 0) options_.top_k = std::ssize(labels_);
}

std::vector<Prediction> Predictor::predict(std::span<const std::string> lines) {
  if (lines.empty()) return {};
  const std::vector<data::LabelledText> texts = texts_of(lines, lengths_.inputs + 1, options_.input);
  const data::EncodedTexts encoded = data::encode_texts(texts, model_.contents.vocabulary, labels_, limit_);
  add(lengths_, encoded.lengths);
  const torch::Tensor log = eval::class_log_probabilities(*model_.contents.model, encoded, options_.batch);
  const auto log_of = log.accessor<double, 2>();
  std::vector<Prediction> predictions;
  for (int64_t i = 0; i < std::ssize(texts); ++i) {
    std::vector<int64_t> order(labels_.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, std::greater{}, [&](int64_t k) { return log_of[i][k]; });
    Prediction& prediction = predictions.emplace_back();
    for (int64_t k = 0; k < options_.top_k; ++k)
      prediction.emplace_back(labels_[order[k]], std::exp(log_of[i][order[k]]));
  }
  return predictions;
}

std::string line_of(const Prediction& prediction) {
  std::string line;
  for (const auto& [label, probability] : prediction)
    line += fmt::format("{}{}\t{:.4f}", line.empty() ? "" : "\t", label, probability);
  return line;
}

io::Json to_json(const Prediction& prediction) {
  io::Json labels = io::Json::array();
  for (const auto& [label, probability] : prediction)
    labels.push_back({{"label", label}, {"probability", probability}});
  return labels;
}

}  // namespace sextant::tasks
