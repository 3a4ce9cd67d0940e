#include "sextant/tasks/modes.h"

#include <ATen/CPUGeneratorImpl.h>
#include <fmt/core.h>
#include <torch/utils.h>

#include <algorithm>
#include <array>

#include "sextant/models/encoder_decoder.h"
#include "sextant/models/session.h"
#include "sextant/position/assign/packed.h"
#include "sextant/position/registry.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/routed_warnings.h"

namespace sextant::tasks {
namespace {

using models::Session;
using models::TokenCall;
using models::Transformer;

constexpr int64_t kVocabulary = 11;
constexpr int64_t kLongest = 16;
constexpr int64_t kTokens = 12;
/// Two layers of float64 sums of some twenty terms: rounding stays a hundred times below this, a wrong position far
/// above it.
constexpr double kSame = 1e-10;

struct Made {
  std::string spec;
  position::Direction direction = position::Direction::kCausal;
  int64_t key_heads = 2;
};

Transformer model_of(const Made& made) {
  Transformer model(models::TransformerOptions{.vocabulary = kVocabulary,
                                               .channels = 32,
                                               .layers = 2,
                                               .heads = 4,
                                               .key_heads = made.key_heads,
                                               .pos = made.spec,
                                               .longest = kLongest,
                                               .direction = made.direction},
                    7);
  auto generator = at::make_generator<at::CPUGeneratorImpl>(5);
  const torch::NoGradGuard no_grad;
  model->to(torch::kFloat64);
  for (torch::Tensor& parameter : model->parameters())  // first values may be zero and hide what they weigh
    parameter.add_(0.1 * torch::randn(parameter.sizes(), generator, torch::kFloat64));
  model->eval();
  return model;
}

torch::Tensor tokens_of(int64_t rows, int64_t count) {
  const torch::Tensor n = torch::arange(rows * count);
  return (n * 7 + n.square() * 3).remainder(kVocabulary).view({rows, count});
}

torch::Tensor whole(Transformer& model, const TokenCall& call) {
  const torch::NoGradGuard no_grad;
  return model->forward(call);
}

double apart(const torch::Tensor& a, const torch::Tensor& b) { return (a - b).abs().max().item<double>(); }

/// Each mode gives the largest difference from the plain way, NaN if a number is not finite.
double training(const Made& made) {
  Transformer model = model_of(made);
  model->train();
  model->forward({.tokens = tokens_of(2, kTokens), .phase = models::Phase::kTrain, .seed = 3})
      .square()
      .sum()
      .backward();
  for (const torch::Tensor& parameter : model->parameters())
    if (!parameter.grad().defined() || !parameter.grad().isfinite().all().item<bool>()) return std::nan("");
  return 0;
}

double decoding(const Made& made) {
  Transformer model = model_of(made);
  const torch::Tensor tokens = tokens_of(2, kTokens);
  const torch::Tensor all = whole(model, {.tokens = tokens, .longest = kTokens});
  Session session(model, 2, kTokens);
  double most = 0;
  for (int64_t t = 0; t < kTokens; ++t)
    most = std::max(most, apart(session.step(tokens.slice(1, t, t + 1)), all.slice(1, t, t + 1)));
  return most;
}

double packed(const Made& made) {
  Transformer model = model_of(made);
  const std::vector<int64_t> lengths{1, 3, kTokens - 4};
  const torch::Tensor row = tokens_of(1, kTokens);
  const torch::Tensor all = whole(model, {.tokens = row, .documents = position::packed_positions({lengths}).documents});
  double most = 0;
  int64_t begin = 0;
  for (const int64_t here : lengths) {
    const torch::Tensor alone = whole(model, {.tokens = row.slice(1, begin, begin + here)});
    most = std::max(most, apart(all.slice(1, begin, begin + here), alone));
    begin += here;
  }
  return most;
}

double left_padded(const Made& made) {
  Transformer model = model_of(made);
  const torch::Tensor tokens = tokens_of(2, kTokens);
  const torch::Tensor documents = position::left_padded_positions({kTokens, kTokens - 3}).documents;
  const torch::Tensor padded = whole(model, {.tokens = tokens, .documents = documents});
  const torch::Tensor alone = whole(model, {.tokens = tokens.slice(0, 1, 2).slice(1, 3)});
  return apart(padded.slice(0, 1, 2).slice(1, 3), alone);
}

/// Only that it runs and gives numbers; there is no plain way to hold it against.
double finite(Transformer model, const TokenCall& call) {
  return whole(model, call).isfinite().all().item<bool>() ? 0 : std::nan("");
}

double both_ways(const Made& made) {
  return finite(model_of({made.spec, position::Direction::kBothWays}), {.tokens = tokens_of(2, kTokens)});
}

double all_key_heads(const Made& made) {
  return finite(model_of({made.spec, made.direction, 4}), {.tokens = tokens_of(2, kTokens)});
}

double real_positions(const Made& made) {
  return finite(model_of(made),
                {.tokens = tokens_of(2, kTokens), .ids = torch::arange(kTokens, torch::kFloat64) * 0.75});
}

double grid(const Made& made) {
  const torch::Tensor n = torch::arange(kTokens);
  return finite(model_of(made), {.tokens = tokens_of(2, kTokens),
                                 .ids = torch::stack({n.div(4, "floor"), n.remainder(4)}).unsqueeze(1)});
}

/// Between a decoder and what it writes about: queries of one text, keys of another.
double two_sequences(const Made& made) {
  models::EncoderDecoder model(models::EncoderDecoderOptions{.vocabulary = kVocabulary,
                                                             .channels = 32,
                                                             .layers = 2,
                                                             .heads = 4,
                                                             .cross_pos = made.spec,
                                                             .longest = kLongest},
                               7);
  model->to(torch::kFloat64);
  model->eval();
  const torch::NoGradGuard no_grad;
  const torch::Tensor scores = model->scores({.tokens = tokens_of(2, kTokens), .source = tokens_of(2, kTokens - 5)});
  return scores.isfinite().all().item<bool>() ? 0 : std::nan("");
}

double longer(const Made& made) { return finite(model_of(made), {.tokens = tokens_of(1, 4 * kLongest)}); }

double taken_back(const Made& made) {
  Transformer model = model_of(made);
  const torch::Tensor tokens = tokens_of(2, kTokens);
  Session session(model, 2, kTokens);
  session.step(tokens.slice(1, 0, 3));
  session.step(tokens.flip({1}).slice(1, 3));
  session.cut(3);
  const torch::Tensor all = whole(model, {.tokens = tokens, .longest = kTokens});
  return apart(session.step(tokens.slice(1, 3)), all.slice(1, 3));
}

struct Mode {
  const char* name;
  double (*difference)(const Made&);
};
constexpr std::array<Mode, 11> kModes = {{{"training", training},
                                          {"cached decoding", decoding},
                                          {"packed", packed},
                                          {"left padding", left_padded},
                                          {"taken back", taken_back},
                                          {"both ways", both_ways},
                                          {"all key heads", all_key_heads},
                                          {"real positions", real_positions},
                                          {"two axes", grid},
                                          {"two sequences", two_sequences},
                                          {"4 x longer", longer}}};

/// The sentence of a refusal, without the encoding's own name: many refuse alike.
std::string sentence_of(const c10::Error& refused, const std::string& spec) {
  const std::string text = refused.what_without_backtrace();
  const std::string line = text.substr(0, text.find('\n'));
  for (const std::string& own : {spec + ": ", "scheme: " + spec + " "})
    if (line.starts_with(own)) return line.substr(own.size());
  return line;
}

ModeOutcome outcome_of(const Mode& mode, const std::string& spec) {
  try {
    const double difference = mode.difference({.spec = spec});
    if (difference <= kSame) return {.kind = ModeOutcome::Kind::kWorks};
    return {.kind = ModeOutcome::Kind::kWrong, .reason = fmt::format("differs by {:.1e}", difference)};
  } catch (const c10::ValueError& refused) {
    return {.kind = ModeOutcome::Kind::kRefused, .reason = sentence_of(refused, spec)};
  }
}

}  // namespace

ModesResult encoding_modes(const std::vector<std::string>& specs, const Context& context) {
  ModesResult result = {};
  const Context silence;
  const RoutedWarnings warnings(silence);  // a mode is tried, not recommended
  for (const Mode& mode : kModes) result.modes.emplace_back(mode.name);
  for (const std::string& spec : specs) {
    if (context.stopping()) throw Interrupted("sextant encodings modes");
    ModesRow row{.spec = spec, .outcomes = {}};
    for (const Mode& mode : kModes) row.outcomes.push_back(outcome_of(mode, spec));
    result.rows.push_back(std::move(row));
    context.progress({.what = spec, .done = std::ssize(result.rows), .total = std::ssize(specs)});
  }
  return result;
}

ModesResult encoding_modes(const Context& context) {
  std::vector<std::string> specs;
  for (const position::SchemeEntry& entry : position::schemes()) specs.emplace_back(entry.name);
  return encoding_modes(specs, context);
}

report::Document document(const ModesResult& result) {
  report::Table table{
      .caption = "Encodings and modes", .columns = {{"encoding", "", report::Align::kLeft}}, .rows = {}};
  for (const std::string& mode : result.modes) table.columns.push_back({mode, "", report::Align::kLeft});
  report::Table reasons{
      .caption = "Reasons", .columns = {{"no.", ""}, {"reason", "", report::Align::kLeft}}, .rows = {}};
  std::vector<std::string> known;
  for (const ModesRow& row : result.rows) {
    std::vector<report::Cell> cells{row.spec};
    for (const ModeOutcome& outcome : row.outcomes) {
      if (outcome.kind == ModeOutcome::Kind::kWorks) {
        cells.emplace_back(std::string("yes"));
        continue;
      }
      auto place = std::ranges::find(known, outcome.reason);
      if (place == known.end()) {
        known.push_back(outcome.reason);
        place = known.end() - 1;
        reasons.rows.push_back({std::ssize(known), outcome.reason});
      }
      const char* word = outcome.kind == ModeOutcome::Kind::kRefused ? "no" : "WRONG";
      cells.emplace_back(fmt::format("{} ({})", word, place - known.begin() + 1));
    }
    table.rows.push_back(std::move(cells));
  }
  return {.title = "What works with what", .parts = {table, reasons}};
}

io::Json to_json(const ModesResult& result) {
  static constexpr const char* kWords[] = {"works", "refused", "wrong"};
  io::Json json = {{"schema", "sextant.modes/1"}, {"modes", result.modes}, {"encodings", io::Json::array()}};
  for (const ModesRow& row : result.rows) {
    io::Json outcomes = io::Json::object();
    for (size_t m = 0; m < row.outcomes.size(); ++m) {
      const ModeOutcome& outcome = row.outcomes[m];
      outcomes[result.modes[m]] = {{"outcome", kWords[static_cast<size_t>(outcome.kind)]}, {"reason", outcome.reason}};
    }
    json["encodings"].push_back({{"spec", row.spec}, {"modes", outcomes}});
  }
  return json;
}

}  // namespace sextant::tasks
