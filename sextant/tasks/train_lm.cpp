#include "sextant/tasks/train_lm.h"

#include <fmt/core.h>
#include <torch/utils.h>

#include <cmath>

#include "sextant/data/split.h"
#include "sextant/data/windows.h"
#include "sextant/eval/plan.h"
#include "sextant/eval/score.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/open_model.h"
#include "sextant/tasks/open_text.h"

namespace sextant::tasks {
namespace {

struct LmData {
  data::Corpus corpus;
  data::Split split;
  torch::Tensor held_out;  ///< int64 [n]
};

LmData open_data(const LmDataOptions& options) {
  const double learned = 1 - 1 / static_cast<double>(std::max<int64_t>(2, options.folds));  // all but the last block
  data::Corpus corpus = open_text(options.data, {.spec = options.tokenizer, .learned_share = learned});
  const data::Split split = or_fail(
      {.code = "E-DATA-EMPTY",
       .message = {},
       .where = options.data,
       .hints = {"a smaller --length or fewer --folds, or a longer text"}},
      [&] { return data::split_blocks(corpus.tokens.numel(), options.folds, options.folds - 1, options.length); });
  const torch::Tensor held_out = corpus.tokens.slice(0, split.test.at(0).begin, split.test.at(0).end);
  return {.corpus = std::move(corpus), .split = split, .held_out = held_out};
}

/// Up to `count` windows spread evenly over the held-out block, as documents of their own.
std::vector<torch::Tensor> spread_windows(const torch::Tensor& tokens, int64_t length, int64_t count) {
  const int64_t windows = std::min(count, std::max<int64_t>(1, (tokens.numel() - 1) / length));
  std::vector<torch::Tensor> documents;
  for (int64_t i = 0; i < windows; ++i) {
    const int64_t begin = i * (tokens.numel() - length - 1) / windows;
    documents.push_back(tokens.slice(0, begin, begin + length + 1));
  }
  return documents;
}

/// In chunks of the training length: what the model was trained for.
eval::Result score_chunks(models::Transformer& model, const std::vector<torch::Tensor>& documents, int64_t length,
                          const std::vector<int64_t>& bytes_of) {
  std::vector<int64_t> lengths;
  std::vector<std::vector<int64_t>> bytes;
  for (const torch::Tensor& document : documents) {
    lengths.push_back(document.numel());
    bytes.emplace_back();
    const auto ids = document.accessor<int64_t, 1>();
    for (int64_t i = 0; i < ids.size(0); ++i) bytes.back().push_back(bytes_of[ids[i]]);
  }
  const eval::Plan plan = eval::plan({.kind = eval::ProtocolKind::kChunk, .length = length}, lengths);
  return eval::reduce(eval::score(model, {.documents = documents}, plan), plan, eval::at_targets(plan, bytes));
}

models::TransformerOptions model_options(const TrainLmOptions& options, const data::Corpus& corpus) {
  models::TransformerOptions model = options.model;
  model.vocabulary = corpus.vocabulary.size();
  model.longest = options.data.length;
  return model;
}

train::TrainOptions train_options(const TrainLmOptions& options, double batches_per_epoch) {
  train::TrainOptions train = options.train;
  if (options.epochs > 0) {
    const double batches = std::ceil(options.epochs * batches_per_epoch);
    train.steps = std::max<int64_t>(1, std::llround(batches / static_cast<double>(train.accumulate)));
  }
  return train;
}

/// The options with what they became: the encoding in canonical text, the data's whole path.
RunIdentity identity_of(TrainLmOptions options, const models::TransformerOptions& model, const data::Corpus& corpus,
                        const Context& context) {
  options.model = model;
  if (std::filesystem::exists(options.data.data)) options.data.data = std::filesystem::absolute(options.data.data);
  return {.task = "lm",
          .pos = model.pos,
          .configuration = config_rows(options),
          .data = options.data.data,
          .data_sha256 = corpus.sha256,
          .device = context.device,
          .command = context.command};
}

}  // namespace

TrainLmResult train_lm(const TrainLmOptions& options, const Context& context) {
  const LmData data = open_data(options.data);
  models::Transformer model = or_fail({.code = "E-SPEC", .message = {}, .where = "--pos " + options.model.pos}, [&] {
    return models::Transformer(model_options(options, data.corpus), static_cast<uint64_t>(options.train.seed));
  });
  model->to(torch::Device(context.device));
  const double batches_per_epoch = static_cast<double>(data::windows_per_epoch(data.split.train, options.data.length)) /
                                   static_cast<double>(options.data.batch);
  const std::vector<torch::Tensor> shown =
      spread_windows(data.held_out, options.data.length, options.data.test_windows);
  const std::vector<int64_t> bytes = data::token_bytes(data.corpus.vocabulary);
  TrainingJob job{.identity = identity_of(options, model->options, data.corpus, context),
                  .model = model.ptr(),
                  .vocabulary = data.corpus.vocabulary,
                  .batches = or_fail({.code = "E-USAGE-VALUE", .message = {}},
                                     [&] {
                                       return data::window_batches(data.corpus.tokens, data.split.train,
                                                                   options.data.length, options.data.batch,
                                                                   static_cast<uint64_t>(options.data.data_seed));
                                     }),
                  .batches_per_epoch = batches_per_epoch,
                  .evaluate = [&]() -> Figures {
                    return {{"loss", score_chunks(model, shown, options.data.length, bytes).nats}};
                  }};
  const TrainedRun run =
      run_training(job, train_options(options, batches_per_epoch), options.run, options.log_every, context);
  models::Transformer best = run.result.best ? open_model(run.folder.string(), context.device).contents.model : model;
  return {.folder = run.folder,
          .training = run.result,
          .parameters = models::parameter_count(*model),
          .held_out = score_chunks(best, {data.held_out}, options.data.length, bytes)};
}

report::Document document(const TrainLmResult& result) {
  const double nats = result.held_out.nats;
  report::AnswerCard card{
      .answer = fmt::format("{:.4f} nats/token on the held-out block (perplexity {:.2f})", nats, std::exp(nats)),
      .facts = {{"run", result.folder.string()},
                {"parameters", std::to_string(result.parameters)},
                {"steps", std::to_string(result.training.steps)},
                {"bits/byte", fmt::format("{:.4f}", eval::bits_per_byte(result.held_out))}}};
  if (result.training.best) {
    card.facts.emplace_back(
        "best", fmt::format("{:.4f} nats/token at step {}", *result.training.best, result.training.best_step));
  }
  return {.title = "train lm", .parts = {card}};
}

io::Json to_json(const TrainLmResult& result) {
  io::Json json = {{"schema", "sextant.train/1"},    {"task", "lm"},
                   {"run", result.folder.string()},  {"parameters", result.parameters},
                   {"steps", result.training.steps}, {"stopped_early", result.training.ending == train::Ending::kEarly},
                   {"loss", result.training.loss}};
  if (result.training.best)
    json["best"] = {{"nats_per_token", *result.training.best}, {"step", result.training.best_step}};
  json["held_out"] = {{"protocol", eval::print(result.held_out.protocol)},
                      {"targets", result.held_out.targets},
                      {"nats_per_token", result.held_out.nats},
                      {"perplexity", eval::perplexity(result.held_out)},
                      {"bits_per_byte", eval::bits_per_byte(result.held_out)}};
  json["timing"] = {{"wall_s", result.training.seconds}};
  return json;
}

}  // namespace sextant::tasks
