#include "sextant/tasks/train_classify.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "sextant/io/sha256.h"
#include "sextant/models/classifier.h"
#include "sextant/settings/value.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/open_labelled.h"
#include "sextant/tasks/open_model.h"
#include "sextant/tasks/training_run.h"

namespace sextant::tasks {
namespace {

constexpr uint64_t kTestPart = 0x74657374;  // "test": its draw is not that of the part that chooses

struct ClassifyData {
  std::vector<data::LabelledText> train, choosing, test;
  std::vector<std::string> labels;
  std::string sha256;
};

[[noreturn]] void refuse_labels(const std::string& path, const std::vector<std::string>& labels) {
  const bool none = labels.empty() || labels.front().empty();
  throw Failure({.code = "E-DATA-EMPTY",
                 .message = none ? path + ": has no labels to learn"
                                 : fmt::format("{}: every text has the label '{}', so there is nothing to learn", path,
                                               labels.front()),
                 .hints = {"--label-col says which column holds them"}});
}

/// A test text of a label nobody trained on cannot be answered right.
void expect_known(const std::vector<data::LabelledText>& test, const std::vector<std::string>& labels,
                  const std::string& path) {
  for (const data::LabelledText& text : test) {
    if (std::ranges::find(labels, text.label) != labels.end()) continue;
    throw Failure({.code = "E-DATA-LABEL",
                   .message = fmt::format("{}:{}: label '{}' is not one of the {} trained on{}", path, text.line,
                                          text.label, labels.size(), settings::did_you_mean(text.label, labels)),
                   .why = "known are " + settings::join(labels, ", ")});
  }
}

data::HeldOut parted(const std::vector<data::LabelledText>& texts, double share, uint64_t seed) {
  return or_fail({.code = "E-DATA-EMPTY",
                  .message = {},
                  .hints = {"more texts of that label, or --bad-rows skip and a file without it"}},
                 [&] { return data::hold_out(texts, share, seed); });
}

ClassifyData open_data(const ClassifyDataOptions& options, const Context& context) {
  if (!(options.hold_out > 0 && options.hold_out < 0.5)) {
    throw Failure({.code = "E-USAGE-VALUE",
                   .message = fmt::format("hold-out must be above 0 and below 0.5, got {}", options.hold_out)});
  }
  const auto seed = static_cast<uint64_t>(options.data_seed);
  data::LabelledFile file = open_labelled(options.data, options.read, context);
  ClassifyData data{.train = std::move(file.texts), .choosing = {}, .test = {}, .labels = {}, .sha256 = file.sha256};
  data.labels = data::labels_of(data.train);
  if (data.labels.size() < 2) refuse_labels(options.data, data.labels);
  if (options.test.empty()) {
    data::HeldOut parts = parted(data.train, options.hold_out, seed ^ kTestPart);
    data.train = std::move(parts.train);
    data.test = std::move(parts.test);
  } else {
    data::LabelledFile test = open_labelled(options.test, options.read, context);
    expect_known(test.texts, data.labels, options.test);
    data.test = std::move(test.texts);
    data.sha256 = io::sha256_hex(data.sha256 + test.sha256);
  }
  data::HeldOut parts = parted(data.train, options.hold_out, seed);
  data.train = std::move(parts.train);
  data.choosing = std::move(parts.test);
  return data;
}

text::Vocabulary vocabulary_of(const std::vector<data::LabelledText>& texts, const ClassifyDataOptions& options) {
  std::vector<std::string_view> views;
  for (const data::LabelledText& text : texts) views.push_back(text.text);
  const text::KnownWords known{.most = options.vocabulary_size, .least = options.least_count};
  return or_fail({.code = "E-USAGE-VALUE", .message = {}}, [&] {
    if (options.tokenizer == "word") return text::Vocabulary::words(views, known);
    if (options.tokenizer == "char") return text::Vocabulary::open_characters(views, known);
    throw std::invalid_argument("tokenizer must be word or char to classify texts, got '" + options.tokenizer + "'");
  });
}

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

models::ModelOptions model_options(const TrainClassifyOptions& options, const text::Vocabulary& vocabulary,
                                   const std::vector<std::string>& labels) {
  const ReaderOptions& o = options.model;
  models::ModelOptions model{.backbone = models::RecurrentOptions{.vocabulary = vocabulary.size(),
                                                                  .channels = o.channels,
                                                                  .layers = o.layers,
                                                                  .state = o.state,
                                                                  .kind = kind_of(o.architecture),
                                                                  .both_ways = o.both_ways,
                                                                  .dropout = o.dropout,
                                                                  .pos = o.pos,
                                                                  .longest = options.data.length},
                             .classifier = models::ClassifierOptions{.labels = labels, .pooling = o.pooling}};
  if (o.architecture == Architecture::kTransformer) {
    model.backbone = models::TransformerOptions{.vocabulary = vocabulary.size(),
                                                .channels = o.channels,
                                                .layers = o.layers,
                                                .heads = o.heads,
                                                .dropout = o.dropout,
                                                .pos = o.pos,
                                                .longest = options.data.length,
                                                .direction = models::Direction::kBothWays};
  }
  return model;
}

/// Totals in steps, and a look at the texts that choose once an epoch.
train::TrainOptions train_options(const TrainClassifyOptions& options, double batches_per_epoch) {
  train::TrainOptions train = options.train;
  const double steps_per_epoch = batches_per_epoch / static_cast<double>(train.accumulate);
  if (options.epochs > 0) train.steps = std::max<int64_t>(1, std::llround(options.epochs * steps_per_epoch));
  const int64_t epoch = std::max<int64_t>(1, std::llround(steps_per_epoch));
  if (train.eval_every == 0) train.eval_every = epoch;
  if (train.save_every == 0) train.save_every = epoch;
  return train;
}

RunIdentity identity_of(TrainClassifyOptions options, const std::string& pos, const ClassifyData& data,
                        const Context& context) {
  options.model.pos = pos;
  options.data.data = std::filesystem::absolute(options.data.data);
  if (!options.data.test.empty()) options.data.test = std::filesystem::absolute(options.data.test);
  if (!options.model.vectors.empty()) options.model.vectors = std::filesystem::absolute(options.model.vectors);
  return {.task = "classify",
          .pos = pos,
          .configuration = config_rows(options),
          .data = options.data.data,
          .data_sha256 = data.sha256,
          .device = context.device,
          .command = context.command};
}

MajorityBaseline majority_of(const ClassifyData& data) {
  const auto count = [](const std::vector<data::LabelledText>& texts, const std::string& label) {
    return std::ranges::count(texts, label, &data::LabelledText::label);
  };
  const auto most =
      std::ranges::max_element(data.labels, {}, [&](const std::string& label) { return count(data.train, label); });
  return {*most, static_cast<double>(count(data.test, *most)) / static_cast<double>(data.test.size())};
}

models::Classifier make_model(const TrainClassifyOptions& options, const models::ModelOptions& model,
                              const Context& context) {
  return or_fail({.code = "E-SPEC", .message = {}, .where = "--pos " + options.model.pos}, [&] {
    models::Classifier made(model, static_cast<uint64_t>(options.train.seed));
    made->to(torch::Device(context.device));
    return made;
  });
}

std::string in_words(const VectorCoverage& vectors) {
  return fmt::format("{} of {} known words have a vector ({}, {} words)", vectors.found, vectors.vocabulary,
                     vectors.form, vectors.in_file);
}

VectorCoverage begin_with_vectors(const ReaderOptions& options, const text::Vocabulary& vocabulary,
                                  models::ClassifierImpl& model, const Context& context) {
  if (options.vectors.empty()) return {};
  VectorCoverage coverage = use_vectors(model, vocabulary, options.vectors, options.vector_use);
  context.line(options.vectors + ": " + in_words(coverage));
  return coverage;
}

}  // namespace

TrainClassifyResult train_classify(const TrainClassifyOptions& options, const Context& context) {
  const ClassifyData data = open_data(options.data, context);
  const text::Vocabulary vocabulary = vocabulary_of(data.train, options.data);
  models::Classifier model = make_model(options, model_options(options, vocabulary, data.labels), context);
  const auto encoded = [&](const std::vector<data::LabelledText>& texts) {
    return data::encode_texts(texts, vocabulary, data.labels, options.data.length);
  };
  const data::EncodedTexts train_texts = encoded(data.train), choosing = encoded(data.choosing);
  context.line(sentence_of(train_texts.lengths, options.data.length));
  const VectorCoverage vectors = begin_with_vectors(options.model, vocabulary, *model, context);
  const double batches = std::ceil(static_cast<double>(data.train.size()) / static_cast<double>(options.data.batch));
  const auto figures_on = [&](models::ModelImpl& trained, const data::EncodedTexts& texts) {
    return eval::classification(eval::class_log_probabilities(trained, texts, options.data.batch), texts.classes);
  };
  TrainingJob job{
      .identity = identity_of(options, models::pos_of(model->described()), data, context),
      .model = model.ptr(),
      .vocabulary = vocabulary,
      .batches = data::text_batches(train_texts, options.data.batch, static_cast<uint64_t>(options.data.data_seed)),
      .batches_per_epoch = batches,
      .evaluate = [&]() -> Figures {
        const eval::Classification figures = figures_on(*model, choosing);
        return {{"accuracy", figures.accuracy()}, {"macro_f1", figures.macro_f1()}, {"loss", figures.nats}};
      },
      .value_name = "nats/text"};
  const TrainedRun run = run_training(job, train_options(options, batches), options.run, options.log_every, context);
  models::Classifier best = open_classifier(run.folder.string(), context.device).contents.model;
  return {.folder = run.folder,
          .training = run.result,
          .parameters = models::parameter_count(*model),
          .labels = data.labels,
          .train_texts = std::ssize(data.train),
          .lengths = train_texts.lengths,
          .vectors = vectors,
          .length = options.data.length,
          .test = figures_on(*best, encoded(data.test)),
          .majority = majority_of(data)};
}

report::Document document(const TrainClassifyResult& result) {
  report::AnswerCard card{
      .answer = fmt::format("{:.1f} % of {} texts right (± {:.1f})", 100 * result.test.accuracy(), result.test.texts,
                            100 * accuracy_interval(result.test)),
      .facts = {{"run", result.folder.string()},
                {"parameters", std::to_string(result.parameters)},
                {"trained", fmt::format("{} steps on {} texts", result.training.steps, result.train_texts)},
                {"macro F1", fmt::format("{:.4f}", result.test.macro_f1())},
                {"loss", fmt::format("{:.4f} nats/text", result.test.nats)},
                {"baseline", fmt::format("{:.1f} % by always answering '{}'", 100 * result.majority.accuracy,
                                         result.majority.label)},
                {"lengths", sentence_of(result.lengths, result.length)}}};
  if (!result.vectors.file.empty()) card.facts.emplace_back("vectors", in_words(result.vectors));
  if (result.training.best) {
    card.facts.emplace_back("chosen", fmt::format("step {}, {:.4f} on the texts that choose", result.training.best_step,
                                                  *result.training.best));
  }
  return {.title = "train classify",
          .parts = {card, class_table(result.test, result.labels), confusion_table(result.test, result.labels)}};
}

io::Json to_json(const TrainClassifyResult& result) {
  io::Json json = {{"schema", "sextant.train/1"},
                   {"task", "classify"},
                   {"run", result.folder.string()},
                   {"parameters", result.parameters},
                   {"steps", result.training.steps},
                   {"stopped_early", result.training.ending == train::Ending::kEarly},
                   {"train_texts", result.train_texts},
                   {"labels", result.labels},
                   {"lengths", to_json(result.lengths, result.length)},
                   {"test", to_json(result.test, result.labels)}};
  if (!result.vectors.file.empty()) {
    json["vectors"] = {{"file", result.vectors.file},
                       {"form", result.vectors.form},
                       {"words", result.vectors.in_file},
                       {"found", result.vectors.found},
                       {"vocabulary", result.vectors.vocabulary}};
  }
  json["majority"] = {{"label", result.majority.label}, {"accuracy", result.majority.accuracy}};
  if (result.training.best) json["best"] = {{"accuracy", *result.training.best}, {"step", result.training.best_step}};
  json["timing"] = {{"wall_s", result.training.seconds}};
  return json;
}

}  // namespace sextant::tasks
