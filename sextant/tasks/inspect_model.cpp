#include "sextant/tasks/inspect_model.h"

#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

#include "sextant/models/config.h"
#include "sextant/models/gguf_position.h"
#include "sextant/models/hugging_face.h"
#include "sextant/models/transformer.h"
#include "sextant/position/registry.h"

namespace sextant::tasks {
namespace {

using models::TransformerOptions;

/// "halves" or "interleaved", of the first layer that turns its heads; null if none does.
io::Json rotary_layout(const std::string& spec, const position::SchemeRequest& request) {
  for (const position::LayerScheme& layer : position::make_scheme(spec, request).layers) {
    if (!layer.rotation) continue;
    position::Memory memory;
    const Positions one = {.count = 1};
    const position::LayerCall call{
        .x = torch::zeros({1, 1, request.channels}), .queries = one, .keys = one, .memory = memory};
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

/// Where position enters attention, and what decoding keeps.
void attention_facts(const TransformerOptions& given, torch::ScalarType dtype, int64_t tokens,
                     const std::function<void(std::string, io::Json)>& say) {
  const TransformerOptions options = models::resolved(given);
  if (const io::Json layout = rotary_layout(options.pos, models::request_of(options)); !layout.is_null())
    say("rotary-layout", layout);
  const int64_t length = tokens > 0 ? tokens : options.longest;
  if (options.direction == models::Direction::kCausal)
    say("cache-bytes at " + std::to_string(length) + " tokens", cache_bytes(options, dtype, length));
}

std::vector<Fact> own_facts(models::Config config, int64_t tokens) {
  std::vector<Fact> facts;
  const std::function<void(std::string, io::Json)> say = [&](std::string key, io::Json value) {
    facts.push_back({.group = "model", .key = std::move(key), .value = std::move(value)});
  };
  std::visit([](auto& backbone) { backbone = models::resolved(backbone); }, config.model.backbone);
  const io::Json own = models::to_json(config)["sextant"];
  for (const auto& [key, value] : own.items()) {
    if (key != "meta") say(key, value);
  }
  for (const auto& [key, value] : config.meta.items()) say("meta." + key, value);
  if (const auto* transformer = std::get_if<TransformerOptions>(&config.model.backbone))
    attention_facts(*transformer, config.dtype, tokens, say);
  return facts;
}

/// What a published model's positions are in our words, or why that cannot be said.
std::vector<Fact> position_facts(const std::function<models::PublishedPosition()>& read) {
  std::vector<Fact> facts;
  const auto say = [&](const char* key, io::Json value) {
    facts.push_back({.group = "positions", .key = key, .value = std::move(value)});
  };
  try {
    const models::PublishedPosition found = read();
    say("spec", found.spec);
    if (const io::Json layout = rotary_layout(found.spec, found.request); !layout.is_null())
      say("rotary-layout", layout);
  } catch (const c10::Error& refused) {
    say("not understood", refused.what_without_backtrace());
  } catch (const std::runtime_error& refused) {
    say("not understood", refused.what());
  }
  return facts;
}

}  // namespace

std::vector<Fact> gguf_facts(const io::Gguf& file, const std::string& path) {
  std::vector<Fact> facts;
  for (const auto& [key, value] : file.metadata.items())
    facts.push_back({.group = "model", .key = key, .value = value});
  for (const auto& [key, elements] : file.long_lists)
    facts.push_back({.group = "model", .key = key, .value = "a list of " + std::to_string(elements)});
  for (Fact& fact : position_facts([&] { return models::gguf_position(file, path); })) facts.push_back(std::move(fact));
  return facts;
}

std::vector<Fact> model_facts(const std::filesystem::path& config, int64_t tokens) {
  const io::Json json = io::read_json(config);
  if (!json.is_object()) throw std::runtime_error(config.string() + ": must be an object, found " + io::to_text(json));
  if (json.value("model_type", io::Json()) == "sextant") {
    return own_facts(models::config_from(json, config.string()), tokens);
  }
  std::vector<Fact> facts;
  for (const auto& [key, value] : json.items()) facts.push_back({.group = "model", .key = key, .value = value});
  for (Fact& fact : position_facts([&] { return models::hugging_face_position(json, config.string()); }))
    facts.push_back(std::move(fact));
  return facts;
}

}  // namespace sextant::tasks
