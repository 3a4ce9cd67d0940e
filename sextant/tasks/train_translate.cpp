#include "sextant/tasks/train_translate.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <unordered_set>
#include <utility>

#include "sextant/eval/translate.h"
#include "sextant/io/sha256.h"
#include "sextant/models/encoder_decoder.h"
#include "sextant/tasks/epochs.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/hold_out.h"
#include "sextant/tasks/open_labelled.h"
#include "sextant/tasks/open_model.h"
#include "sextant/tasks/open_parallel.h"
#include "sextant/tasks/training_run.h"
#include "sextant/tasks/translate.h"
#include "sextant/text/make_vocabulary.h"

namespace sextant::tasks {
namespace {

constexpr int64_t kSamples = 5;

struct PairData {
  std::vector<data::SentencePair> train, choosing, test;
  std::string sha256;
};

data::HeldOutPairs parted(const std::vector<data::SentencePair>& pairs, double share, uint64_t seed) {
  return or_fail({.code = "E-DATA-EMPTY", .message = {}, .hints = {"more pairs"}},
                 [&] { return data::hold_out(pairs, share, seed); });
}

PairData open_data(const PairDataOptions& options, const Context& context) {
  expect_hold_out(options.hold_out);
  const auto seed = static_cast<uint64_t>(options.data_seed);
  data::ParallelFile file = open_parallel(options.data, options.read, context);
  PairData data{.train = std::move(file.pairs), .choosing = {}, .test = {}, .sha256 = file.sha256};
  if (options.test.empty()) {
    data::HeldOutPairs parts = parted(data.train, options.hold_out, seed ^ kTestPart);
    data.train = std::move(parts.train);
    data.test = std::move(parts.test);
  } else {
    data::ParallelFile test = open_parallel(options.test, options.read, context);
    data.test = std::move(test.pairs);
    data.sha256 = io::sha256_hex(data.sha256 + test.sha256);
  }
  data::HeldOutPairs parts = parted(data.train, options.hold_out, seed);
  data.train = std::move(parts.train);
  data.choosing = std::move(parts.test);
  context.line(fmt::format("{} pairs to learn from, {} that choose, {} to report on", data.train.size(),
                           data.choosing.size(), data.test.size()));
  return data;
}

text::Vocabulary vocabulary_of(const std::vector<data::SentencePair>& pairs, const PairDataOptions& options) {
  std::vector<std::string_view> texts;
  for (const data::SentencePair& pair : pairs) {
    texts.push_back(pair.source);
    texts.push_back(pair.target);
  }
  const text::VocabularyOptions vocabulary{
      .specials = text::Specials::kFour,
      .known = {.letters = text::LetterCase::kKept, .most = options.vocabulary_size, .least = options.least_count}};
  return or_fail({.code = "E-USAGE-VALUE", .message = {}},
                 [&] { return text::make_vocabulary(options.tokenizer, texts, vocabulary); });
}

models::EncoderDecoder make_model(const TrainTranslateOptions& options, const text::Vocabulary& vocabulary,
                                  const Context& context) {
  const TranslatorOptions& o = options.model;
  const models::EncoderDecoderOptions model{.vocabulary = vocabulary.size(),
                                            .channels = o.channels,
                                            .layers = o.layers,
                                            .encoder_layers = o.encoder_layers,
                                            .heads = o.heads,
                                            .feed_forward = o.feed_forward,
                                            .tied = o.tied,
                                            .dropout = o.dropout,
                                            .pos = o.pos,
                                            .encoder_pos = o.encoder_pos,
                                            .cross_pos = o.cross_pos,
                                            .longest = options.data.length};
  return or_fail({.code = "E-SPEC", .message = {}, .where = "--pos " + o.pos}, [&] {
    models::EncoderDecoder made(model, static_cast<uint64_t>(options.train.seed));
    made->to(torch::Device(context.device));
    return made;
  });
}

RunIdentity identity_of(TrainTranslateOptions options, const models::EncoderDecoderOptions& model, const PairData& data,
                        const Context& context) {
  options.model.pos = model.pos;
  options.model.encoder_pos = model.encoder_pos;
  options.model.cross_pos = model.cross_pos;
  options.data.data = absolute_parallel(options.data.data);
  if (!options.data.test.empty()) options.data.test = absolute_parallel(options.data.test);
  return {.task = "translate",
          .pos = model.pos,
          .configuration = config_rows(options),
          .data = options.data.data,
          .data_sha256 = data.sha256,
          .device = context.device,
          .command = context.command};
}

/// Test pairs whose source was learned from: where a file of its own is tested, they may overlap.
int64_t count_seen(const PairData& data) {
  std::unordered_set<std::string_view> known;
  for (const data::SentencePair& pair : data.train) known.insert(pair.source);
  return std::ranges::count_if(data.test, [&](const data::SentencePair& pair) { return known.contains(pair.source); });
}

std::vector<std::string> translated(const std::filesystem::path& run, const TrainTranslateOptions& options,
                                    const std::vector<data::SentencePair>& pairs, const Context& context) {
  Translator translator({.model = run.string(),
                         .input = options.data.test.empty() ? options.data.data : options.data.test,
                         .beam = options.beam,
                         .length_penalty = options.length_penalty,
                         .batch = options.data.batch},
                        context);
  return translator.translate(sources_of(pairs));
}

}  // namespace

TrainTranslateResult train_translate(const TrainTranslateOptions& options, const Context& context) {
  PairData data = open_data(options.data, context);
  const text::Vocabulary vocabulary = vocabulary_of(data.train, options.data);
  const models::EncoderDecoder model = make_model(options, vocabulary, context);
  const auto encoded = [&](const std::vector<data::SentencePair>& pairs) {
    return or_fail({.code = "E-USAGE-VALUE", .message = {}},
                   [&] { return data::encode_pairs(pairs, vocabulary, options.data.length); });
  };
  const data::EncodedPairs train_pairs = encoded(data.train), choosing = encoded(data.choosing);
  context.line("sources: " + sentence_of(train_pairs.source_lengths, options.data.length));
  context.line("targets: " + sentence_of(train_pairs.target_lengths, options.data.length));
  TrainingJob job{.identity = identity_of(options, model->options, data, context),
                  .model = model.ptr(),
                  .vocabulary = vocabulary,
                  .batches = or_fail({.code = "E-USAGE-VALUE", .message = {}},
                                     [&] {
                                       return data::pair_batches(train_pairs, options.data.batch,
                                                                 static_cast<uint64_t>(options.data.data_seed));
                                     }),
                  .batches_per_epoch = batches_per_epoch(std::ssize(data.train), options.data.batch),
                  .evaluate = [&]() -> Figures {
                    models::EncoderDecoder trained = model;
                    return {{"loss", eval::nats_per_token(trained, choosing, options.data.batch)}};
                  }};
  const TrainedRun run =
      run_training(job, by_epochs(options.train, options.epochs, std::ssize(data.train), options.data.batch),
                   options.run, options.log_every, context);
  std::vector<std::string> translations = translated(run.folder, options, data.test, context);
  const std::vector<std::string> references = targets_of(data.test);
  return {.folder = run.folder,
          .training = run.result,
          .parameters = models::parameter_count(*model),
          .train_pairs = std::ssize(data.train),
          .length = options.data.length,
          .sources = train_pairs.source_lengths,
          .targets = train_pairs.target_lengths,
          .test = data.test,
          .translations = translations,
          .seen_in_training = count_seen(data),
          .scores = translation_scores(translations, references, options.bleu_tokenizer),
          .dictionary =
              translation_scores(word_by_word(data.train, sources_of(data.test)), references, options.bleu_tokenizer)};
}

report::Document document(const TrainTranslateResult& result) {
  report::AnswerCard card{
      .answer = fmt::format("{} on {} pairs", in_words(result.scores), result.test.size()),
      .facts = {
          {"run", result.folder.string()},
          {"parameters", std::to_string(result.parameters)},
          {"trained", fmt::format("{} steps on {} pairs", result.training.steps, result.train_pairs)},
          {"baseline", in_words(result.dictionary) + ", word by word with a dictionary learned from the same pairs"},
          {"BLEU", result.scores.bleu.signature},
          {"chrF2", result.scores.chrf.signature},
          {"sources", sentence_of(result.sources, result.length)},
          {"targets", sentence_of(result.targets, result.length)}}};
  if (result.seen_in_training > 0)
    card.facts.emplace_back("overlap",
                            fmt::format("{} test sources are among the training ones", result.seen_in_training));
  if (result.training.best) {
    card.facts.emplace_back("chosen", fmt::format("step {}, {:.4f} nats/token on the pairs that choose",
                                                  result.training.best_step, *result.training.best));
  }
  return {.title = "train translate", .parts = {card, sample_table(result.test, result.translations, kSamples)}};
}

io::Json to_json(const TrainTranslateResult& result) {
  io::Json json = {
      {"schema", "sextant.train/1"},
      {"task", "translate"},
      {"run", result.folder.string()},
      {"parameters", result.parameters},
      {"steps", result.training.steps},
      {"stopped_early", result.training.ending == train::Ending::kEarly},
      {"train_pairs", result.train_pairs},
      {"lengths",
       {{"source", to_json(result.sources, result.length)}, {"target", to_json(result.targets, result.length)}}},
      {"test", to_json(result.scores)}};
  json["test"]["pairs"] = result.test.size();
  json["test"]["seen_in_training"] = result.seen_in_training;
  json["dictionary"] = to_json(result.dictionary);
  if (result.training.best) json["best"] = {{"loss", *result.training.best}, {"step", result.training.best_step}};
  json["timing"] = {{"wall_s", result.training.seconds}};
  return json;
}

}  // namespace sextant::tasks
