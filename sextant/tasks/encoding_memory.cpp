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

// Past what tables of distances reach (t5's 128, deberta's 512, distance-bank's 1,024 tokens), so that they are whole.
constexpr int64_t kFewKeys = 1536, kManyKeys = 2048;
constexpr int64_t kFewQueries = 64, kManyQueries = 128;
constexpr int64_t kVocabulary = 2;

/// Tokens at a time on the way to the block that is measured.
constexpr int64_t kStride = 256;

models::Transformer model_of(const MemoryOptions& options, const std::string& spec) {
  models::Transformer model(models::TransformerOptions{.vocabulary = kVocabulary,
                                                       .channels = options.heads * options.head_channels,
                                                       .layers = 1,
                                                       .heads = options.heads,
                                                       .feed_forward = 1,
                                                       .pos = spec,
                                                       .longest = kManyKeys},
                            1);
  model->eval();
  return model;
}

/// The plane through four corners.
MemoryPlane plane_of(const MemoryOptions& options, const std::string& spec) {
  const auto at = [&](int64_t queries, int64_t keys) {
    return static_cast<double>(layer_bytes(options, spec, queries, keys));
  };
  constexpr double kQueries = kManyQueries - kFewQueries, kKeys = kManyKeys - kFewKeys;
  const double corner = at(kFewQueries, kFewKeys), more_queries = at(kManyQueries, kFewKeys);
  const double more_keys = at(kFewQueries, kManyKeys), more_of_both = at(kManyQueries, kManyKeys);
  const double by_pair = (more_of_both - more_queries - more_keys + corner) / (kQueries * kKeys);
  const double by_query = (more_queries - corner) / kQueries - by_pair * kFewKeys;
  const double by_key = (more_keys - corner) / kKeys - by_pair * kFewQueries;
  return {.fixed = corner - by_query * kFewQueries - by_key * kFewKeys - by_pair * kFewQueries * kFewKeys,
          .by_query = by_query,
          .by_key = by_key,
          .by_pair = by_pair};
}

void check(const MemoryOptions& options) {
  const auto at_least_one = [](const char* name, int64_t value) {
    if (value < 1)
      throw Failure({.code = "E-USAGE-VALUE", .message = fmt::format("{} must be at least 1, got {}", name, value)});
  };
  at_least_one("tokens", options.tokens);
  at_least_one("block", options.block);
  at_least_one("heads", options.heads);
  at_least_one("head channels", options.head_channels);
}

std::string mebibytes(double bytes) { return fmt::format("{:.1f}", bytes / (1 << 20)); }

}  // namespace

double MemoryPlane::at(int64_t queries, int64_t keys) const {
  const auto q = static_cast<double>(queries), s = static_cast<double>(keys);
  return fixed + by_query * q + by_key * s + by_pair * q * s;
}

int64_t layer_bytes(const MemoryOptions& options, const std::string& spec, int64_t queries, int64_t keys) {
  PeakMemory memory;  // before the model: what is freed must have been seen made
  models::Session session(model_of(options, spec), 1, keys);
  const torch::Tensor tokens = torch::arange(keys).remainder(kVocabulary).unsqueeze(0);
  for (int64_t from = 0; from < keys - queries; from += kStride)
    session.step(tokens.slice(1, from, std::min(from + kStride, keys - queries)));
  memory.restart();
  session.step(tokens.slice(1, keys - queries));
  return memory.bytes();
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
    const MemoryPlane plane = plane_of(options, spec);
    result.rows.push_back({.spec = spec,
                           .plane = plane,
                           .block_bytes = plane.at(std::min(options.block, options.tokens), options.tokens),
                           .whole_bytes = plane.at(options.tokens, options.tokens)});
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
  report::Table table{.caption = fmt::format("One causal layer at {} tokens, {} heads of {} channels, float32",
                                             o.tokens, o.heads, o.head_channels),
                      .columns = {{"encoding", "", report::Align::kLeft},
                                  {fmt::format("blocks of {}", o.block), "MiB"},
                                  {"all at once", "MiB"},
                                  {"times nope", ""},
                                  {"a query and key", "bytes"}},
                      .rows = {}};
  for (const MemoryRow& row : result.rows)
    table.rows.push_back({row.spec, mebibytes(row.block_bytes), mebibytes(row.whole_bytes),
                          fmt::format("{:.1f}", row.whole_bytes / result.rows.front().whole_bytes),
                          fmt::format("{:.1f}", row.plane.by_pair)});
  return {
      .title = "Memory of encodings",
      .parts = {std::move(table),
                report::Paragraph{.text = "What a layer holds at most beside its weights and its cache, measured on "
                                          "smaller blocks and carried on. Bytes that grow with every pair of query "
                                          "and key are what no long sequence can afford at once; evaluation reads "
                                          "in blocks."}}};
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
                                 {"fixed_bytes", row.plane.fixed},
                                 {"bytes_by_query", row.plane.by_query},
                                 {"bytes_by_key", row.plane.by_key},
                                 {"bytes_by_pair", row.plane.by_pair},
                                 {"block_bytes", row.block_bytes},
                                 {"whole_bytes", row.whole_bytes}});
  return json;
}

}  // namespace sextant::tasks
