#include "sextant/tasks/inspect_model.h"

#include <string>
#include <utility>

#include "sextant/models/config.h"
#include "sextant/position/registry.h"

namespace sextant::tasks {
namespace {

using models::TransformerOptions;

position::Scheme scheme_of(const TransformerOptions& options) {
  return position::make_scheme(options.pos, {.channels = options.channels,
                                             .layers = options.layers,
                                             .heads = options.heads,
                                             .key_heads = options.key_heads,
                                             .head_channels = options.head_channels,
                                             .longest = options.longest,
                                             .direction = options.direction});
}

/// "halves" or "interleaved", of the first layer that turns its heads; null if none does.
io::Json rotary_layout(const TransformerOptions& options) {
  for (const position::LayerScheme& layer : scheme_of(options).layers) {
    if (!layer.rotation) continue;
    position::Memory memory;
    const Positions one = {.count = 1};
    const position::LayerCall call{
        .x = torch::zeros({1, 1, options.channels}), .queries = one, .keys = one, .memory = memory};
    const torch::Tensor versions = layer.rotation->versions(one);
    const int64_t version = versions.defined() ? versions.flatten()[0].item<int64_t>() : 0;
    return layer.rotation->rotation(call, version).layout == PairLayout::kHalves ? "halves" : "interleaved";
  }
  return nullptr;
}

/// Keys and values of every layer for one sequence.
int64_t cache_bytes(const TransformerOptions& options, torch::ScalarType dtype, int64_t tokens) {
  const auto element = static_cast<int64_t>(c10::elementSize(dtype));
  return 2 * options.layers * options.key_heads * options.head_channels * tokens * element;
}

std::vector<Fact> own_facts(const models::Config& config, int64_t tokens) {
  const TransformerOptions options = models::resolved(config.options);
  std::vector<Fact> facts;
  const auto say = [&](std::string key, io::Json value) {
    facts.push_back({.group = "model", .key = std::move(key), .value = std::move(value)});
  };
  const io::Json own = models::to_json({.options = options, .dtype = config.dtype})["sextant"];
  for (const auto& [key, value] : own.items()) {
    if (key != "meta") say(key, value);
  }
  for (const auto& [key, value] : config.meta.items()) say("meta." + key, value);
  if (const io::Json layout = rotary_layout(options); !layout.is_null()) say("rotary-layout", layout);
  const int64_t length = tokens > 0 ? tokens : options.longest;
  say("cache-bytes at " + std::to_string(length) + " tokens", cache_bytes(options, config.dtype, length));
  return facts;
}

}  // namespace

std::vector<Fact> model_facts(const std::filesystem::path& config, int64_t tokens) {
  const io::Json json = io::read_json(config);
  if (!json.is_object()) throw std::runtime_error(config.string() + ": must be an object, found " + io::to_text(json));
  if (json.value("model_type", io::Json()) == "sextant") {
    return own_facts(models::config_from(json, config.string()), tokens);
  }
  std::vector<Fact> facts;
  for (const auto& [key, value] : json.items()) facts.push_back({.group = "model", .key = key, .value = value});
  return facts;
}

}  // namespace sextant::tasks
