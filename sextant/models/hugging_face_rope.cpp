#include "sextant/models/hugging_face_rope.h"

#include <array>
#include <utility>
#include <vector>

#include "sextant/settings/value.h"

namespace sextant::models {
namespace {

/// Options of a spec, in the order they are added.
class SpecText {
 public:
  explicit SpecText(std::string name) : name_(std::move(name)) {}

  void add(const std::string& key, const std::string& value) {
    options_ += (options_.empty() ? ":" : ",") + key + "=" + value;
  }
  void add(const std::string& key, double value) { add(key, settings::print_real(value)); }
  void add(const std::string& key, const std::optional<double>& value) {
    if (value) add(key, *value);
  }
  void add(const std::string& key, const std::vector<double>& values) {
    std::string list;
    for (const double value : values) list += (list.empty() ? "" : "/") + settings::print_real(value);
    add(key, list);
  }
  std::string text() const { return name_ + options_; }

 private:
  std::string name_, options_ = {};
};

double required(io::Reading& fields, const std::string& key) {
  const std::optional<double> value = fields.number(key);
  if (!value) fields.refuse("'" + key + "' is missing");
  return *value;
}

/// `rope_type`, or `type` as it was called.
std::string type_of(io::Reading& fields) {
  const std::optional<std::string> now = fields.text("rope_type"), before = fields.text("type");
  if (now && before && *now != *before)
    fields.refuse("'rope_type' is \"" + *now + "\" and 'type' is \"" + *before + "\"");
  const std::string type = now ? *now : before.value_or("default");
  if (type == "su") return "longrope";
  return type;
}

/// The length trained at: the model's own field stands above the dictionary's, as for Phi-3.
double original_of(io::Reading& fields, const RopeSurroundings& around) {
  const std::optional<int64_t> inside = fields.integer("original_max_position_embeddings");
  return static_cast<double>(around.original ? *around.original : inside.value_or(around.longest));
}

void add_yarn(io::Reading& fields, const RopeSurroundings& around, SpecText& spec) {
  const double original = original_of(fields, around);
  spec.add("factor", fields.number("factor").value_or(static_cast<double>(around.longest) / original));
  spec.add("original", original);
  // 0 counts as absent there.
  if (const double fast = fields.number("beta_fast").value_or(0); fast != 0) spec.add("fast", fast);
  if (const double slow = fields.number("beta_slow").value_or(0); slow != 0) spec.add("slow", slow);
  if (!fields.flag("truncate").value_or(true)) spec.add("truncate", "false");
  const double mscale = fields.number("mscale").value_or(0), all = fields.number("mscale_all_dim").value_or(0);
  const std::optional<double> temperature = fields.number("attention_factor");
  if (temperature) spec.add("temperature", *temperature);
  if (temperature || mscale == 0 || all == 0) return;
  spec.add("mscale", mscale);
  spec.add("mscale_all", all);
}

void add_longrope(io::Reading& fields, const RopeSurroundings& around, SpecText& spec) {
  const double original = original_of(fields, around);
  for (const auto& [key, ours] : {std::pair{"short_factor", "short"}, std::pair{"long_factor", "long"}}) {
    const std::optional<std::vector<double>> factors = fields.numbers(key);
    if (!factors) fields.refuse(std::string("'") + key + "' is missing");
    spec.add(ours, *factors);
  }
  spec.add("factor", fields.number("factor").value_or(static_cast<double>(around.longest) / original));
  spec.add("original", original);
  spec.add("temperature", fields.number("attention_factor"));
}

void add_llama3(io::Reading& fields, const RopeSurroundings& around, SpecText& spec) {
  spec.add("factor", required(fields, "factor"));
  spec.add("low", required(fields, "low_freq_factor"));
  spec.add("high", required(fields, "high_freq_factor"));
  spec.add("original", original_of(fields, around));
}

void add_scaling(const std::string& type, io::Reading& fields, const RopeSurroundings& around, SpecText& spec) {
  if (type == "default") return;
  spec.add("scaling", type);
  if (type == "linear") {
    spec.add("factor", required(fields, "factor"));
  } else if (type == "dynamic") {
    spec.add("factor", required(fields, "factor"));
    spec.add("original", static_cast<double>(around.longest));
  } else if (type == "yarn") {
    add_yarn(fields, around, spec);
  } else if (type == "longrope") {
    add_longrope(fields, around, spec);
  } else if (type == "llama3") {
    add_llama3(fields, around, spec);
  } else {
    fields.refuse("unknown rope_type \"" + type + "\"; known: default, linear, dynamic, yarn, longrope, llama3, " +
                  "proportional");
  }
}

}  // namespace

std::string rope_spec(const io::Json& dictionary, const std::string& where, const RopeSurroundings& around) {
  io::Reading fields(dictionary, where);
  const std::string type = type_of(fields);
  const bool proportional = type == "proportional";
  SpecText spec(proportional ? "p-rope" : "rope");
  spec.add("base", fields.number("rope_theta").value_or(around.base));
  const double fraction = fields.number("partial_rotary_factor").value_or(around.fraction);
  if (fraction != 1 || proportional) spec.add("fraction", fraction);
  if (around.layout == PairLayout::kInterleaved) spec.add("layout", "interleaved");
  if (proportional) {
    spec.add("factor", fields.number("factor"));
  } else {
    add_scaling(type, fields, around, spec);
  }
  if (const auto unread = fields.unread(); !unread.empty())
    fields.refuse("rope_type \"" + type + "\" has no use for '" + settings::join(unread, "', '") + "'");
  return spec.text();
}

}  // namespace sextant::models
