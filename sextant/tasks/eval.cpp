#include "sextant/tasks/eval.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "sextant/settings/value.h"
#include "sextant/tasks/classification_report.h"
#include "sextant/tasks/eval_features.h"
#include "sextant/tasks/eval_images.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/open_labelled.h"
#include "sextant/tasks/open_model.h"
#include "sextant/tasks/open_parallel.h"
#include "sextant/tasks/ppl.h"
#include "sextant/tasks/score_synthetic.h"
#include "sextant/tasks/translate.h"

namespace sextant::tasks {
namespace {

constexpr std::string_view kSynthetic = "synthetic:";
constexpr int64_t kTextsAtOnce = 64;
constexpr int64_t kSamplesShown = 5;

EvalResult evaluate_text(OpenedModel& model, const EvalOptions& options, const Context& context) {
  const PplResult measured = perplexities(
      model, {.model = options.model, .data = options.data, .protocol = "chunk", .lengths = options.lengths}, context);
  const eval::Result& first = measured.rows.at(0).result;
  return {.model = measured.model,
          .data = options.data,
          .metrics = {{"nats_per_token", first.nats, train::Better::kLower},
                      {"perplexity", eval::perplexity(first), train::Better::kLower},
                      {"bits_per_byte", eval::bits_per_byte(first), train::Better::kLower}},
          .table = std::get<report::Table>(document(measured).parts.at(0)),
          .details = to_json(measured).at("results")};
}

EvalResult evaluate_synthetic(OpenedModel& model, const EvalOptions& options) {
  const std::string spec = options.data.substr(kSynthetic.size());
  const data::SyntheticTask task = or_fail({.code = "E-SPEC", .message = {}, .where = "--data " + options.data},
                                           [&] { return data::synthetic_task(spec); });
  if (!(task.vocabulary == model.contents.vocabulary)) {
    throw Failure({.code = "E-TOKENIZER",
                   .message = fmt::format("the model knows {} tokens that are not the {} symbols of '{}'",
                                          model.contents.vocabulary.size(), task.vocabulary.size(), task.spec),
                   .where = model.folder.string(),
                   .hints = {"the task the model was trained on",
                             fmt::format("sextant train synthetic --data {}", options.data)}});
  }
  const SyntheticTest test{
      .lengths = options.lengths, .samples = options.test_samples, .seed = static_cast<uint64_t>(options.data_seed)};
  const std::vector<SyntheticScore> scores = score_synthetic(model.contents.model, task, test);
  return {.model = model.folder.string(),
          .data = std::string(kSynthetic) + task.spec,
          .metrics = {{"exact", scores.at(0).exact, train::Better::kHigher},
                      {"forced", scores.at(0).forced, train::Better::kHigher},
                      {"token", scores.at(0).token, train::Better::kHigher}},
          .table = table_of(task.spec, scores),
          .details = to_json(scores)};
}

EvalResult evaluate_labelled(const EvalOptions& options, const Context& context) {
  OpenedClassifier model = open_classifier(options.model, context.device);
  const models::ModelOptions described = model.contents.model->described();
  const std::vector<std::string>& labels = described.classifier->labels;
  const data::LabelledFile file = open_labelled(options.data, options.read, context);
  const int64_t limit = models::longest_of(described);
  const data::EncodedTexts texts = data::encode_texts(file.texts, vocabulary_of(model), labels, limit);
  for (size_t i = 0; i < texts.classes.size(); ++i) {
    if (texts.classes[i] != data::kIgnore) continue;
    throw Failure(
        {.code = "E-DATA-LABEL",
         .message = fmt::format("{}:{}: label '{}' is not one the model knows{}", options.data, file.texts[i].line,
                                file.texts[i].label, settings::did_you_mean(file.texts[i].label, labels)),
         .where = model.folder.string(),
         .why = "it knows " + settings::join(labels, ", ")});
  }
  context.line(sentence_of(texts.lengths, limit));
  const eval::Classification figures =
      eval::classification(eval::class_log_probabilities(*model.contents.model, texts, kTextsAtOnce), texts.classes);
  io::Json details = to_json(figures, labels);
  details["lengths"] = to_json(texts.lengths, limit);
  return {.model = model.folder.string(),
          .data = options.data,
          .metrics = {{"accuracy", figures.accuracy(), train::Better::kHigher},
                      {"macro_f1", figures.macro_f1(), train::Better::kHigher},
                      {"nats_per_text", figures.nats, train::Better::kLower}},
          .table = class_table(figures, labels),
          .details = std::move(details)};
}

EvalResult evaluate_pairs(const EvalOptions& options, const Context& context) {
  const data::ParallelFile file = open_parallel(options.data, options.pairs, context);
  OpenedTranslator model = open_translator(options.model, context.device);
  const std::filesystem::path folder = model.folder;
  Translator translator(
      std::move(model),
      {.model = options.model, .input = options.data, .beam = options.beam, .length_penalty = options.length_penalty});
  const std::vector<std::string> translations = translator.translate(sources_of(file.pairs));
  context.line(sentence_of(translator.lengths(), translator.limit()));
  const TranslationScores scores = translation_scores(translations, targets_of(file.pairs), options.bleu_tokenizer);
  io::Json details = to_json(scores);
  details["pairs"] = file.pairs.size();
  details["lengths"] = to_json(translator.lengths(), translator.limit());
  report::Table samples = sample_table(file.pairs, translations, kSamplesShown);
  samples.caption += fmt::format("; BLEU {}; chrF2 {}", scores.bleu.signature, scores.chrf.signature);
  return {.model = folder.string(),
          .data = options.data,
          .metrics = {{"bleu", scores.bleu.score, train::Better::kHigher},
                      {"chrf", scores.chrf.score, train::Better::kHigher}},
          .table = std::move(samples),
          .details = std::move(details)};
}

EvalResult evaluate_decoder(const EvalOptions& options, const Context& context) {
  OpenedModel model = open_model(options.model, context.device);
  return options.data.starts_with(kSynthetic) ? evaluate_synthetic(model, options)
                                              : evaluate_text(model, options, context);
}

EvalResult evaluate_model(const EvalOptions& options, const Context& context) {
  if (task_of(options.model) == "image") return evaluate_images(options, context);
  if (task_of(options.model) == "audio") return evaluate_sounds(options, context);
  if (task_of(options.model) == "series") return evaluate_series(options, context);
  if (is_classifier(options.model)) return evaluate_labelled(options, context);
  if (is_translator(options.model)) return evaluate_pairs(options, context);
  return evaluate_decoder(options, context);
}

}  // namespace

std::string check_threshold(const std::string& text, const std::vector<Metric>& metrics) {
  const size_t equals = text.find('=');
  const std::string name = text.substr(0, equals);
  const std::string digits = equals == std::string::npos ? "" : text.substr(equals + 1);
  double limit = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), limit);
  const auto metric = std::find_if(metrics.begin(), metrics.end(), [&](const Metric& m) { return m.name == name; });
  if (digits.empty() || fault != std::errc() || end != digits.data() + digits.size() || metric == metrics.end()) {
    std::string names;
    for (const Metric& m : metrics) names += (names.empty() ? "" : ", ") + m.name;
    throw Failure({.code = "E-USAGE-VALUE",
                   .message = fmt::format("fail-under must be METRIC=NUMBER with one of {}, got '{}'", names, text)});
  }
  const bool higher = metric->better == train::Better::kHigher;
  if (higher ? metric->value >= limit : metric->value <= limit) return "";
  return fmt::format("{} is {:.6g}, {} {:.6g}", name, metric->value, higher ? "under" : "over", limit);
}

EvalResult evaluate(const EvalOptions& options, const Context& context) {
  EvalResult result = evaluate_model(options, context);
  if (!options.fail_under.empty()) result.failed = check_threshold(options.fail_under, result.metrics);
  return result;
}

report::Document document(const EvalResult& result) {
  report::AnswerCard card{.answer = fmt::format("{} is {:.4f}", result.metrics.at(0).name, result.metrics.at(0).value),
                          .facts = {{"model", result.model}, {"data", result.data}}};
  if (!result.failed.empty()) card.facts.emplace_back("failed", result.failed);
  return {.title = "eval", .parts = {card, result.table}};
}

io::Json to_json(const EvalResult& result) {
  io::Json json = {{"schema", "sextant.eval/1"}, {"model", result.model}, {"data", result.data}};
  json["metrics"] = io::Json::object();
  for (const Metric& metric : result.metrics) io::set_number(json["metrics"], metric.name, metric.value);
  json["details"] = result.details;
  json["failed"] = result.failed.empty() ? io::Json() : io::Json(result.failed);
  return json;
}

}  // namespace sextant::tasks
