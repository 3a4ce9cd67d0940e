#include "sextant/position/composition.h"
#include "sextant/position/heads.h"
#include "sextant/position/registry.h"
#include "sextant/position/scaled_rows.h"
#include "sextant/position/scores/visibility.h"

namespace sextant::position {
namespace {

/// Builds what a composition names. Modules without weights of each layer's own are built once.
class Builder {
 public:
  Builder(const Composition& plan, const SchemeRequest& request) : plan_(plan), request_(request) {}

  LayerScheme layer(const std::vector<size_t>& members) {
    LayerScheme scheme;
    std::vector<std::shared_ptr<ScoreEncoding>> modifiers;
    std::vector<RotationsOnHeads::Part> rotations;
    for (const size_t n : members) {
      const Member& member = plan_.members[n];
      if (member.entry->name == "sinks") check_window(members);
      if (member.entry->name == "sinks") continue;
      const Encoding encoding = encoding_of(n, members);
      if (const auto* rotation = std::get_if<std::shared_ptr<RotationEncoding>>(&encoding)) {
        check_across(member, **rotation);
        rotations.push_back({*rotation, member.heads, key_heads(member)});
      }
      if (const auto* scores = std::get_if<std::shared_ptr<ScoreEncoding>>(&encoding))
        (member.modifier ? modifiers : scheme.scores).push_back(*scores);
      if (const auto* rule = std::get_if<std::shared_ptr<AttentionRule>>(&encoding)) {
        TORCH_CHECK_VALUE(scheme.rule == nullptr, "scheme: a layer has one attention rule, got a second, ",
                          member.entry->name);
        scheme.rule = *rule;
      }
    }
    scheme.rotation = joined(rotations);
    scheme.scores.insert(scheme.scores.end(), modifiers.begin(), modifiers.end());
    return scheme;
  }

 private:
  std::vector<int64_t> key_heads(const Member& member) const {
    return key_heads_of(member.entry->name, member.heads, counts());
  }
  HeadCounts counts() const { return {request_.heads, request_.key_heads}; }

  void check_across(const Member& member, RotationEncoding& rotation) const {
    TORCH_CHECK_VALUE(request_.direction != Direction::kAcross || !rotation.versions({.count = 1}).defined(),
                      "scheme: ", member.entry->name,
                      " turns by the length of one sequence, got attention from one sequence to another");
  }

  const settings::Spec* sinks(const std::vector<size_t>& members) const {
    for (const size_t n : members)
      if (plan_.members[n].entry->name == "sinks") return &plan_.members[n].own;
    return nullptr;
  }

  void check_window(const std::vector<size_t>& members) const {
    for (const size_t n : members)
      if (plan_.members[n].entry->name == "window") return;
    scheme_entry("sinks").make(request_, {});  // refuses
  }

  /// Member n, on its heads.
  Encoding encoding_of(size_t n, const std::vector<size_t>& members) {
    const Member& member = plan_.members[n];
    const bool own = (member.entry->traits & kPerLayer) && !member.sharing.share;
    if (const auto found = shared_.find(n); found != shared_.end() && !own) return found->second;
    Encoding made = member.entry->name == "window" ? Encoding(make_window(member.own, sinks(members)))
                                                   : member.entry->make(request_, member.own);
    return shared_[n] = on_heads(made, member);
  }

  Encoding on_heads(const Encoding& whole, const Member& member) const {
    if (!member.some_heads) return whole;
    if (const auto* scores = std::get_if<std::shared_ptr<ScoreEncoding>>(&whole))
      return std::make_shared<ScoresOnHeads>(*scores, member.heads, request_.heads);
    if (const auto* rule = std::get_if<std::shared_ptr<AttentionRule>>(&whole))
      return std::make_shared<RuleOnHeads>(*rule, member.heads, counts());
    return whole;
  }

  /// The rotations of a layer as one; equal parts give the same module again.
  std::shared_ptr<RotationEncoding> joined(const std::vector<RotationsOnHeads::Part>& parts) {
    if (parts.empty()) return nullptr;
    if (parts.size() == 1 && std::ssize(parts[0].heads) == request_.heads) return parts[0].rotation;
    std::vector<RotationEncoding*> key;
    for (const RotationsOnHeads::Part& part : parts) key.push_back(part.rotation.get());
    std::shared_ptr<RotationEncoding>& known = joined_[key];
    if (known == nullptr) known = std::make_shared<RotationsOnHeads>(parts, counts());
    return known;
  }

  const Composition& plan_;
  const SchemeRequest& request_;
  std::map<size_t, Encoding> shared_ = {};
  std::map<std::vector<RotationEncoding*>, std::shared_ptr<RotationEncoding>> joined_ = {};
};

std::shared_ptr<PositionAssigner> assigner_of(const Member* member) {
  if (member == nullptr || member->assigner == nullptr) return nullptr;
  return member->assigner->make(member->assigner_options);
}

InputTerm input_term(const Composition& plan, const SchemeRequest& request) {
  if (plan.input == nullptr) return {};
  const Member& member = *plan.input;
  TORCH_CHECK_VALUE(0 <= member.fusion.dropout && member.fusion.dropout < 1, member.entry->name,
                    ": dropout must be at least 0 and below 1, got ", member.fusion.dropout);
  const auto encoding = std::get<std::shared_ptr<EmbeddingEncoding>>(member.entry->make(request, member.own));
  const double root = std::sqrt(static_cast<double>(request.channels));
  const double initial = member.entry->traits & kUnitRows ? 1 / root : 1;
  return {.encoding = scaled_rows(encoding, {member.entry->name, member.fusion.scale, initial}),
          .embed_scale = member.fusion.embed_scale == EmbedScale::kSqrt ? root : 1,
          .fusion = member.fusion.fuse,
          .dropout = member.fusion.dropout,
          .layers = plan.input_layers,
          .ids = assigner_of(&member)};
}

/// Without a causal mask a model that encodes nothing sees a bag of tokens.
void warn_of_bag(const Composition& plan, const SchemeRequest& request) {
  const bool nothing = std::ranges::all_of(
      plan.members, [](const Member& member) { return member.modifier || member.site == Site::kNowhere; });
  if (nothing && request.direction == Direction::kBothWays)
    TORCH_WARN("scheme: nope without a causal mask gives the model no order of tokens");
}

/// The request, able to build the scheme that an option `over=` names, with that scheme's defaults.
SchemeRequest with_nested(const SchemeRequest& request) {
  SchemeRequest outer = request;
  outer.nested = [request](std::string_view name) { return scheme_entry(name).make(request, {}); };
  return outer;
}

Scheme build(std::string_view text, const SchemeRequest& plain) {
  const SchemeRequest request = with_nested(plain);
  const Composition plan = compose(text, request);
  Scheme scheme{.input = input_term(plan, request), .ids = assigner_of(plan.ids)};
  Builder builder(plan, request);
  for (const std::vector<size_t>& members : plan.layers) scheme.layers.push_back(builder.layer(members));
  std::vector<settings::Spec> canonical_members;
  for (const Member& member : plan.members) canonical_members.push_back(canonical(member, request));
  scheme.spec = settings::print(canonical_members);
  warn_of_bag(plan, request);
  return scheme;
}

void check_request(const SchemeRequest& request) {
  TORCH_CHECK_VALUE(request.layers >= 0, "scheme: layers must be at least 0, got ", request.layers);
  TORCH_CHECK_VALUE(request.longest >= 1, "scheme: longest must be at least 1, got ", request.longest);
  TORCH_CHECK_VALUE(request.key_heads >= 1 && request.heads % request.key_heads == 0,
                    "scheme: heads must be a multiple of key heads, got ", request.heads, " and ", request.key_heads);
}
}  // namespace

Scheme make_scheme(std::string_view spec, const SchemeRequest& request) {
  check_request(request);
  try {
    return build(spec, request);
  } catch (const std::invalid_argument& wrong_text) {  // of the room settings, which knows no torch
    TORCH_CHECK_VALUE(false, wrong_text.what());
  }
}

}  // namespace sextant::position
