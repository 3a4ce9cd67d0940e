#include "sextant/tasks/compare/experiment.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "sextant/data/windows.h"
#include "sextant/eval/protocol.h"
#include "sextant/models/folder.h"
#include "sextant/position/registry.h"
#include "sextant/tasks/compare/compare.h"
#include "sextant/tasks/compare/measure.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/open_text.h"

namespace sextant::tasks {
namespace {

/// Blocks the text is cut into when there are no folds: one is held out, the rest is trained on.
constexpr int64_t kFixedBlocks = 10;
/// The share of the training part that chooses learning rates: one of so many blocks.
constexpr int64_t kSelectionBlocks = 20;
/// Tokens of the selection block that are scored; enough for differences of a hundredth of a nat between steps.
constexpr int64_t kSelectionTokens = 8192;

[[noreturn]] void refuse(std::string code, std::string message, std::vector<std::string> hints = {}) {
  throw Failure({.code = std::move(code), .message = std::move(message), .hints = std::move(hints)});
}

void check(const CompareOptions& o) {
  const auto at_least = [](const char* name, int64_t least, int64_t value) {
    if (value < least) refuse("E-USAGE-VALUE", fmt::format("{} must be at least {}, got {}", name, least, value));
  };
  at_least("--length", 2, o.length);
  at_least("--batch-size", 1, o.batch);
  at_least("--steps", 1, o.train.steps);
  at_least("--test-tokens", 2, o.test_tokens);
  for (const int64_t length : o.lengths) at_least("--lengths", 2, length);
}

/// How many tokens of context suffix and crop leave to the targets: a quarter of the training length, at most 64.
int64_t scored_tokens(int64_t length) { return std::clamp<int64_t>(length / 4, 1, 64); }

/// "suffix" and "crop" get their numbers from the training length; the rest take theirs from the list of lengths.
eval::Protocol protocol_of(const std::string& text, int64_t length) {
  if (text == "suffix") return eval::parse_protocol(fmt::format("suffix:{}", scored_tokens(length)));
  if (text == "crop") return eval::parse_protocol(fmt::format("crop:{},{}", length, scored_tokens(length)));
  return eval::parse_protocol(text);
}

std::string family_of(const eval::Protocol& protocol) {
  const std::string text = eval::print(protocol);
  return text.substr(0, text.find_first_of(":@"));
}

/// Suffix and crop measure the same targets at every context, so one plan per length would draw other targets: their
/// plan holds all contexts, and its length is the longest.
std::vector<PlannedTest> planned_tests(const CompareOptions& o, int64_t tokens) {
  std::vector<PlannedTest> tests;
  for (const std::string& text : o.protocols) {
    const eval::Protocol protocol = protocol_of(text, o.length);
    for (const eval::Protocol& at : eval::at_lengths(protocol, o.lengths)) {
      const int64_t length = at.contexts.empty() ? at.length : std::ranges::max(at.contexts) + at.scored;
      tests.push_back({family_of(at), length, eval::plan(at, {tokens})});
    }
  }
  return tests;
}

FoldData fold_data(const Experiment& experiment, int64_t fold) {
  const CompareOptions& o = experiment.options;
  const int64_t longest = std::ranges::max(o.lengths);
  const int64_t n = experiment.corpus.tokens.numel();
  const int64_t folds = o.contest.folds > 0 ? o.contest.folds : kFixedBlocks;
  // The last block, where there are no folds: the beginning of a book is the least typical part of it.
  const data::Split outer = data::split_blocks(n, folds, o.contest.folds > 0 ? fold : folds - 1, longest);
  const data::Split inner = data::split_spans(outer.train, kSelectionBlocks, 0, o.length);
  const auto cut = [&](const data::Span& span, int64_t most) {
    return experiment.corpus.tokens.slice(0, span.begin, std::min(span.end, span.begin + most));
  };
  FoldData part{.train = inner.train,
                .selection = cut(inner.test.front(), kSelectionTokens),
                .test = cut(outer.test.front(), o.test_tokens),
                .tests = {}};
  if (part.test.numel() <= longest) {
    refuse("E-DATA-EMPTY",
           fmt::format("{}: the held-out block has {} tokens, a test at {} tokens needs more", o.data,
                       part.test.numel(), longest),
           {"a longer text, shorter --lengths, or more --test-tokens"});
  }
  part.tests = planned_tests(o, part.test.numel());
  return part;
}

CompareOptions with_lengths(CompareOptions o) {
  if (o.lengths.empty()) o.lengths = {o.length, 2 * o.length, 4 * o.length, 8 * o.length, 16 * o.length};
  o.lengths.push_back(o.length);  // what happens inside the training length is always shown
  std::ranges::sort(o.lengths);
  o.lengths.erase(std::unique(o.lengths.begin(), o.lengths.end()), o.lengths.end());
  if (o.contest.primary.empty()) {
    const int64_t four = 4 * o.length;
    const auto within =
        std::ranges::find_if(o.lengths.rbegin(), o.lengths.rend(), [&](int64_t l) { return l <= four; });
    o.contest.primary = fmt::format("suffix@{}", *within);
  }
  return o;
}

Primary checked_primary(const CompareOptions& o, const std::vector<PlannedTest>& tests) {
  const Primary primary = parse_primary(o.contest.primary);
  std::set<std::string> known;
  for (const PlannedTest& test : tests) {
    if (test.plan.protocol.contexts.empty()) {
      known.insert(print(Primary{test.family, test.length}));
    } else {
      for (const int64_t context : test.plan.protocol.contexts) {
        known.insert(print(Primary{test.family, context + test.plan.protocol.scored}));
      }
    }
  }
  if (known.contains(print(primary))) return primary;
  std::string list;
  for (const std::string& one : known) list += (list.empty() ? "" : ", ") + one;
  refuse("E-USAGE-VALUE", fmt::format("the primary figure {} is not measured", o.contest.primary),
         {"--primary one of: " + list});
}

position::SchemeRequest scheme_request(const models::TransformerOptions& model) {
  const models::TransformerOptions r = models::resolved(model);
  return {.channels = r.channels,
          .layers = r.layers,
          .heads = r.heads,
          .key_heads = r.key_heads,
          .head_channels = r.head_channels,
          .longest = r.longest,
          .direction = r.direction};
}

/// A decoder of the encoding chosen, on the windows of its fold.
Trial trial(const Experiment& experiment, const Unit& unit, const Choice& choice) {
  const CompareOptions& o = experiment.options;
  const FoldData& fold = experiment.folds[unit.fold];
  models::Transformer model(model_options(experiment, choice.spec), initial_seed(unit.seed, experiment.arms[unit.arm]));
  model->to(torch::Device(experiment.device));
  const io::Json meta = {{"task", "lm"}, {"data", o.data}, {"seed", unit.seed}};
  return {.model = model.ptr(),
          .batches = data::window_batches(experiment.corpus.tokens, fold.train, o.length, o.batch,
                                          static_cast<uint64_t>(unit.seed)),
          .selection = [&experiment, &fold, model]() mutable { return selection_loss(model, experiment, fold); },
          .measure = [&experiment, &fold, model](
                         const std::function<bool()>& stop,
                         RunRecord& record) mutable { return measure(model, experiment, fold, stop, record); },
          .save =
              [&experiment, meta, model](const std::filesystem::path& path) {
                models::save_model(path, *model, experiment.corpus.vocabulary, meta);
              }};
}

}  // namespace

models::TransformerOptions model_options(const Experiment& experiment, const std::string& spec) {
  const CompareOptions& o = experiment.options;
  return {.vocabulary = experiment.corpus.vocabulary.size(),
          .channels = o.channels,
          .layers = o.layers,
          .heads = o.heads,
          .key_heads = o.key_heads,
          .dropout = o.dropout,
          .pos = spec,
          .longest = o.length};
}

Experiment plan_experiment(const CompareOptions& asked) {
  CompareOptions options = asked;
  options.contest = filled_in(asked.contest);
  check(options);
  Experiment experiment{.options = with_lengths(options),
                        .corpus = open_text(options.data, {.spec = options.tokenizer}),
                        .token_bytes = {},
                        .arms = {},
                        .folds = {},
                        .analysis = {}};
  CompareOptions& o = experiment.options;
  experiment.token_bytes = data::token_bytes(experiment.corpus.vocabulary);
  experiment.arms = arms_of(o.contest, [&](const std::string& spec) {
    return position::make_scheme(spec, scheme_request(model_options(experiment, spec))).spec;
  });
  const int64_t folds = std::max<int64_t>(1, o.contest.folds);
  for (int64_t fold = 0; fold < folds; ++fold) {
    experiment.folds.push_back(or_fail(
        {.code = "E-DATA-EMPTY", .message = {}, .where = o.data, .hints = {"a longer text, or shorter --lengths"}},
        [&] { return fold_data(experiment, fold); }));
  }
  std::vector<std::string> names;
  for (const CompareArm& arm : experiment.arms) names.push_back(arm.name);
  experiment.analysis = {.arms = names,
                         .reference = o.contest.reference,
                         .trained_length = o.length,
                         .primary = or_fail({.code = "E-USAGE-VALUE", .message = {}},
                                            [&] { return checked_primary(o, experiment.folds.front().tests); }),
                         .rules = rules_of(o.contest, stats::Aim::kLower)};
  return experiment;
}

Contest contest_of(const Experiment& experiment) {
  const CompareOptions& o = experiment.options;
  return {.arms = experiment.arms,
          .units = units_of(experiment.arms, std::ssize(experiment.folds), o.contest),
          .folds = std::ssize(experiment.folds),
          .options = o.contest,
          .train = o.train,
          .loss_name = "nats/token",
          .reproduce = reproduce_command(o),
          .prepare = [&experiment](const Unit& unit, const Choice& choice) { return trial(experiment, unit, choice); }};
}

}  // namespace sextant::tasks
