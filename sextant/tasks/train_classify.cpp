#include "sextant/tasks/train_classify.h"

#include <fmt/core.h>

#include <algorithm>

#include "sextant/models/classifier.h"
#include "sextant/tasks/epochs.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/labelled_parts.h"
#include "sextant/tasks/open_labelled.h"
#include "sextant/tasks/open_model.h"
#include "sextant/tasks/training_run.h"

namespace sextant::tasks {
namespace {

/// The options with the place of their vectors, wherever the run goes on from.
TrainClassifyOptions with_vectors(TrainClassifyOptions options) {
  if (!options.model.vectors.empty()) options.model.vectors = std::filesystem::absolute(options.model.vectors);
  return options;
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
  LabelledData data = open_labelled_data(options.data, context);
  const std::vector<std::string> labels = data.labels;
  const std::string sha256 = data.sha256;
  const LabelledParts parts =
      parts_of(std::move(data), options.data.hold_out, static_cast<uint64_t>(options.data.data_seed));
  const text::Vocabulary vocabulary = learned_vocabulary(parts.train, options.data);
  models::Classifier model = make_model(
      options, classifier_model(options.model, options.model.pos, options.data.length, vocabulary.size(), labels),
      context);
  const auto encoded = [&](const std::vector<data::LabelledText>& texts) {
    return data::encode_texts(texts, vocabulary, labels, options.data.length);
  };
  const data::EncodedTexts train_texts = encoded(parts.train), choosing = encoded(parts.choosing);
  context.line(sentence_of(train_texts.lengths, options.data.length));
  const VectorCoverage vectors = begin_with_vectors(options.model, vocabulary, *model, context);
  const double batches = batches_per_epoch(std::ssize(parts.train), options.data.batch);
  const auto figures_on = [&](models::ModelImpl& trained, const data::EncodedTexts& texts) {
    return eval::classification(eval::class_log_probabilities(trained, texts, options.data.batch), texts.classes);
  };
  TrainingJob job{
      .identity = on_files({.task = "classify", .pos = models::pos_of(model->described()), .data_sha256 = sha256},
                           with_vectors(options), context),
      .model = model.ptr(),
      .vocabulary = vocabulary,
      .batches = data::text_batches(train_texts, options.data.batch, static_cast<uint64_t>(options.data.data_seed)),
      .batches_per_epoch = batches,
      .evaluate = [&]() -> Figures { return chosen_figures(figures_on(*model, choosing)); },
      .value_name = "nats/text"};
  const TrainedRun run =
      run_training(job, by_epochs(options.train, options.epochs, std::ssize(parts.train), options.data.batch),
                   options.run, options.log_every, context);
  models::Classifier best = open_classifier(run.folder.string(), context.device).contents.model;
  return {.folder = run.folder,
          .training = run.result,
          .parameters = models::parameter_count(*model),
          .labels = labels,
          .train_texts = std::ssize(parts.train),
          .lengths = train_texts.lengths,
          .vectors = vectors,
          .length = options.data.length,
          .test = figures_on(*best, encoded(parts.test)),
          .baselines = class_baselines(parts, labels, options.data.tokenizer)};
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
                {"baselines", sentence_of(result.baselines)},
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
  json["majority"] = {{"label", result.baselines.majority_label}, {"accuracy", result.baselines.majority.accuracy()}};
  json["bag_of_words"] = {{"accuracy", result.baselines.bag.accuracy()},
                          {"macro_f1", result.baselines.bag.macro_f1()},
                          {"strength", result.baselines.strength}};
  if (result.training.best) json["best"] = {{"accuracy", *result.training.best}, {"step", result.training.best_step}};
  json["timing"] = {{"wall_s", result.training.seconds}};
  return json;
}

}  // namespace sextant::tasks
