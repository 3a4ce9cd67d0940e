#include "sextant/position/composition.h"

#include <set>

#include "sextant/position/heads.h"

namespace sextant::position {
namespace {
bool acts_on_layers(const Member& member) { return member.site != Site::kEmbedding; }

/// The first head both have, or -1.
int64_t common_head(const Member& a, const Member& b) {
  for (const int64_t h : a.heads)
    if (std::ranges::binary_search(b.heads, h)) return h;
  return -1;
}

/// Rule 1 and 2, for two members of one layer.
void check_pair(const Member& a, const Member& b) {
  const int64_t head = common_head(a, b);
  if (a.modifier || b.modifier) {
    TORCH_CHECK_VALUE(a.entry != b.entry || head < 0, "scheme: ", a.entry->name, " is given twice on one layer");
    return;
  }
  if (head < 0 || a.site == Site::kNowhere || b.site == Site::kNowhere) return;
  TORCH_CHECK_VALUE(a.site != b.site, "scheme: ", a.entry->name, " and ", b.entry->name, " both act on ",
                    name_of(a.site), " of head ", head);
  const Member &rule = a.site == Site::kRule ? a : b, &other = a.site == Site::kRule ? b : a;
  TORCH_CHECK_VALUE(rule.site != Site::kRule, "scheme: ", rule.entry->name,
                    " replaces the attention rule and takes no other beside it, got ", other.entry->name, " on head ",
                    head);
}

std::optional<int64_t> visible_tokens(const Member& member) {
  if (!member.modifier || (member.entry->name != "window" && member.entry->name != "chunk")) return std::nullopt;
  for (const auto& [key, value] : member.own.options)
    if (key == "size") return settings::parse_integer(value);
  return std::nullopt;
}

bool scaled(const Member& member) {
  return member.site == Site::kRotation && std::ranges::any_of(member.own.options, [](const auto& option) {
           return option.first == "scaling" && option.second != "none";
         });
}

/// Rule 7: a layer that never sees a longer distance than in training has nothing to scale.
void check_scaling(const Member& rotation, const Member& narrow, const SchemeRequest& request) {
  const std::optional<int64_t> tokens = visible_tokens(narrow);
  if (request.scale_inside_windows || !scaled(rotation) || !tokens) return;
  TORCH_CHECK_VALUE(*tokens >= request.longest, "scheme: ", rotation.entry->name, " is scaled on layers whose ",
                    narrow.entry->name, " shows ", *tokens, " tokens, fewer than the ", request.longest,
                    " of training");
}

void check_layer(const std::vector<Member>& members, const std::vector<size_t>& layer, const SchemeRequest& request) {
  for (size_t a = 0; a < layer.size(); ++a)
    for (size_t b = 0; b < layer.size(); ++b) {
      if (a < b) check_pair(members[layer[a]], members[layer[b]]);
      check_scaling(members[layer[a]], members[layer[b]], request);
    }
}

/// What has no meaning for queries of one sequence and keys of another.
void check_across(const Member& member) {
  constexpr std::string_view kGot = ", got attention from one sequence to another";
  const std::string_view name = member.entry->name;
  TORCH_CHECK_VALUE(!(member.entry->traits & kCausalOnly), "scheme: ", name, " is for causal attention", kGot);
  TORCH_CHECK_VALUE(!(member.entry->traits & kOneSequence), "scheme: ", name, " counts the tokens of one sequence",
                    kGot);
  TORCH_CHECK_VALUE(member.site != Site::kEmbedding, "scheme: ", name, " acts on the embedding", kGot);
  TORCH_CHECK_VALUE(member.assigner == nullptr, "scheme: ids=", member.assigner ? member.assigner->name : "",
                    " gives positions to one sequence", kGot);
}

void check_direction(const Member& member, Direction direction) {
  if (direction == Direction::kAcross) check_across(member);
  TORCH_CHECK_VALUE(!(member.entry->traits & kCausalOnly) || direction == Direction::kCausal,
                    "scheme: ", member.entry->name, " is for causal attention, got attention both ways");
}

/// Rules that concern one member.
void check_member(const Member& member, const SchemeRequest& request) {
  const std::string_view name = member.entry->name;
  check_direction(member, request.direction);
  TORCH_CHECK_VALUE(request.layers > 0 || member.site == Site::kEmbedding || member.site == Site::kNowhere,
                    "scheme: ", name, " acts on ", name_of(member.site), ", got a model without attention");
  if (!member.some_heads) return;
  TORCH_CHECK_VALUE(member.site != Site::kEmbedding, "scheme: ", name,
                    " acts on the embedding, which has no heads, got ", member.own.heads);
  TORCH_CHECK_VALUE(!member.modifier || name == "logn", "scheme: ", name, " holds for all heads, got ",
                    member.own.heads);
  if (member.site == Site::kRotation || member.site == Site::kRule)
    key_heads_of(name, member.heads, {request.heads, request.key_heads});
}

/// Layers of the groups written with "@"; `layer_group[l]` is the group's number or -1.
std::vector<int64_t> named_layers(const std::vector<Member>& members, const SchemeRequest& request) {
  std::vector<int64_t> layer_group(static_cast<size_t>(request.layers), -1);
  std::set<int64_t> seen;
  for (const Member& member : members) {
    if (!acts_on_layers(member) || member.own.layers.empty() || !seen.insert(member.own.group).second) continue;
    for (const int64_t l : settings::indices(member.own.layers, request.layers)) {
      TORCH_CHECK_VALUE(layer_group[static_cast<size_t>(l)] < 0, "scheme: layer ", l, " is named twice");
      layer_group[static_cast<size_t>(l)] = member.own.group;
    }
  }
  return layer_group;
}

/// The group without "@" that has members beyond place 1, or -1.
int64_t group_left_over(const std::vector<Member>& members) {
  const Member* first = nullptr;
  for (const Member& member : members) {
    if (!acts_on_layers(member) || !member.own.layers.empty()) continue;
    TORCH_CHECK_VALUE(first == nullptr || first->own.group == member.own.group,
                      "scheme: ", first ? first->entry->name : "", " and ", member.entry->name,
                      " both take the layers left over; join them with + or name layers with @");
    if (first == nullptr) first = &member;
  }
  return first == nullptr ? -1 : first->own.group;
}

void hand_out_layers(Composition& plan, const SchemeRequest& request) {
  std::vector<int64_t> groups = named_layers(plan.members, request);
  const int64_t rest = group_left_over(plan.members);
  const bool any = std::ranges::any_of(plan.members, acts_on_layers);
  plan.layers.resize(groups.size());
  for (size_t l = 0; l < groups.size(); ++l) {
    if (groups[l] < 0) groups[l] = rest;
    TORCH_CHECK_VALUE(groups[l] >= 0 || !any, "scheme: no group names layer ", l, "; nope leaves it without positions");
    for (size_t n = 0; n < plan.members.size(); ++n)
      if (acts_on_layers(plan.members[n]) && plan.members[n].own.group == groups[l]) plan.layers[l].push_back(n);
    check_layer(plan.members, plan.layers[l], request);
  }
}

void find_input(Composition& plan, const SchemeRequest& request) {
  for (const Member& member : plan.members) {
    if (member.site != Site::kEmbedding) continue;
    TORCH_CHECK_VALUE(plan.input == nullptr, "scheme: ", plan.input ? plan.input->entry->name : "", " and ",
                      member.entry->name, " both act on the embedding");
    plan.input = &member;
    const bool every = member.fusion.at == FusedAt::kEvery || !member.own.layers.empty();
    const std::string layers =
        member.own.layers.empty() ? "0-" + std::to_string(request.layers - 1) : member.own.layers;
    if (every && request.layers > 0) plan.input_layers = settings::indices(layers, request.layers);
  }
}

void find_ids(Composition& plan) {
  for (const Member& member : plan.members) {
    if (member.assigner == nullptr || member.site == Site::kEmbedding) continue;
    TORCH_CHECK_VALUE(plan.ids == nullptr, "scheme: ids hold for the whole model and are written once, got them on ",
                      plan.ids ? plan.ids->entry->name : "", " and ", member.entry->name);
    plan.ids = &member;
  }
}
}  // namespace

Composition compose(std::string_view text, const SchemeRequest& request) {
  Composition plan;
  for (const settings::Spec& spec : settings::parse(text)) {
    plan.members.push_back(read_member(spec, request));
    check_member(plan.members.back(), request);
  }
  find_input(plan, request);
  find_ids(plan);
  hand_out_layers(plan, request);
  return plan;
}

}  // namespace sextant::position
