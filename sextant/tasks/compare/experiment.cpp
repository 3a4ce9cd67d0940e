#include "sextant/tasks/compare/experiment.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <thread>

#include "sextant/eval/protocol.h"
#include "sextant/position/registry.h"
#include "sextant/settings/spec.h"
#include "sextant/stats/paired.h"
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
  at_least("--seeds", 1, o.seeds);
  at_least("--steps", 1, o.train.steps);
  at_least("--jobs", 0, o.jobs);
  at_least("--test-tokens", 2, o.test_tokens);
  if (o.folds == 1 || o.folds < 0) {
    refuse("E-USAGE-VALUE", fmt::format("--folds must be 0 for one fixed block or at least 2, got {}", o.folds));
  }
  if (o.pos.size() < 2) {
    refuse("E-USAGE-OPTION", fmt::format("a comparison needs at least two encodings, got {}", o.pos.size()),
           {"sextant compare --pos rope --pos alibi"});
  }
  if (o.lr.empty()) refuse("E-USAGE-VALUE", "--lr needs at least one learning rate");
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
  const int64_t folds = o.folds > 0 ? o.folds : kFixedBlocks;
  // The last block, where there are no folds: the beginning of a book is the least typical part of it.
  const data::Split outer = data::split_blocks(n, folds, o.folds > 0 ? fold : folds - 1, longest);
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

std::string folder_name(const std::string& text) {
  std::string name;
  for (const char c : text) name += std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' ? c : '_';
  return name;
}

std::vector<Unit> units(const Experiment& experiment) {
  std::vector<Unit> all;
  const CompareOptions& o = experiment.options;
  // Seeds outermost: an experiment stopped halfway has every encoding equally often.
  for (int64_t seed = 0; seed < o.seeds; ++seed) {
    for (int64_t fold = 0; fold < std::ssize(experiment.folds); ++fold) {
      for (int64_t arm = 0; arm < std::ssize(experiment.arms); ++arm) {
        const std::string name =
            fmt::format("{:02}-{}-fold{}-seed{}", arm, folder_name(experiment.arms[arm].name), fold, o.seed + seed);
        all.push_back({name, arm, fold, o.seed + seed});
      }
    }
  }
  return all;
}

CompareOptions filled_in(CompareOptions o) {
  if (o.lengths.empty()) o.lengths = {o.length, 2 * o.length, 4 * o.length, 8 * o.length, 16 * o.length};
  o.lengths.push_back(o.length);  // what happens inside the training length is always shown
  std::ranges::sort(o.lengths);
  o.lengths.erase(std::unique(o.lengths.begin(), o.lengths.end()), o.lengths.end());
  if (o.primary.empty()) {
    const int64_t four = 4 * o.length;
    const auto within =
        std::ranges::find_if(o.lengths.rbegin(), o.lengths.rend(), [&](int64_t l) { return l <= four; });
    o.primary = fmt::format("suffix@{}", *within);
  }
  if (o.jobs == 0) o.jobs = std::max(1u, std::thread::hardware_concurrency());
  return o;
}

Primary checked_primary(const CompareOptions& o, const std::vector<PlannedTest>& tests) {
  const Primary primary = parse_primary(o.primary);
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
  refuse("E-USAGE-VALUE", fmt::format("the primary figure {} is not measured", o.primary),
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

}  // namespace

stats::Rules rules_of(const CompareOptions& options) {
  return {.margin = options.equivalence,
          .alpha = options.alpha,
          .aim = stats::Aim::kLower,
          .test_over_train = options.folds > 0 ? stats::test_over_train(options.folds) : 0};
}

models::TransformerOptions model_options(const Experiment& experiment, const CompareArm& arm) {
  const CompareOptions& o = experiment.options;
  return {.vocabulary = experiment.corpus.vocabulary.size(),
          .channels = o.channels,
          .layers = o.layers,
          .heads = o.heads,
          .key_heads = o.key_heads,
          .dropout = o.dropout,
          .pos = arm.spec,
          .longest = o.length};
}

Experiment plan_experiment(const CompareOptions& options) {
  check(options);
  Experiment experiment{.options = filled_in(options),
                        .corpus = open_text(options.data, options.tokenizer),
                        .token_bytes = {},
                        .arms = {},
                        .folds = {},
                        .units = {},
                        .analysis = {}};
  CompareOptions& o = experiment.options;
  experiment.token_bytes = data::token_bytes(experiment.corpus.vocabulary);

  const auto canonical = [&](const std::string& spec) {
    return or_fail({.code = "E-SPEC", .message = {}, .where = "--pos " + spec}, [&] {
      return position::make_scheme(spec, scheme_request(model_options(experiment, {.name = spec, .spec = spec}))).spec;
    });
  };
  std::vector<std::string> specs;
  for (const std::string& spec : o.pos) specs.push_back(canonical(spec));
  o.pos = specs;
  experiment.arms = compare_arms(specs);
  const std::string reference = o.reference.empty() ? specs.front() : canonical(o.reference);
  if (std::ranges::find(specs, reference) == specs.end()) {
    refuse("E-USAGE-VALUE", fmt::format("the reference '{}' is not among the encodings compared", o.reference));
  }
  o.reference = reference;

  const int64_t folds = std::max<int64_t>(1, o.folds);
  for (int64_t fold = 0; fold < folds; ++fold) {
    experiment.folds.push_back(or_fail(
        {.code = "E-DATA-EMPTY", .message = {}, .where = o.data, .hints = {"a longer text, or shorter --lengths"}},
        [&] { return fold_data(experiment, fold); }));
  }
  experiment.units = units(experiment);

  std::vector<std::string> names;
  for (const CompareArm& arm : experiment.arms) names.push_back(arm.name);
  experiment.analysis = {.arms = names,
                         .reference = reference,
                         .trained_length = o.length,
                         .primary = or_fail({.code = "E-USAGE-VALUE", .message = {}},
                                            [&] { return checked_primary(o, experiment.folds.front().tests); }),
                         .rules = rules_of(o)};
  return experiment;
}

}  // namespace sextant::tasks
