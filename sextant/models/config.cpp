#include "sextant/models/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "sextant/models/folder.h"

namespace sextant::models {
namespace {

constexpr std::array<std::pair<std::string_view, torch::ScalarType>, 3> kTypes = {
    {{"float32", torch::kFloat32}, {"float64", torch::kFloat64}, {"bfloat16", torch::kBFloat16}}};

[[noreturn]] void refuse(const std::string& where, const std::string& what) {
  throw std::runtime_error(where + ": " + what);
}

[[noreturn]] void refuse_value(const std::string& where, std::string_view key, std::string_view wanted,
                               const io::Json& value) {
  refuse(where, fmt::format("'{}' must be {}, found {}", key, wanted, io::to_text(value)));
}

const io::Json& member(const io::Json& object, std::string_view key, const std::string& where) {
  if (!object.is_object()) refuse(where, "must be an object, found " + io::to_text(object));
  const auto found = object.find(key);
  if (found == object.end()) refuse(where, fmt::format("'{}' is missing", key));
  return *found;
}

/// The pair of a table of names whose name the JSON holds.
template <class Names>
auto named(const Names& names, const io::Json& value, std::string_view key, const std::string& where) {
  std::string legal;
  for (const auto& [name, meant] : names) {
    if (value == name) return meant;
    legal += (legal.empty() ? "\"" : ", \"") + std::string(name) + "\"";
  }
  refuse_value(where, key, legal, value);
}

constexpr std::array<std::pair<std::string_view, Direction>, 2> kDirections = {
    {{"causal", Direction::kCausal}, {"both", Direction::kBothWays}}};

using Backbone = decltype(ModelOptions::backbone);

/// Options of the architecture a config names, not yet filled.
Backbone blank(const io::Json& name, const std::string& where) {
  if (name == "transformer") return TransformerOptions{.vocabulary = 0};
  if (name == "recurrent") return RecurrentOptions{.vocabulary = 0};
  if (name == "encoder-decoder") return EncoderDecoderOptions{.vocabulary = 0};
  refuse_value(where, "architecture", "\"transformer\", \"recurrent\", \"encoder-decoder\"", name);
}

std::string_view name_of(const Backbone& backbone) {
  if (std::holds_alternative<EncoderDecoderOptions>(backbone)) return "encoder-decoder";
  return std::holds_alternative<TransformerOptions>(backbone) ? "transformer" : "recurrent";
}

template <class Names, class Value>
std::string_view name_in(const Names& names, Value value) {
  for (const auto& [name, meant] : names) {
    if (meant == value) return name;
  }
  TORCH_CHECK(false, "sextant, internal: a value without a name in config.json");
}

/// Writes each field of the options.
struct Writer {
  io::Json& object;
  template <class T>
  void operator()(std::string_view key, const T& value, std::string_view) const {
    if constexpr (std::is_enum_v<T>) {
      object[std::string(key)] = name_in(names_of(value), value);
    } else {
      object[std::string(key)] = value;
    }
  }
};

/// Reads each field of the options.
struct Reader {
  const io::Json& object;
  const std::string& where;
  void operator()(std::string_view key, bool& into, std::string_view) const {
    const io::Json& value = member(object, key, where);
    if (!value.is_boolean()) refuse_value(where, key, "true or false", value);
    into = value.get<bool>();
  }
  void operator()(std::string_view key, int64_t& into, std::string_view) const {
    const io::Json& value = member(object, key, where);
    if (!value.is_number_integer()) refuse_value(where, key, "an integer", value);
    into = value.get<int64_t>();
  }
  void operator()(std::string_view key, double& into, std::string_view) const {
    const io::Json& value = member(object, key, where);
    if (!value.is_number()) refuse_value(where, key, "a number", value);
    into = value.get<double>();
  }
  void operator()(std::string_view key, std::string& into, std::string_view) const {
    const io::Json& value = member(object, key, where);
    if (!value.is_string()) refuse_value(where, key, "text", value);
    into = value.get<std::string>();
  }
  template <class Enum>
  requires std::is_enum_v<Enum>
  void operator()(std::string_view key, Enum& into, std::string_view) const {
    into = named(names_of(into), member(object, key, where), key, where);
  }
};

/// Calls `use` on a backbone that may read features: on its `features` and the `extents` of its grid.
template <class Options, class Use>
void with_input(Options& backbone, Use&& use) {
  std::visit(
      [&](auto& some) {
        if constexpr (requires { some.features; }) use(some.features, some.extents);
      },
      backbone);
}

/// Keys of models that have them alone.
void write_input(const Backbone& backbone, io::Json& object) {
  with_input(backbone, [&](int64_t features, const std::vector<int64_t>& extents) {
    if (features > 0) object["features"] = features;
    if (!extents.empty()) object["extents"] = extents;
  });
}

void read_input(const io::Json& own, const std::string& where, Backbone& backbone) {
  with_input(backbone, [&](int64_t& features, std::vector<int64_t>& extents) {
    if (own.contains("features")) Reader{own, where}("features", features, "");
    if (!own.contains("extents")) return;
    const io::Json& sizes = own["extents"];
    const bool integers =
        sizes.is_array() && std::ranges::all_of(sizes, [](const auto& size) { return size.is_number_integer(); });
    if (!integers) refuse_value(where, "extents", "a list of integers", sizes);
    extents = sizes.template get<std::vector<int64_t>>();
  });
}

std::vector<std::string> texts_from(const io::Json& own, std::string_view key, const std::string& where) {
  const io::Json& list = member(own, key, where);
  const bool texts = list.is_array() && std::ranges::all_of(list, [](const auto& item) { return item.is_string(); });
  if (!texts) refuse_value(where, key, "a list of texts", list);
  return list.get<std::vector<std::string>>();
}

ClassifierOptions classifier_from(const io::Json& own, const std::string& where) {
  return {.labels = texts_from(own, "labels", where),
          .pooling = named(names_of(Pooling{}), member(own, "pooling", where), "pooling", where)};
}

/// Refuses a key that nothing here reads: a field ignored is a model that runs otherwise than its folder says.
void check_keys(const io::Json& object, const io::Json& known, const std::string& where) {
  for (const auto& item : object.items()) {
    if (!known.contains(item.key())) refuse(where, fmt::format("unknown key '{}'", item.key()));
  }
}

}  // namespace

io::Json to_json(const ModelOptions& options) {
  io::Json object = {{"architecture", name_of(options.backbone)}};
  std::visit([&](auto backbone) { fields(backbone, Writer{object}); }, options.backbone);
  write_input(options.backbone, object);
  if (const auto* transformer = std::get_if<TransformerOptions>(&options.backbone))
    object["direction"] = name_in(kDirections, transformer->direction);
  if (options.classifier) {
    object["labels"] = options.classifier->labels;
    object["pooling"] = name_in(names_of(Pooling{}), options.classifier->pooling);
  }
  if (options.transcriber) object["symbols"] = options.transcriber->symbols;
  return object;
}

io::Json to_json(const Config& config) {
  io::Json own = {{"format", kFolderFormat}};
  own.update(to_json(config.model));
  own["meta"] = config.meta;
  return {{"model_type", "sextant"}, {"dtype", name_in(kTypes, config.dtype)}, {"sextant", std::move(own)}};
}

Config config_from(const io::Json& json, const std::string& where) {
  const io::Json& type = member(json, "model_type", where);
  if (type != "sextant") refuse_value(where, "model_type", "\"sextant\"", type);
  const io::Json& own = member(json, "sextant", where);
  const io::Json& format = member(own, "format", where);
  if (!format.is_number_integer() || format < 1) refuse_value(where, "format", "an integer of at least 1", format);
  if (format > kFolderFormat) {
    refuse(where, fmt::format("format {} is newer than {}, the newest this library reads", io::to_text(format),
                              kFolderFormat));
  }
  Config config{.model = {.backbone = blank(member(own, "architecture", where), where)}};
  if (own.contains("labels")) config.model.classifier = ClassifierOptions{};
  if (own.contains("symbols")) config.model.transcriber = TranscriberOptions{};
  read_input(own, where, config.model.backbone);
  const io::Json known = to_json(config);
  check_keys(json, known, where);
  check_keys(own, known["sextant"], where);
  std::visit([&](auto& backbone) { fields(backbone, Reader{own, where}); }, config.model.backbone);
  if (auto* transformer = std::get_if<TransformerOptions>(&config.model.backbone))
    transformer->direction = named(kDirections, member(own, "direction", where), "direction", where);
  if (config.model.classifier) *config.model.classifier = classifier_from(own, where);
  if (config.model.transcriber) config.model.transcriber->symbols = texts_from(own, "symbols", where);
  config.dtype = named(kTypes, member(json, "dtype", where), "dtype", where);
  config.meta = member(own, "meta", where);
  return config;
}

}  // namespace sextant::models
