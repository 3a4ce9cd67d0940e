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
  if (options.block % 2 != 0 || options.tokens < 2 * options.block)
    throw Failure(
        {.code = "E-USAGE-VALUE",
         .message = fmt::format("tokens must be at least two blocks of an even number, got {} and blocks of {}",
                                options.tokens, options.block)});
}

}  // namespace

BlockMemory block_memory(const MemoryOptions& options, const std::string& spec) {
  PeakMemory memory;  // before the model: what is freed must have been seen made
  models::Session session(model_of(options, spec), 1, options.tokens);
  const torch::Tensor tokens = torch::arange(options.tokens).remainder(kVocabulary).unsqueeze(0);
  const auto bytes_of_next = [&](int64_t queries) {
    memory.restart();
    session.step(tokens.slice(1, session.length(), session.length() + queries));
    return memory.bytes();
  };
  const int64_t before = options.tokens - options.block - options.block / 2;
  while (session.length() < before) bytes_of_next(std::min(options.block, before - session.length()));
  const int64_t half = bytes_of_next(options.block / 2);
  return {.half = half, .whole = bytes_of_next(options.block)};
}

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
    const BlockMemory measured = block_memory(options, spec);
    const auto pairs = static_cast<double>(options.block / 2 * options.tokens);
    result.rows.push_back(
        {.spec = spec, .measured = measured, .by_pair = static_cast<double>(measured.whole - measured.half) / pairs});
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
                                  {"a query and key", "bytes"},
                                  {"all pairs", "GiB"}},
                      .rows = {}};
  const auto nope = static_cast<double>(result.rows.front().measured.whole);
  for (const MemoryRow& row : result.rows) {
    const auto bytes = static_cast<double>(row.measured.whole), tokens = static_cast<double>(o.tokens);
    table.rows.push_back({row.spec, fmt::format("{:.1f}", bytes / (1 << 20)), fmt::format("{:.1f}", bytes / nope),
                          fmt::format("{:.1f}", row.by_pair),
                          fmt::format("{:.1f}", row.by_pair * tokens * tokens / (1 << 30))});
  }
  return {.title = "Memory of encodings",
          .parts = {std::move(table),
                    report::Paragraph{.text = "What a layer holds at once beside its weights and its cache, measured. "
                                              "Bytes for every pair of query and key are what a long sequence cannot "
                                              "afford whole: the last column is what they come to where nothing is "
                                              "read in blocks."}}};
}

io::Json to_json(const MemoryResult& result) {
  io::Json json = {{"schema", "sextant.encoding-memory/1"},
                   {"tokens", result.options.tokens},
                   {"block", result.options.block},
                   {"heads", result.options.heads},
                   {"head_channels", result.options.head_channels},
                   {"encodings", io::Json::array()}};
  for (const MemoryRow& row : result.rows)
    json["encodings"].push_back({{"spec", row.spec},
                                 {"half_block_bytes", row.measured.half},
                                 {"block_bytes", row.measured.whole},
                                 {"bytes_by_pair", row.by_pair}});
  return json;
}

}  // namespace sextant::tasks
