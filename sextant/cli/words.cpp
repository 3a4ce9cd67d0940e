// The words: what each option's name means, in whatever verb it stands. Sorted by section.
#include <algorithm>
#include <array>

#include "sextant/cli/option_table.h"

namespace sextant::cli {

namespace {

using enum settings::OptionType;

}  // namespace

const std::vector<Word>& words() {
  static const std::vector<Word> table = {
      {.name = "data", .key = "data.path", .type = kPath},
      {.name = "text", .key = "data.text"},
      {.name = "tokenizer", .key = "data.tokenizer", .type = kChoice, .legal = {"char", "byte", "word"}},
      {.name = "test", .key = "data.test", .type = kPath},
      {.name = "hold-out", .key = "data.hold-out", .least = 0, .most = 1},
      {.name = "text-col", .key = "data.text-col"},
      {.name = "label-col", .key = "data.label-col"},
      {.name = "label-split", .key = "data.label-split"},
      {.name = "header", .key = "data.header"},
      {.name = "bad-rows", .key = "data.bad-rows"},
      {.name = "vocabulary-size", .key = "data.vocabulary-size", .unit = "tokens", .least = 5},
      {.name = "least-count", .key = "data.least-count", .least = 1},
      {.name = "data-seed", .key = "data.seed", .least = 0},
      {.name = "test-windows", .key = "test.windows", .unit = "windows", .least = 1},
      {.name = "test-samples", .key = "test.samples", .unit = "samples", .least = 0},

      {.name = "channels", .key = "model.channels", .least = 1},
      {.name = "layers", .key = "model.layers", .least = 1},
      {.name = "heads", .key = "model.heads", .least = 1},
      {.name = "key-heads", .key = "model.key-heads", .least = 0},
      {.name = "head-channels", .key = "model.head-channels", .least = 0},
      {.name = "feed-forward", .key = "model.feed-forward", .unit = "channels", .least = 0},
      {.name = "feed-forward-kind", .key = "model.feed-forward-kind"},
      {.name = "norm", .key = "model.norm"},
      {.name = "tied", .key = "model.tied"},
      {.name = "biases", .key = "model.biases"},
      {.name = "qk-norm", .key = "model.qk-norm"},
      {.name = "dropout", .key = "model.dropout", .least = 0, .most = 1},
      {.name = "architecture", .key = "model.architecture"},
      {.name = "state", .key = "model.state", .unit = "channels", .least = 0},
      {.name = "both-ways", .key = "model.both-ways"},
      {.name = "pooling", .key = "model.pooling"},
      {.name = "vectors", .key = "model.vectors", .type = kPath},
      {.name = "vector-use", .key = "model.vector-use"},
      {.name = "longest", .key = "model.longest", .unit = "tokens", .least = 1},

      {.name = "pos", .key = "encodings.pos"},
      {.name = "reference", .key = "encodings.reference"},

      {.name = "steps", .key = "train.steps", .unit = "steps", .least = 0},
      {.name = "epochs", .key = "train.epochs", .least = 0},
      {.name = "length", .key = "train.length", .unit = "tokens", .least = 1},
      {.name = "batch-size", .key = "train.batch-size", .least = 1},
      {.name = "accumulate", .key = "train.accumulate", .least = 1},
      {.name = "folds", .key = "train.folds", .least = 0},
      {.name = "seeds", .key = "train.seeds", .least = 1},
      {.name = "lr", .key = "train.lr", .least = 0},
      {.name = "weight-decay", .key = "train.weight-decay", .least = 0},
      {.name = "betas", .key = "train.betas", .least = 0, .most = 1},
      {.name = "eps", .key = "train.eps", .least = 0},
      {.name = "schedule", .key = "train.schedule"},
      {.name = "warmup", .key = "train.warmup"},
      {.name = "min-lr", .key = "train.min-lr", .least = 0},
      {.name = "clip", .key = "train.clip", .least = 0},
      {.name = "precision", .key = "train.precision"},
      {.name = "eval-every", .key = "train.eval-every", .unit = "steps", .least = 0},
      {.name = "save-every", .key = "train.save-every", .unit = "steps", .least = 0},
      {.name = "log-every", .key = "train.log-every", .unit = "steps", .least = 1},
      {.name = "keep", .key = "train.keep", .unit = "checkpoints", .least = 0},
      {.name = "better", .key = "train.better"},
      {.name = "patience", .key = "train.patience", .unit = "evaluations", .least = 0},
      {.name = "min-delta", .key = "train.min-delta", .least = 0},

      {.name = "lengths", .key = "test.lengths", .unit = "tokens", .least = 1},
      {.name = "protocol", .key = "test.protocol"},
      {.name = "protocols", .key = "test.protocols"},
      {.name = "test-tokens", .key = "test.tokens", .unit = "tokens", .least = 0},
      {.name = "fail-under", .key = "test.fail-under"},

      {.name = "primary", .key = "stats.primary"},
      {.name = "alpha", .key = "stats.alpha", .least = 0, .most = 1},
      {.name = "equivalence", .key = "stats.equivalence", .unit = "bits/byte", .least = 0},

      {.name = "time", .key = "budget.time", .type = kDuration},
      {.name = "jobs", .key = "budget.jobs", .least = 0},
      {.name = "device", .key = "budget.device"},
      {.name = "threads", .key = "budget.threads", .least = 0, .most = 4096},

      {.name = "model", .key = "run.model", .type = kPath, .positional = true},
      {.name = "input", .key = "run.input", .type = kPath, .positional = true},
      {.name = "paths", .key = "run.paths", .type = kPaths, .positional = true},
      {.name = "names", .key = "run.names", .positional = true},
      {.name = "name", .key = "run.subject", .positional = true},
      {.name = "what", .key = "run.what", .positional = true},
      {.name = "spec", .key = "run.spec", .positional = true},
      {.name = "array", .key = "run.array"},
      {.name = "dtype", .key = "run.dtype"},
      {.name = "positions", .key = "run.positions"},
      {.name = "queries", .key = "run.queries"},
      {.name = "keys", .key = "run.keys"},
      {.name = "sight", .key = "run.sight"},
      {.name = "layer", .key = "run.layer"},
      {.name = "experiment", .key = "run.experiment", .type = kPath},
      {.name = "ctx", .key = "run.ctx", .unit = "tokens", .least = 0},
      {.name = "prompt", .key = "run.prompt"},
      {.name = "tokens", .key = "run.tokens", .unit = "tokens", .least = 0},
      {.name = "temperature", .key = "run.temperature", .least = 0},
      {.name = "top-k", .key = "run.top-k", .least = 0},
      {.name = "top-p", .key = "run.top-p", .least = 0, .most = 1},
      {.name = "run", .key = "run.name"},
      {.name = "runs", .key = "run.folder", .type = kPath},
      {.name = "resume", .key = "run.resume"},
      {.name = "overwrite", .key = "run.overwrite"},
      {.name = "seed", .key = "run.seed", .least = 0},
      {.name = "json", .key = "run.json"},
      {.name = "output", .key = "run.output", .letter = 'o', .type = kPath},
      {.name = "quiet", .key = "run.quiet", .letter = 'q'},
      {.name = "progress", .key = "run.progress"},
      {.name = "color", .key = "run.color"},
      {.name = "no-warn", .key = "run.no-warn"},
      {.name = "strict", .key = "run.strict"},
  };
  return table;
}

const Word* word(std::string_view name) {
  const auto found = std::find_if(words().begin(), words().end(), [&](const Word& w) { return w.name == name; });
  return found == words().end() ? nullptr : &*found;
}

}  // namespace sextant::cli
