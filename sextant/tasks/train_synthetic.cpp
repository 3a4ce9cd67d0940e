#include "sextant/tasks/train_synthetic.h"

#include <fmt/core.h>

#include "sextant/eval/decoding.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/open_model.h"

namespace sextant::tasks {
namespace {

/// The options with what they became: task and encoding in canonical text.
RunIdentity identity_of(TrainSyntheticOptions options, const models::TransformerOptions& model,
                        const data::SyntheticTask& task, const Context& context) {
  options.model = model;
  options.data.data = "synthetic:" + task.spec;
  return {.task = "synthetic",
          .pos = model.pos,
          .configuration = config_rows(options),
          .data = options.data.data,
          .device = context.device,
          .command = context.command};
}

data::SyntheticTask synthetic_of(std::string_view data) {
  constexpr std::string_view kPrefix = "synthetic:";
  return data::synthetic_task(data.starts_with(kPrefix) ? data.substr(kPrefix.size()) : data);
}

models::Transformer make_model(const TrainSyntheticOptions& options, const data::SyntheticTask& task) {
  models::TransformerOptions model = options.model;
  model.vocabulary = task.vocabulary.size();
  model.longest = sample_tokens(task, task.train.longest);
  return models::Transformer(model, static_cast<uint64_t>(options.train.seed));
}

}  // namespace

TrainSyntheticResult train_synthetic(const TrainSyntheticOptions& options, const Context& context) {
  const data::SyntheticTask task = or_fail({.code = "E-SPEC", .message = {}, .where = "--data " + options.data.data},
                                           [&] { return synthetic_of(options.data.data); });
  models::Transformer model = or_fail({.code = "E-SPEC", .message = {}, .where = "--pos " + options.model.pos},
                                      [&] { return make_model(options, task); });
  model->to(torch::Device(context.device));
  const auto seed = static_cast<uint64_t>(options.data.data_seed);
  const std::vector<data::Sample> shown = data::test_samples(task, task.train.longest, options.data.test_samples, seed);
  TrainingJob job{.identity = identity_of(options, model->options, task, context),
                  .model = model.ptr(),
                  .vocabulary = task.vocabulary,
                  .batches = or_fail({.code = "E-USAGE-VALUE", .message = {}},
                                     [&] { return data::training_batches(task, options.data.batch, seed); }),
                  .evaluate = [&]() -> Figures {
                    return {{"exact", eval::exact_match(model, shown, {.end = task.end, .extra = 1}).exact},
                            {"token", eval::teacher_forced_accuracy(model, shown)}};
                  }};
  const TrainedRun run = run_training(job, options.train, options.run, options.log_every, context);
  models::Transformer best = run.result.best ? open_model(run.folder.string(), context.device).contents.model : model;
  return {.folder = run.folder,
          .training = run.result,
          .parameters = models::parameter_count(*model),
          .task = task.spec,
          .scores = score_synthetic(best, task, {.seed = seed})};
}

report::Document document(const TrainSyntheticResult& result) {
  return {.title = "train synthetic",
          .parts = {report::AnswerCard{
                        .answer = fmt::format("{} after {} steps", result.task, result.training.steps),
                        .facts = {{"run", result.folder.string()}, {"parameters", std::to_string(result.parameters)}}},
                    table_of(result.task, result.scores)}};
}

io::Json to_json(const TrainSyntheticResult& result) {
  io::Json json = {
      {"schema", "sextant.train/1"},     {"task", "synthetic"},
      {"run", result.folder.string()},   {"parameters", result.parameters},
      {"steps", result.training.steps},  {"stopped_early", result.training.ending == train::Ending::kEarly},
      {"loss", result.training.loss},    {"synthetic", result.task},
      {"scores", to_json(result.scores)}};
  json["timing"] = {{"wall_s", result.training.seconds}};
  return json;
}

}  // namespace sextant::tasks
