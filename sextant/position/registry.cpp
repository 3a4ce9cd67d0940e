#include "sextant/position/registry.h"

#include "sextant/position/row.h"

namespace sextant::position {
namespace {

Encoding make_nope(const SchemeRequest&, const settings::Spec& spec) {
  settings::read(spec, NoOptions{});
  return std::monostate{};
}

/// The encoding that is none belongs to no place.
std::vector<SchemeEntry> no_rows() {
  return {row_made_by<NoOptions>(
      make_nope,
      {.name = "nope",
       .site = Site::kNowhere,
       .traits = kRelative | kUnbounded | kReal | kGrid,
       .what = "no encoding: causal masks alone give order",
       .source = "arXiv:2305.19466",
       .lesson = {
           .idea = "Nothing is added. A causal mask alone lets a model tell first from last: each query sees another "
                   "number of keys.",
           .formula = "score[i, j] = q_i · k_j / √D",
           .enters = "nowhere",
           .limits = "Without a causal mask the order of tokens is invisible: any permutation of the keys gives the "
                     "same output."}})};
}

std::vector<SchemeEntry> joined(const std::vector<std::vector<SchemeEntry>>& folders) {
  std::vector<SchemeEntry> all;
  for (const std::vector<SchemeEntry>& rows : folders) all.insert(all.end(), rows.begin(), rows.end());
  return all;
}

constexpr std::pair<std::string_view, std::string_view> kAliases[] = {
    {"none", "nope"}, {"rotary", "rope"}, {"xl", "transformer-xl"}};

}  // namespace

std::span<const SchemeEntry> schemes() {
  static const std::vector<SchemeEntry> rows =
      joined({no_rows(), embedding_rows(), rule_rows(), score_rows(), rotation_rows()});
  return rows;
}

std::span<const SchemeEntry> modifiers() {
  static const std::vector<SchemeEntry> rows = modifier_rows();
  return rows;
}

std::span<const AssignerEntry> assigners() {
  static const std::vector<AssignerEntry> rows = assigner_rows();
  return rows;
}

const SchemeEntry& scheme_entry(std::string_view name) {
  for (const auto& [alias, own] : kAliases)
    if (name == alias) name = own;
  std::vector<std::string> known;
  for (const auto& table : {schemes(), modifiers()})
    for (const SchemeEntry& entry : table) {
      if (entry.name == name) return entry;
      known.emplace_back(entry.name);
    }
  for (const AssignerEntry& entry : assigners())
    TORCH_CHECK_VALUE(entry.name != name, "scheme: ", name,
                      " gives an encoding its positions and is none itself: rope:ids=", name, ", got it alone");
  TORCH_CHECK_VALUE(false, "scheme: unknown encoding '", name, "'; encodings: ", settings::join(known, ", "),
                    settings::did_you_mean(name, known));
}

}  // namespace sextant::position
