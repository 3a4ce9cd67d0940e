#include "sextant/position/rotation/rope.h"

#include "sextant/position/ids.h"
#include "sextant/position/rotation/rope_hf32.h"
#include "sextant/position/rotation/rope_lengths.h"

namespace sextant::position {
namespace {
/// Tables of lengths kept at once; past them the oldest goes.
constexpr size_t kRopeTables = 32;

/// A schedule as `scaling=` names it. A factor has no default: 0 is refused, and printing always says the factor.
Scaling default_scaling(ScalingKind kind, int64_t longest) {
  switch (kind) {
    case ScalingKind::kNone:
      return NoScaling{};
    case ScalingKind::kLinear:
      return LinearScaling{.factor = 0};
    case ScalingKind::kNtk:
      return NtkScaling{.factor = 0};
    case ScalingKind::kDynamic:
      return DynamicScaling{.factor = 0, .original = longest};
    case ScalingKind::kYarn:
      return YarnScaling{.factor = 0, .original = longest};
    case ScalingKind::kLlama3:
      return Llama3Scaling{};
    case ScalingKind::kLongRope:
      return LongRopeScaling{.factor = 0, .original = longest};
    case ScalingKind::kNtkByParts:
      return NtkByPartsScaling{.factor = 0, .original = longest};
    case ScalingKind::kDynamicYarn:
      return DynamicYarnScaling{.original = longest};
    case ScalingKind::kAlpha:
      return AlphaScaling{.alpha = 0};
    case ScalingKind::kClip:
      return ClipScaling{.original = longest};
    case ScalingKind::kNtkMixed:
      return NtkMixedScaling{.factor = 0};
  }
  return NoScaling{};
}

std::string scaling_name(const Scaling& scaling) { return std::string(names_of(ScalingKind{})[scaling.index()].first); }

std::optional<ScalingKind> named_scaling(std::string_view name) {
  for (const auto& [known, kind] : names_of(ScalingKind{}))
    if (known == name) return kind;
  return std::nullopt;
}

/// base=auto is no number: the optional field says it with nothing.
settings::Spec with_base_as_optional(settings::Spec spec) {
  for (auto& [key, value] : spec.options) {
    if (key != "base") continue;
    TORCH_CHECK_VALUE(value == "auto" || settings::parse_real(value), "rope: base must be auto or a number, got '",
                      value, "'");
    if (value == "auto") value = "none";
  }
  return spec;
}

/// The options without which a schedule means nothing: those whose default is 0.
std::vector<std::string> required(const Scaling& scaling) {
  std::vector<std::string> keys;
  const auto visit = [&]<class Field>(std::string_view key, Field& value, std::string_view) {
    if constexpr (std::is_same_v<Field, double>)
      if (value == 0) keys.emplace_back(key);
  };
  Scaling defaults = default_scaling(static_cast<ScalingKind>(scaling.index()), 1);
  std::visit([&](auto& schedule) { fields(schedule, visit); }, defaults);
  return keys;
}

void check_given(const RopeOptions& options, const settings::Spec& spec) {
  for (const std::string& key : required(options.scaling)) {
    const bool given = std::ranges::any_of(spec.options, [&](const auto& option) { return option.first == key; });
    TORCH_CHECK_VALUE(given, "rope: scaling=", scaling_name(options.scaling), " needs ", key);
  }
}

void check_lengths(const LengthRule& rule) {
  const int64_t step = rule.step.value_or(0);
  TORCH_CHECK_VALUE(step >= 0, "rope: step must be at least 0, got ", step);
  TORCH_CHECK_VALUE(step == 0 || rule.length == "query", "rope: step is for length=query, got ", step);
  fixed_length(rule);
}

void check_options(const RopeOptions& options) {
  const bool learned = options.freqs == FrequencyTraining::kLearned;
  const std::optional<LengthRule> rule = length_rule(options.scaling);
  TORCH_CHECK_VALUE(!learned || !rule, "rope: freqs=learned excludes scaling=", scaling_name(options.scaling));
  TORCH_CHECK_VALUE(!learned || options.angles == AngleMode::kFloat64, "rope: freqs=learned excludes angles=hf32");
  if (rule) check_lengths(*rule);
  if (const auto* yarn = std::get_if<YarnScaling>(&options.scaling)) {
    TORCH_CHECK_VALUE(yarn->mscale.has_value() == yarn->mscale_all.has_value(),
                      "rope: mscale and mscale_all are a ratio and given together, got one");
    TORCH_CHECK_VALUE(!yarn->temperature || !yarn->mscale, "rope: temperature stands in place of mscale, got both");
  }
}
}  // namespace

RopeOptions RopeOptions::of(const SchemeRequest& request, const settings::Spec& spec) {
  RopeOptions options{.channels = request.head_channels, .longest = request.longest};
  for (const auto& [key, value] : spec.options)
    if (const auto kind = named_scaling(value); key == "scaling" && kind)
      options.scaling = default_scaling(*kind, request.longest);
  return options;
}

int64_t rotated_channels(const RopeOptions& options) {
  TORCH_CHECK_VALUE(0 < options.fraction && options.fraction <= 1, "rope: fraction must be above 0 and at most 1, got ",
                    options.fraction);
  const auto rotated = static_cast<int64_t>(static_cast<double>(options.channels) * options.fraction);
  TORCH_CHECK_VALUE(rotated >= 2 && rotated % 2 == 0, "rope: rotated channels must be even and at least 2, got ",
                    rotated);
  return rotated;
}

RotaryBasis rotary_basis(const RopeOptions& options) {
  const int64_t rotated = rotated_channels(options);
  return {rotated, options.base ? *options.base : automatic_base(rotated, options.longest)};
}

RopeImpl::RopeImpl(const RopeOptions& options) : options(options) {
  check_options(options);
  const std::vector<double> initial = position::frequencies(rotary_basis(options), options.scaling);
  if (options.freqs == FrequencyTraining::kLearned)
    frequencies = register_parameter("frequencies", torch::tensor(initial, torch::kFloat32));
}

torch::Tensor RopeImpl::versions(const Positions& positions) {
  const std::optional<LengthRule> rule = length_rule(options.scaling);
  if (!rule || fixed_length(*rule)) return {};
  return query_lengths(*rule, positions);
}

bool RopeImpl::holds(int64_t cached, int64_t known) const {
  const std::optional<LengthRule> rule = length_rule(options.scaling);
  if (!rule || rule->length != "call" || cached == 0) return true;
  return table_length(*rule, cached) == table_length(*rule, known);
}

RowTable& RopeImpl::table(int64_t length) {
  if (const auto found = tables_.find(length); found != tables_.end()) return found->second;
  if (tables_.size() == kRopeTables) tables_.erase(tables_.begin());
  const RotaryBasis basis = rotary_basis(options);
  const double factor = table_factor(options.scaling, length);
  if (options.angles == AngleMode::kFloat64)
    return tables_.emplace(length, rotary_table("rope", position::frequencies(basis, options.scaling, length), factor))
        .first->second;
  const torch::Tensor w = hf32_frequencies(basis, options.scaling, length);
  const auto rows = [w, factor](const torch::Tensor& ids) { return hf32_rows(ids, w, factor); };
  return tables_.emplace(length, RowTable("rope", 1, rows)).first->second;
}

Rotation RopeImpl::rotation(const LayerCall& call, int64_t version) {
  if (frequencies.defined()) return learned_rotation(call);
  const std::optional<LengthRule> rule = length_rule(options.scaling);
  if (!rule) return rotation_from(table(0), call, options.layout);
  return rotation_from(table(fixed_length(*rule).value_or(version)), call, options.layout);
}

Rotation RopeImpl::learned_rotation(const LayerCall& call) const {
  const torch::Tensor w = frequencies.to(torch::kFloat64);
  const double factor = table_factor(options.scaling);
  const torch::ScalarType dtype = table_dtype(call.x);
  const auto rows = [&](const Positions& positions) {
    const torch::Tensor angles = line_ids("rope", positions).to(w.device(), torch::kFloat64).unsqueeze(-1) * w;
    return (torch::stack({angles.cos(), angles.sin()}, -2) * factor).to(dtype);
  };
  const torch::Tensor queries = rows(call.queries), keys = rows(call.keys);
  return {.q_cos = table_part(queries, 0),
          .q_sin = table_part(queries, 1),
          .k_cos = table_part(keys, 0),
          .k_sin = table_part(keys, 1),
          .layout = options.layout};
}

Encoding make_rope(const SchemeRequest& request, const settings::Spec& spec) {
  const RopeOptions options = settings::read(with_base_as_optional(spec), RopeOptions::of(request, spec));
  check_given(options, spec);
  return std::make_shared<RopeImpl>(options);
}

std::vector<std::pair<std::string, std::string>> rope_canonical(const SchemeRequest& request,
                                                                const settings::Spec& spec) {
  const RopeOptions defaults = RopeOptions::of(request, spec);
  const RopeOptions options = settings::read(with_base_as_optional(spec), defaults);
  auto changed = settings::changed(options, defaults);
  for (auto& [key, value] : changed)
    if (key == "base" && value == "none") value = "auto";
  if (options.scaling.index() == 0) return changed;
  // A schedule's own options come after `scaling`, those of every rope before it.
  const auto before = [](const auto& option) {
    constexpr std::array kPlain = {"base", "layout", "fraction", "freqs", "angles"};
    return std::ranges::find(kPlain, option.first) != kPlain.end();
  };
  const auto place = std::ranges::find_if_not(changed, before);
  changed.insert(place, {"scaling", scaling_name(options.scaling)});
  return changed;
}

std::vector<std::array<std::string, 3>> rope_option_list() {
  const RopeOptions plain{.channels = 0, .longest = 0};
  std::vector<std::array<std::string, 3>> rows = settings::options_list(plain);
  for (const auto& [name, kind] : names_of(ScalingKind{})) {
    const std::vector<std::string> needed = required(default_scaling(kind, 1));
    std::visit(
        [&]<class Schedule>(Schedule schedule) {
          for (auto& [key, value, sentence] : settings::options_list(schedule)) {
            rows.push_back({key,
                            std::ranges::count(needed, key) > 0 ? "required"
                            : value == "0" && key == "original" ? "longest"
                                                                : value,
                            "scaling=" + std::string(name) + ": " + sentence});
          }
        },
        default_scaling(kind, 0));
  }
  return rows;
}

}  // namespace sextant::position
