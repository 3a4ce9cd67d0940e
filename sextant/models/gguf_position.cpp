#include "sextant/models/gguf_position.h"

#include <algorithm>
#include <array>
#include <optional>

#include "sextant/io/reading.h"
#include "sextant/models/hugging_face_rope.h"

namespace sextant::models {
namespace {

/// Architectures by what turns, or is added, in llama.cpp. Those whose layers differ by a pattern in its code (gemma2,
/// gemma3, cohere2, smollm3) are not here: the file does not say which.
constexpr std::string_view kInterleaved[] = {"llama",     "deci",    "baichuan", "plamo",      "orion",
                                             "internlm2", "minicpm", "xverse",   "command-r",  "olmo",
                                             "arctic",    "chatglm", "granite",  "granitemoe", "mistral3"};
constexpr std::string_view kHalves[] = {"falcon",   "grok",   "dbrx",     "stablelm",   "qwen",    "qwen2",
                                        "qwen2moe", "qwen3",  "qwen3moe", "olmo2",      "olmoe",   "phi2",
                                        "phi3",     "phimoe", "gemma",    "starcoder2", "gptneox", "codeshell",
                                        "nemotron", "exaone", "openelm"};
constexpr std::string_view kAlibi[] = {"bloom", "mpt", "refact", "jais"};
constexpr std::string_view kLearned[] = {"gpt2"};

template <size_t N>
bool has(const std::string_view (&names)[N], const std::string& name) {
  return std::ranges::find(names, name) != std::end(names);
}

/// The keys of one architecture, without its name before them.
io::Json own_keys(const io::Json& metadata, const std::string& architecture) {
  io::Json own = io::Json::object();
  for (const auto& [key, value] : metadata.items())
    if (key.starts_with(architecture + ".")) own[key.substr(architecture.size() + 1)] = value;
  return own;
}

int64_t at_least_one(io::Reading& fields, const std::string& key) {
  const int64_t value = fields.required_integer(key);
  if (value < 1) fields.refuse("'" + key + "' must be at least 1, got " + std::to_string(value));
  return value;
}

position::SchemeRequest sizes_of(io::Reading& fields) {
  const int64_t channels = at_least_one(fields, "embedding_length"),
                heads = at_least_one(fields, "attention.head_count");
  return {.channels = channels,
          .layers = at_least_one(fields, "block_count"),
          .heads = heads,
          .key_heads = fields.integer("attention.head_count_kv").value_or(heads),
          .head_channels = fields.integer("attention.key_length").value_or(channels / heads),
          .longest = at_least_one(fields, "context_length"),
          .scale_inside_windows = true};
}

void check_factors(const io::Gguf& file, const io::Reading& fields) {
  for (const io::GgufTensor& tensor : file.tensors)
    if (tensor.name.find("rope_freqs") != std::string::npos || tensor.name.find("rope_factors") != std::string::npos)
      fields.refuse("the tensor '" + tensor.name + "' changes each pair's frequency, which is not read here");
}

/// The keys as the dictionary that Hugging Face would have.
std::string rotary_spec(io::Reading& fields, const position::SchemeRequest& request, PairLayout layout) {
  io::Json dictionary = io::Json::object();
  const auto copy = [&](const char* key, const char* theirs) {
    if (const std::optional<double> value = fields.number(key)) dictionary[theirs] = *value;
  };
  const std::string type = fields.text("rope.scaling.type").value_or("none");
  const std::optional<double> older = fields.number("rope.scale_linear");
  dictionary["rope_type"] = type == "none" ? (older.value_or(1) == 1 ? "default" : "linear") : type;
  if (older.value_or(1) != 1) dictionary["factor"] = *older;
  copy("rope.freq_base", "rope_theta");
  copy("rope.scaling.factor", "factor");
  if (type == "yarn" || type == "longrope") {
    if (const auto original = fields.integer("rope.scaling.original_context_length"))
      dictionary["original_max_position_embeddings"] = *original;
    copy("rope.scaling.yarn_beta_fast", "beta_fast");
    copy("rope.scaling.yarn_beta_slow", "beta_slow");
  }
  if (dictionary["rope_type"] == "default") {
    fields.pass("rope.scaling.original_context_length");  // says what it was trained at, and changes nothing
    if (dictionary.value("factor", 1.0) != 1) fields.refuse("'rope.scaling.factor' stands without a type");
    dictionary.erase("factor");
  }
  const int64_t turned = fields.integer("rope.dimension_count").value_or(request.head_channels);
  const double fraction = static_cast<double>(turned) / static_cast<double>(request.head_channels);
  return rope_spec(dictionary, fields.where() + ": rope",
                   {.layout = layout, .base = 10000, .fraction = fraction, .longest = request.longest});
}

}  // namespace

PublishedPosition gguf_position(const io::Gguf& file, const std::string& where) {
  io::Reading metadata(file.metadata, where);
  const std::string architecture = metadata.text("general.architecture").value_or("");
  if (architecture.empty()) metadata.refuse("'general.architecture' is missing");
  const io::Json own = own_keys(file.metadata, architecture);
  io::Reading fields(own, where + ": " + architecture);
  check_factors(file, fields);
  PublishedPosition found{.spec = {}, .request = sizes_of(fields)};
  if (has(kAlibi, architecture)) {
    const double greatest = fields.number("attention.max_alibi_bias").value_or(8);
    if (greatest != 8) fields.refuse("'attention.max_alibi_bias' must be 8, as the slopes of ALiBi have it");
    found.spec = "alibi";
  } else if (has(kLearned, architecture)) {
    found.spec = "learned:rows=" + std::to_string(found.request.longest);
  } else if (has(kInterleaved, architecture) || has(kHalves, architecture)) {
    const PairLayout layout = has(kInterleaved, architecture) ? PairLayout::kInterleaved : PairLayout::kHalves;
    found.spec = rotary_spec(fields, found.request, layout);
    if (const auto window = fields.integer("attention.sliding_window"); window && *window > 0)
      found.spec += "+window:size=" + std::to_string(*window);
  } else {
    metadata.refuse("the architecture \"" + architecture + "\" is unknown here");
  }
  fields.expect_none_unread({"rope", "alibi", "window", "relative"}, "architecture");
  return found;
}

}  // namespace sextant::models
