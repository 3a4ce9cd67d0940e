#include "sextant/tasks/encoding_memory.h"

#include <fmt/core.h>

#include <algorithm>

#include "sextant/models/session.h"
#include "sextant/position/registry.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/peak_memory.h"
#include "sextant/tasks/routed_warnings.h"

namespace sextant::tasks {
namespace {

constexpr int64_t kVocabulary = 2;

models::Transformer model_of(const MemoryOptions& options, const std::string& spec) {
  models::Transformer model(models::TransformerOptions{.vocabulary = kVocabulary,
                                                       .channels = options.heads * options.head_channels,
                                                       .layers = 1,
                                                       .heads = options.heads,
                                                       .feed_forward = 1,
                                                       .pos = spec,
                                                       .longest = options.tokens},
                            1);
  model->eval();
  return model;
}

void check(const MemoryOptions& options) {
  const auto at_least_one = [](const char* name, int64_t value) {
    if (value < 1)
      throw Failure({.code = "E-USAGE-VALUE", .message = fmt::format("{} must be at least 1, got {}", name, value)});
  };
  at_least_one("block", options.block);
  at_least_one("heads", options.heads);
  at_least_one("head channels", options.head_channels);
  if (options.tokens < options.block)
    throw Failure(
        {.code = "E-USAGE-VALUE",
         .message = fmt::format("tokens must be at least a block of {}, got {}", options.block, options.tokens)});
}

/// Of the last block.
int64_t block_bytes(const MemoryOptions& options, const std::string& spec) {
  PeakMemory memory;  // before the model: what is freed must have been seen made
  models::Session session(model_of(options, spec), 1, options.tokens);
  const torch::Tensor tokens = torch::arange(options.tokens).remainder(kVocabulary).unsqueeze(0);
  const int64_t before = options.tokens - options.block;
  for (int64_t from = 0; from < before; from = session.length())
    session.step(tokens.slice(1, from, std::min(from + options.block, before)));
  memory.restart();
  session.step(tokens.slice(1, before));
  return memory.bytes();
}

}  // namespace

MemoryResult encoding_memory(const MemoryOptions& options, const std::vector<std::string>& specs,
                             const Context& context) {
  check(options);
  const Context silence;
  const RoutedWarnings warnings(silence);  // an encoding is tried, not recommended
  MemoryResult result{.options = options, .rows = {}};
  std::vector<std::string> all{"nope"};
  std::ranges::copy_if(specs, std::back_inserter(all), [](const std::string& spec) { return spec != "nope"; });
  for (const std::string& spec : all) {
    if (context.stopping()) throw Interrupted("sextant encodings memory");
    result.rows.push_back({.spec = spec, .bytes = block_bytes(options, spec)});
    context.progress({.what = spec, .done = std::ssize(result.rows), .total = std::ssize(all)});
  }
  return result;
}

MemoryResult encoding_memory(const MemoryOptions& options, const Context& context) {
  std::vector<std::string> specs;
  for (const position::SchemeEntry& entry : position::schemes()) specs.emplace_back(entry.name);
  return encoding_memory(options, specs, context);
}

report::Document document(const MemoryResult& result) {
  const MemoryOptions& o = result.options;
  report::Table table{.caption = fmt::format("One causal layer at {} tokens, {} heads of {} channels, float32, read in "
                                             "blocks of {}",
                                             o.tokens, o.heads, o.head_channels, o.block),
                      .columns = {{"encoding", "", report::Align::kLeft},
                                  {"a block", "MiB"},
                                  {"times nope", ""},
                                  {"a query and key", "bytes"}},
                      .rows = {}};
  const auto pairs = static_cast<double>(o.block * o.tokens), nope = static_cast<double>(result.rows.front().bytes);
  for (const MemoryRow& row : result.rows) {
    const auto bytes = static_cast<double>(row.bytes);
    table.rows.push_back({row.spec, fmt::format("{:.1f}", bytes / (1 << 20)), fmt::format("{:.1f}", bytes / nope),
                          fmt::format("{:.0f}", bytes / pairs)});
  }
  return {
      .title = "Memory of encodings",
      .parts = {std::move(table),
                report::Paragraph{
                    .text = fmt::format(
                        "What a layer holds at once beside its weights and the cache it found, measured. Where that is "
                        "many times "
                        "what nope takes, there is a number for every head, query and key: read whole instead of in "
                        "blocks, such a layer would hold {:.0f} times as much.",
                        static_cast<double>(o.tokens) / static_cast<double>(o.block))}}};
}

io::Json to_json(const MemoryResult& result) {
  io::Json json = {{"schema", "sextant.encoding-memory/1"},
                   {"tokens", result.options.tokens},
                   {"block", result.options.block},
                   {"heads", result.options.heads},
                   {"head_channels", result.options.head_channels},
                   {"encodings", io::Json::array()}};
  for (const MemoryRow& row : result.rows) json["encodings"].push_back({{"spec", row.spec}, {"bytes", row.bytes}});
  return json;
}

}  // namespace sextant::tasks
