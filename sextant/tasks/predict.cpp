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

int64_t labels_told(int64_t top_k, const std::vector<std::string>& labels) {
  if (top_k < 0 || top_k > std::ssize(labels)) {
    throw Failure(
        {.code = "E-USAGE-VALUE",
         .message = fmt::format("top-k must be from 0 to {}, the labels of the model, got {}", labels.size(), top_k)});
  }
  return top_k == 0 ? std::ssize(labels) : top_k;
}

std::vector<Prediction> likeliest(const torch::Tensor& log_probabilities, const std::vector<std::string>& labels,
                                  int64_t count) {
  const auto log_of = log_probabilities.accessor<double, 2>();
  std::vector<Prediction> predictions;
  for (int64_t i = 0; i < log_of.size(0); ++i) {
    std::vector<int64_t> order(labels.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, std::greater{}, [&](int64_t k) { return log_of[i][k]; });
    Prediction& prediction = predictions.emplace_back();
    for (int64_t k = 0; k < count; ++k) prediction.emplace_back(labels[order[k]], std::exp(log_of[i][order[k]]));
  }
  return predictions;
}

Predictor::Predictor(const PredictOptions& options, const Context& context)
    : options_(options), model_(open_classifier(options.model, context.device)) {
  const models::ModelOptions described = model_.contents.model->described();
  labels_ = described.classifier->labels;
  limit_ = models::longest_of(described);
  options_.top_k = labels_told(options.top_k, labels_);
}

std::vector<Prediction> Predictor::predict(std::span<const std::string> lines) {
  if (lines.empty()) return {};
  const std::vector<data::LabelledText> texts = texts_of(lines, lengths_.inputs + 1, options_.input);
  const data::EncodedTexts encoded = data::encode_texts(texts, vocabulary_of(model_), labels_, limit_);
  add(lengths_, encoded.lengths);
  const torch::Tensor log = eval::class_log_probabilities(*model_.contents.model, encoded, options_.batch);
  return likeliest(log, labels_, options_.top_k);
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
