#include "sextant/tasks/attend.h"

#include <fmt/core.h>

#include <cmath>
#include <memory>
#include <span>

#include "sextant/data/text_batches.h"
#include "sextant/models/model.h"
#include "sextant/nn/attention_layer.h"
#include "sextant/ops/attention.h"
#include "sextant/settings/value.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/open_model.h"
#include "sextant/text/read_text.h"

namespace sextant::tasks {
namespace {

[[noreturn]] void refuse(std::string message, std::vector<std::string> hints = {}) {
  throw Failure({.code = "E-USAGE-VALUE", .message = std::move(message), .hints = std::move(hints)});
}

/// A text as a model of either kind reads it.
struct Reading {
  std::shared_ptr<models::ModelImpl> model;
  text::Vocabulary vocabulary;
  std::vector<int64_t> tokens;
};

std::string text_of(const AttendOptions& options) {
  if (options.text.empty() == options.prompt.empty()) refuse("attend needs a text: --prompt TEXT or --text FILE");
  if (options.text.empty()) return options.prompt;
  return or_fail({.code = "E-DATA-FILE", .message = {}}, [&] { return text::read_text(options.text, 1); });
}

Reading read(const AttendOptions& options, const Context& context) {
  const std::string text = text_of(options);
  const Facts unspelt{.code = "E-TOKENIZER", .message = {}, .hints = {"a text of tokens the model was trained on"}};
  if (is_classifier(options.model)) {
    OpenedClassifier opened = open_classifier(options.model, context.device);
    const text::Vocabulary vocabulary = vocabulary_of(opened);
    const int64_t longest = models::longest_of(opened.contents.model->described());
    const data::EncodedTexts encoded = or_fail(
        unspelt, [&] { return data::encode_texts({{.text = text, .label = {}, .line = 1}}, vocabulary, {}, longest); });
    if (encoded.lengths.tokens_dropped > 0)
      context.line(fmt::format("{} tokens past the {} this classifier reads are left out",
                               encoded.lengths.tokens_dropped, longest));
    return {opened.contents.model.ptr(), vocabulary, encoded.tokens.front()};
  }
  OpenedModel opened = open_model(options.model, context.device);
  std::vector<int64_t> tokens = or_fail(unspelt, [&] { return opened.contents.vocabulary.encode(text); });
  check_reach(opened, std::ssize(tokens), context);
  return {opened.contents.model.ptr(), opened.contents.vocabulary, std::move(tokens)};
}

std::vector<std::shared_ptr<nn::AttentionLayerImpl>> attention_layers(const models::ModelImpl& model) {
  std::vector<std::shared_ptr<nn::AttentionLayerImpl>> layers;
  for (const std::shared_ptr<torch::nn::Module>& module : model.modules(/*include_self=*/false))
    if (auto layer = std::dynamic_pointer_cast<nn::AttentionLayerImpl>(module)) layers.push_back(std::move(layer));
  return layers;
}

/// The weights of the layer's every head in one call of the model, float32 [H, T, T].
torch::Tensor watched(models::ModelImpl& model, nn::AttentionLayerImpl& layer, const std::vector<int64_t>& tokens) {
  const torch::NoGradGuard no_grad;
  const auto count = std::ssize(tokens);
  torch::Tensor weights = torch::zeros({layer.options.heads, count, count});
  int64_t seen = 0;  // queries told of so far: they come in order
  layer.watch = [&](const AttentionProblem& problem) {
    const torch::Tensor part = attention_weights(problem)[0].to(torch::kCPU, torch::kFloat32);  // [H, Q, S]
    weights.slice(1, seen, seen + part.size(1)).slice(2, 0, part.size(2)).copy_(part);
    seen += part.size(1);
  };
  model.eval();
  model.scores({.tokens = torch::tensor(tokens, torch::kLong).unsqueeze(0)});
  layer.watch = {};
  if (seen == 0) refuse("this encoding takes the place of the softmax, so it has no weights to look at");
  return weights;
}

/// @param weights [T, T]
HeadSummary summary_of(const torch::Tensor& weights) {
  const int64_t count = weights.size(0);
  const torch::Tensor w = weights.to(torch::kFloat64);
  const torch::Tensor order = torch::arange(count, torch::kFloat64);
  const torch::Tensor distance = (order.unsqueeze(0) - order.unsqueeze(1)).abs();
  const torch::Tensor entropies = -torch::xlogy(w, w).sum(1), choices = (w > 0).sum(1);
  const torch::Tensor free = entropies.masked_select(choices > 1);
  return {.entropy = free.numel() == 0 ? 0 : free.mean().item<double>(),
          .distance = (w * distance).sum(1).mean().item<double>(),
          .first = w.select(1, 0).mean().item<double>()};
}

int64_t layer_index(int64_t asked, int64_t layers) {
  if (layers == 0) refuse("this model has no attention: it is recurrent");
  if (asked < -layers || asked >= layers)
    refuse(fmt::format("layer must be from {} to {}, got {}", -layers, layers - 1, asked));
  return asked < 0 ? asked + layers : asked;
}

void choose_heads(const std::string& asked, const torch::Tensor& weights, AttendResult& result) {
  const int64_t heads = weights.size(0);
  const auto number = settings::parse_integer(asked);
  if (asked == "mean") {
    result.names = {fmt::format("mean of {} heads", heads)};
    result.weights = {weights.mean(0)};
  } else if (asked == "all") {
    for (int64_t h = 0; h < heads; ++h) {
      result.names.push_back(fmt::format("head {}", h));
      result.weights.push_back(weights[h]);
    }
  } else if (number && *number >= 0 && *number < heads) {
    result.names = {"head " + asked};
    result.weights = {weights[*number]};
  } else {
    refuse(fmt::format("head must be all, mean, or from 0 to {}, got '{}'", heads - 1, asked));
  }
}

/// A token as a name on an axis: white space is made visible.
std::string shown(const std::string& token) {
  std::string text;
  for (const char c : token) text += c == ' ' ? "␣" : c == '\n' ? "⏎" : c == '\t' ? "⇥" : std::string(1, c);
  return text;
}

report::HeatMap map_of(const AttendResult& result, size_t k) {
  const torch::Tensor weights = result.weights[k].to(torch::kFloat64).contiguous();
  const auto count = std::ssize(result.tokens);
  const std::span<const double> values(weights.const_data_ptr<double>(), static_cast<size_t>(weights.numel()));
  return {.title = fmt::format("Attention, layer {}, {}", result.layer, result.names[k]),
          .rows = {.label = "query", .count = count, .names = result.tokens},
          .columns = {.label = "key", .count = count, .names = result.tokens},
          .values = {values.begin(), values.end()},
          .value = "weight",
          .colours = report::Colours::kSequential,
          .pooling = report::Pooling::kMax,
          .range = std::pair<double, double>{0, 1}};
}

}  // namespace

AttendResult attend(const AttendOptions& options, const Context& context) {
  Reading reading = read(options, context);
  const auto layers = attention_layers(*reading.model);
  const int64_t layer = layer_index(options.layer, std::ssize(layers));
  AttendResult result{
      .pos = models::pos_of(reading.model->described()), .tokens = {}, .layer = layer, .layers = std::ssize(layers)};
  for (const int64_t token : reading.tokens) result.tokens.push_back(shown(reading.vocabulary.token(token)));
  const torch::Tensor weights = watched(*reading.model, *layers[layer], reading.tokens);
  for (int64_t h = 0; h < weights.size(0); ++h) result.summaries.push_back(summary_of(weights[h]));
  choose_heads(options.head, weights, result);
  return result;
}

report::Document document(const AttendResult& result) {
  report::Table heads{.caption = fmt::format("Heads of layer {} of {}, {}, over {} tokens", result.layer, result.layers,
                                             result.pos, result.tokens.size()),
                      .columns = {{"head"}, {"entropy", "nats"}, {"distance", "tokens"}, {"on the first token", "%"}}};
  for (size_t h = 0; h < result.summaries.size(); ++h) {
    const HeadSummary& s = result.summaries[h];
    heads.rows.push_back({static_cast<int64_t>(h), s.entropy, s.distance, 100 * s.first});
  }
  report::Document page{.title = "Attention", .parts = {heads}};
  for (size_t k = 0; k < result.weights.size(); ++k) page.parts.push_back(map_of(result, k));
  return page;
}

io::Json to_json(const AttendResult& result) {
  io::Json json = {{"schema", "sextant.attend/1"}, {"pos", result.pos},       {"layer", result.layer},
                   {"layers", result.layers},      {"tokens", result.tokens}, {"heads", io::Json::array()},
                   {"weights", io::Json::array()}};
  for (const HeadSummary& s : result.summaries)
    json["heads"].push_back({{"entropy", s.entropy}, {"distance", s.distance}, {"first", s.first}});
  for (size_t k = 0; k < result.weights.size(); ++k) {
    io::Json rows = io::Json::array();
    const torch::Tensor weights = result.weights[k].contiguous();
    const auto count = static_cast<size_t>(weights.size(1));
    for (int64_t q = 0; q < weights.size(0); ++q) {
      const float* row = weights.const_data_ptr<float>() + q * weights.size(1);
      rows.push_back(std::vector<float>(row, row + count));
    }
    json["weights"].push_back({{"name", result.names[k]}, {"values", rows}});
  }
  return json;
}

}  // namespace sextant::tasks
