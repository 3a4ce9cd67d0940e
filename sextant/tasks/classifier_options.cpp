#include "sextant/tasks/classifier_options.h"

#include "sextant/tasks/failure.h"
#include "sextant/text/make_vocabulary.h"

namespace sextant::tasks {
namespace {

models::RecurrentKind kind_of(Architecture architecture) {
  switch (architecture) {
    case Architecture::kRnn:
      return models::RecurrentKind::kRnn;
    case Architecture::kGru:
      return models::RecurrentKind::kGru;
    default:
      return models::RecurrentKind::kLstm;
  }
}

}  // namespace

text::Vocabulary learned_vocabulary(const std::vector<data::LabelledText>& texts, const ClassifyDataOptions& options) {
  std::vector<std::string_view> views;
  for (const data::LabelledText& text : texts) views.push_back(text.text);
  return or_fail({.code = "E-USAGE-VALUE", .message = {}}, [&] {
    text::Vocabulary vocabulary = text::make_vocabulary(
        options.tokenizer, views, {.known = {.most = options.vocabulary_size, .least = options.least_count}});
    if (vocabulary.has_specials()) return vocabulary;
    throw std::invalid_argument("tokenizer must have tokens to begin, end and pad a text, and '" + options.tokenizer +
                                "' has not");
  });
}

models::ModelOptions classifier_model(const ReaderOptions& o, const std::string& spec, int64_t length,
                                      int64_t vocabulary, const std::vector<std::string>& labels) {
  models::ModelOptions model{.backbone = models::RecurrentOptions{.vocabulary = vocabulary,
                                                                  .channels = o.channels,
                                                                  .layers = o.layers,
                                                                  .state = o.state,
                                                                  .kind = kind_of(o.architecture),
                                                                  .both_ways = o.both_ways,
                                                                  .dropout = o.dropout,
                                                                  .pos = spec,
                                                                  .longest = length},
                             .classifier = models::ClassifierOptions{.labels = labels, .pooling = o.pooling}};
  if (o.architecture == Architecture::kTransformer) {
    model.backbone = models::TransformerOptions{.vocabulary = vocabulary,
                                                .channels = o.channels,
                                                .layers = o.layers,
                                                .heads = o.heads,
                                                .dropout = o.dropout,
                                                .pos = spec,
                                                .longest = length,
                                                .direction = models::Direction::kBothWays};
  }
  return model;
}

}  // namespace sextant::tasks
