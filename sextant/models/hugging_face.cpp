#include "sextant/models/hugging_face.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "sextant/io/reading.h"
#include "sextant/models/hugging_face_rope.h"
#include "sextant/settings/value.h"

namespace sextant::models {
namespace {

using position::Direction;

/// Rotary families: what their code has where the configuration is silent.
struct RotaryFamily {
  std::string_view model_type;
  PairLayout layout = PairLayout::kHalves;
  double base = 10000;
  double fraction = 1;
  int64_t pattern = 0;             ///< every n-th layer is full, the others have a window; 0 = no pattern
  bool window_on_request = false;  ///< use_sliding_window is off unless it is said
  int64_t plain_every = 0;         ///< every n-th layer has no rotation; 0 = none
};
constexpr auto kInterleaved = PairLayout::kInterleaved;
constexpr RotaryFamily kRotary[] = {
    {"llama"},
    {"mistral"},
    {.model_type = "mixtral", .base = 1e6},
    {.model_type = "qwen2", .window_on_request = true},
    {.model_type = "qwen2_moe", .window_on_request = true},
    {.model_type = "qwen3", .window_on_request = true},
    {.model_type = "qwen3_moe", .window_on_request = true},
    {"gemma"},
    {.model_type = "gemma2", .pattern = 2},
    {.model_type = "gemma3_text", .base = 1e6, .pattern = 6},
    {.model_type = "phi", .fraction = 0.5},
    {"phi3"},
    {.model_type = "stablelm", .fraction = 0.25},
    {.model_type = "persimmon", .fraction = 0.5},
    {.model_type = "gpt_neox", .fraction = 0.25},
    {"olmo"},
    {"olmo2"},
    {"olmoe"},
    {"starcoder2"},
    {"falcon"},
    {"granite"},
    {.model_type = "smollm3", .base = 2e6, .window_on_request = true, .plain_every = 4},
    {.model_type = "gpt_oss", .base = 150000, .pattern = 2},
    {.model_type = "cohere", .layout = kInterleaved, .base = 500000},
    {.model_type = "cohere2", .layout = kInterleaved, .pattern = 4},
    {.model_type = "glm", .layout = kInterleaved, .fraction = 0.5},
    {.model_type = "glm4", .layout = kInterleaved, .fraction = 0.5},
    {.model_type = "gptj", .layout = kInterleaved},
    {.model_type = "codegen", .layout = kInterleaved},
};

/// Families with a trained row a position.
struct TableFamily {
  std::string_view model_type;
  int64_t start;  ///< rows before that of the first token
  Direction direction;
  bool start_counts;  ///< whether the configuration's number of rows includes those
};
constexpr TableFamily kTables[] = {
    {"gpt2", 0, Direction::kCausal, false},      {"gpt_neo", 0, Direction::kCausal, false},
    {"opt", 2, Direction::kCausal, false},       {"bert", 0, Direction::kBothWays, false},
    {"electra", 0, Direction::kBothWays, false}, {"roberta", 2, Direction::kBothWays, true},
};

/// The sizes under every name they have.
position::SchemeRequest sizes_of(io::Reading& fields) {
  const auto first = [&](std::initializer_list<const char*> keys) -> std::optional<int64_t> {
    std::optional<int64_t> found;
    for (const char* key : keys)
      if (const auto value = fields.integer(key); value && !found) found = value;
    return found;
  };
  const auto needed = [&](std::initializer_list<const char*> keys) {
    const std::optional<int64_t> value = first(keys);
    if (!value) fields.refuse(std::string("'") + *keys.begin() + "' is missing");
    if (*value < 1)
      fields.refuse(std::string("'") + *keys.begin() + "' must be at least 1, got " + std::to_string(*value));
    return *value;
  };
  const int64_t channels = needed({"hidden_size", "n_embd", "d_model"});
  const int64_t heads = needed({"num_attention_heads", "n_head", "num_heads", "n_heads"});
  const int64_t layers = needed({"num_hidden_layers", "n_layer", "num_layers", "n_layers"});
  return {.channels = channels,
          .layers = layers,
          .heads = heads,
          .key_heads = first({"num_key_value_heads"}).value_or(heads),
          .head_channels = first({"head_dim", "d_kv"}).value_or(channels / heads),
          .longest = first({"max_position_embeddings", "n_positions", "max_seq_len", "seq_length"}).value_or(0)};
}

/// Layers by what they carry, as a plan: "rope@0/2,nope@1".
std::string plan_of(const std::vector<std::string>& layers) {
  std::vector<std::string> order;
  std::map<std::string, std::string> sets;
  for (size_t l = 0; l < layers.size(); ++l) {
    std::string& set = sets[layers[l]];
    if (set.empty()) order.push_back(layers[l]);
    set += (set.empty() ? "" : "/") + std::to_string(l);
  }
  if (order.size() == 1) return order[0];
  std::vector<std::string> groups;
  for (const std::string& spec : order) groups.push_back(spec + "@" + sets[spec]);
  return settings::join(groups, ",");
}

constexpr const char* kSliding = "sliding_attention";
constexpr const char* kFull = "full_attention";

/// The type of each layer: as listed, every n-th full by a pattern, or windows from some layer on.
std::vector<std::string> layer_types(io::Reading& fields, const RotaryFamily& family, int64_t layers,
                                     const std::optional<int64_t>& window) {
  const auto listed = fields.texts("layer_types");
  const int64_t pattern = fields.integer("sliding_window_pattern").value_or(family.pattern);
  const bool wanted = fields.flag("use_sliding_window").value_or(!family.window_on_request);
  const int64_t first = fields.integer("max_window_layers").value_or(0);
  if (listed && std::ssize(*listed) != layers)
    fields.refuse("'layer_types' must name " + std::to_string(layers) + " layers, got " +
                  std::to_string(listed->size()));
  if (listed) return *listed;
  std::vector<std::string> types;
  for (int64_t l = 0; l < layers; ++l) {
    const bool slides = pattern > 0 ? (l + 1) % pattern != 0 : window && wanted && l >= first;
    types.emplace_back(slides ? kSliding : kFull);
  }
  return types;
}

/// The dictionary of each type of layer; null where a type has none. One dictionary without types is that of all.
std::map<std::string, io::Json> dictionaries(io::Reading& fields, const std::vector<std::string>& types) {
  const io::Json *now = fields.object("rope_parameters"), *before = fields.object("rope_scaling");
  if (now && before && *now != *before) fields.refuse("'rope_parameters' and 'rope_scaling' contradict each other");
  const io::Json given = now ? *now : before ? *before : io::Json::object();
  const bool nested = std::ranges::any_of(types, [&](const std::string& type) { return given.contains(type); });
  std::map<std::string, io::Json> by_type;
  for (const std::string& type : types) {
    if (nested && !given.contains(type)) fields.refuse("'rope_parameters' says nothing of \"" + type + "\" layers");
    by_type[type] = nested ? given[type] : given;
  }
  for (const auto& [key, value] : given.items())
    if (nested && !by_type.contains(key)) fields.refuse("'rope_parameters' names \"" + key + "\", which no layer is");
  return by_type;
}

RopeSurroundings surroundings(io::Reading& fields, const RotaryFamily& family, const position::SchemeRequest& request) {
  const std::optional<double> theta = fields.number("rope_theta"), older_theta = fields.number("rotary_emb_base");
  const std::optional<double> part = fields.number("partial_rotary_factor"), older_part = fields.number("rotary_pct");
  const std::optional<int64_t> turned = fields.integer("rotary_dim");
  const double head = static_cast<double>(request.head_channels);
  const double fraction = turned ? static_cast<double>(*turned) / head : family.fraction;
  return {.layout = family.layout,
          .base = theta ? *theta : older_theta.value_or(family.base),
          .fraction = part ? *part : older_part.value_or(fraction),
          .longest = request.longest,
          .original = fields.integer("original_max_position_embeddings")};
}

/// Whether a layer turns its heads at all. SmolLM3 lists it; Cohere 2 turns them inside windows alone.
std::function<bool(int64_t, const std::string&)> turning(io::Reading& fields, const RotaryFamily& family) {
  const auto listed = fields.numbers("no_rope_layers");
  const int64_t interval = fields.integer("no_rope_layer_interval").value_or(family.plain_every);
  const bool windows_alone = family.model_type == "cohere2";
  return [=](int64_t layer, const std::string& type) {
    if (listed) return layer < std::ssize(*listed) && (*listed)[static_cast<size_t>(layer)] != 0;
    if (interval > 0) return (layer + 1) % interval != 0;
    return !windows_alone || type == kSliding;
  };
}

std::string rotary_plan(io::Reading& fields, const RotaryFamily& family, const position::SchemeRequest& request) {
  const std::optional<int64_t> window = fields.integer("sliding_window");
  const std::vector<std::string> types = layer_types(fields, family, request.layers, window);
  const std::map<std::string, io::Json> by_type = dictionaries(fields, types);
  const RopeSurroundings around = surroundings(fields, family, request);
  const std::optional<double> local = fields.number("rope_local_base_freq");
  const auto turns = turning(fields, family);
  std::vector<std::string> specs;
  for (int64_t l = 0; l < request.layers; ++l) {
    const std::string& type = types[static_cast<size_t>(l)];
    const io::Json& dictionary = by_type.at(type);
    const bool of_window = type == kSliding;
    if (!of_window && type != kFull) fields.refuse("'layer_types' names \"" + type + "\", which is unknown here");
    if (of_window && !window) fields.refuse("'layer_types' names \"sliding_attention\" without 'sliding_window'");
    const std::string where = fields.where() + ": rope parameters";
    std::string spec = "nope";
    if (turns(l, type) && !dictionary.is_null()) {
      RopeSurroundings here = around;
      if (of_window && local) here.base = *local;
      spec = rope_spec(of_window && local ? io::Json::object() : dictionary, where, here);
    }
    specs.push_back(of_window ? spec + "+window:size=" + std::to_string(*window) : spec);
  }
  return plan_of(specs);
}

std::string alibi_of(io::Reading& fields, const std::string& model_type) {
  if (model_type != "mpt") return "alibi";
  const io::Json* attention = fields.object("attn_config");
  if (!attention) return "learned";
  io::Reading inner(*attention, fields.where() + ": attn_config");
  const bool alibi = inner.flag("alibi").value_or(false);
  const double greatest = inner.number("alibi_bias_max").value_or(8);
  if (alibi && greatest != 8) inner.refuse("'alibi_bias_max' must be 8, as the slopes of ALiBi have it");
  return alibi ? "alibi" : "learned";
}

std::string t5_of(io::Reading& fields) {
  const int64_t buckets = fields.integer("relative_attention_num_buckets").value_or(32);
  const int64_t distance = fields.integer("relative_attention_max_distance").value_or(128);
  return "t5:buckets=" + std::to_string(buckets) + ",distance=" + std::to_string(distance);
}

std::string table_of(io::Reading& fields, const TableFamily& family, position::SchemeRequest& request) {
  const std::string kind = fields.text("position_embedding_type").value_or("absolute");
  if (kind != "absolute") fields.refuse("'position_embedding_type' must be \"absolute\", got \"" + kind + "\"");
  if (family.start_counts) request.longest -= family.start;
  if (request.longest < 1) fields.refuse("'max_position_embeddings' leaves no row for a token");
  const std::string rows = "learned:rows=" + std::to_string(request.longest + family.start);
  return family.start == 0 ? rows : rows + ",start=" + std::to_string(family.start);
}

template <class Family>
const Family* family_named(std::span<const Family> families, const std::string& model_type) {
  const auto found = std::ranges::find(families, model_type, &Family::model_type);
  return found == families.end() ? nullptr : &*found;
}

[[noreturn]] void refuse_family(io::Reading& fields, const std::string& model_type) {
  std::vector<std::string> known{"bloom", "mpt", "t5", "mt5"};
  for (const RotaryFamily& family : kRotary) known.emplace_back(family.model_type);
  for (const TableFamily& family : kTables) known.emplace_back(family.model_type);
  std::ranges::sort(known);
  fields.refuse("model_type \"" + model_type + "\" is unknown here" + settings::did_you_mean(model_type, known) +
                "; known: " + settings::join(known, ", "));
}

}  // namespace

PublishedPosition hugging_face_position(const io::Json& config, const std::string& where) {
  io::Reading fields(config, where);
  const std::optional<std::string> model_type = fields.text("model_type");
  if (!model_type) fields.refuse("'model_type' is missing");
  PublishedPosition found{.spec = {}, .request = sizes_of(fields)};
  found.request.scale_inside_windows = true;  // published models are as they are
  if (found.request.longest == 0) {           // unbounded encodings do not say
    const bool unbounded = *model_type == "bloom" || *model_type == "t5" || *model_type == "mt5";
    if (!unbounded) fields.refuse("'max_position_embeddings' is missing");
    found.request.longest = *model_type == "bloom" ? 2048 : 512;  // what both were trained at
  }
  const bool alibi = fields.flag("alibi").value_or(*model_type == "bloom" || *model_type == "mpt");
  if (alibi) {
    found.spec = alibi_of(fields, *model_type);
  } else if (*model_type == "t5" || *model_type == "mt5") {
    found.spec = t5_of(fields);
    found.request.direction = Direction::kBothWays;
  } else if (const auto* rotary = family_named<RotaryFamily>(kRotary, *model_type)) {
    found.spec = rotary_plan(fields, *rotary, found.request);
  } else if (const auto* table = family_named<TableFamily>(kTables, *model_type)) {
    found.spec = table_of(fields, *table, found.request);
    found.request.direction = table->direction;
  } else {
    refuse_family(fields, *model_type);
  }
  // A field nobody read is passed over only if its name has nothing to do with positions.
  fields.expect_none_unread(
      {"rope", "rotary", "position", "alibi", "relative_attention", "window", "theta", "layer_types"}, "model_type");
  return found;
}

}  // namespace sextant::models
