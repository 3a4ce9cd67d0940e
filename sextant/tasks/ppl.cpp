#include "sextant/tasks/ppl.h"

#include <fmt/core.h>

#include <algorithm>

#include "sextant/eval/describe.h"
#include "sextant/eval/plan.h"
#include "sextant/eval/score.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/open_text.h"

namespace sextant::tasks {
namespace {

/// The protocol at each length that is asked for, or at the trained one.
struct Wanted {
  std::vector<eval::Protocol> protocols;
  bool asked;  ///< whether somebody named the lengths
};

Wanted wanted(const PplOptions& options, int64_t trained) {
  return or_fail({.code = "E-USAGE-VALUE", .message = {}, .where = "--protocol " + options.protocol}, [&]() -> Wanted {
    const eval::Protocol protocol = eval::parse_protocol(options.protocol);
    if (!options.lengths.empty()) return {eval::at_lengths(protocol, options.lengths), true};
    if (protocol.length > 0 || !protocol.contexts.empty()) return {{protocol}, true};
    return {eval::at_lengths(protocol, {trained}), false};
  });
}

/// Which windows each protocol reads. A length that was asked for and that the text does not have is refused: its
/// number would be a shorter length's.
std::vector<eval::Plan> plans_of(const PplOptions& options, int64_t trained, int64_t tokens) {
  const auto [protocols, asked] = wanted(options, trained);
  std::vector<eval::Plan> plans;
  for (const eval::Protocol& protocol : protocols) {
    const Facts facts{
        .code = "E-DATA-EMPTY",
        .message = fmt::format("the text has {} tokens, fewer than one window of '{}'", tokens, eval::print(protocol)),
        .where = options.data,
        .hints = {"a longer text", "a smaller --lengths"}};
    const bool windows = protocol.kind != eval::ProtocolKind::kPassage;  // a passage says by itself what it needs
    if (asked && windows && protocol.length > tokens) throw Failure(facts);
    or_fail(facts, [&] { plans.push_back(eval::plan(protocol, {tokens})); });
  }
  return plans;
}

/// Positions the longest window asks for.
int64_t reach_of(const eval::Plan& plan) {
  int64_t reach = 0;
  for (const eval::Window& window : plan.windows) {
    reach = std::max(reach, window.position_offset + eval::input_length(window));
  }
  return reach;
}

std::string tokenizer_of(const text::Vocabulary& vocabulary) {
  return fmt::format("{} ({})", text::name_of(vocabulary.kind()), vocabulary.size());
}

}  // namespace

PplResult perplexities(const PplOptions& options, const Context& context) {
  OpenedModel model = open_model(options.model, context.device);
  return perplexities(model, options, context);
}

PplResult perplexities(OpenedModel& opened, const PplOptions& options, const Context& context) {
  models::Transformer& model = opened.contents.model;
  const text::Vocabulary& vocabulary = opened.contents.vocabulary;
  const data::Corpus corpus = open_text(options.data, vocabulary);
  const torch::Tensor tokens = options.test_tokens > 0 ? corpus.tokens.slice(0, 0, options.test_tokens) : corpus.tokens;
  const std::vector<int64_t> bytes_of = data::token_bytes(vocabulary);
  std::vector<int64_t> bytes;
  const auto ids = tokens.accessor<int64_t, 1>();
  for (int64_t i = 0; i < ids.size(0); ++i) bytes.push_back(bytes_of[ids[i]]);

  const std::vector<eval::Plan> plans = plans_of(options, model->options.longest, tokens.numel());
  int64_t reach = 0;
  for (const eval::Plan& plan : plans) reach = std::max(reach, reach_of(plan));
  check_reach(opened, reach, context);

  PplResult result{
      .model = opened.folder.string(), .pos = model->options.pos, .trained_length = model->options.longest, .rows = {}};
  const std::vector<torch::Tensor> documents = {tokens};
  for (const eval::Plan& plan : plans) {
    eval::Result measured =
        eval::reduce(eval::score(model, {.documents = documents}, plan), plan, eval::at_targets(plan, {bytes}));
    const eval::Provenance provenance{
        .model = result.model, .tokenizer = tokenizer_of(vocabulary), .trained_length = result.trained_length};
    auto description = eval::describe(measured, provenance);
    result.rows.push_back({.result = std::move(measured), .description = std::move(description)});
    context.progress({.what = "ppl",
                      .done = std::ssize(result.rows),
                      .total = std::ssize(plans),
                      .value = result.rows.back().result.nats,
                      .value_name = "nats/token"});
  }
  return result;
}

report::Document document(const PplResult& result) {
  report::Table table{
      .caption = fmt::format("{}, pos {}, trained on {} tokens", result.model, result.pos, result.trained_length),
      .columns = {{"protocol", "", report::Align::kLeft},
                  {"targets"},
                  {"loss", "nats/token"},
                  {"perplexity"},
                  {"bits/byte"},
                  {"last position", "tokens"}}};
  report::Document document{.title = "ppl"};
  for (const PplRow& row : result.rows) {
    table.rows.push_back({eval::print(row.result.protocol), row.result.targets, row.result.nats,
                          eval::perplexity(row.result), eval::bits_per_byte(row.result), row.result.last_position});
  }
  document.parts.emplace_back(table);
  for (const PplRow& row : result.rows) {
    report::Code lines{.text = ""};
    for (const std::string& line : row.description) lines.text += (lines.text.empty() ? "" : "\n") + line;
    document.parts.emplace_back(lines);
  }
  return document;
}

io::Json to_json(const PplResult& result) {
  io::Json json = {{"schema", "sextant.ppl/1"},
                   {"model", result.model},
                   {"pos", result.pos},
                   {"trained_length", result.trained_length},
                   {"results", io::Json::array()}};
  for (const PplRow& row : result.rows) {
    io::Json line = {{"protocol", eval::print(row.result.protocol)},
                     {"targets", row.result.targets},
                     {"nats_per_token", row.result.nats},
                     {"perplexity", eval::perplexity(row.result)},
                     {"bits_per_byte", eval::bits_per_byte(row.result)},
                     {"bytes", row.result.bytes},
                     {"last_position", row.result.last_position},
                     {"beyond_training", row.result.last_position >= result.trained_length},
                     {"points", io::Json::array()}};
    for (const eval::Point& point : row.result.points) {
      line["points"].push_back({{"at", point.at}, {"targets", point.targets}, {"nats_per_token", point.nats}});
    }
    json["results"].push_back(line);
  }
  return json;
}

}  // namespace sextant::tasks
