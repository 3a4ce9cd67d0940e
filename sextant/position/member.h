// One member of a plan, its options sorted by who reads them. Between the text and the modules; used by make_scheme.
#pragma once

#include <optional>

#include "sextant/position/registry.h"

namespace sextant::position {

constexpr auto names_of(Fusion) {
  return std::array{std::pair{std::string_view("add"), Fusion::kAdd},
                    std::pair{std::string_view("multiply"), Fusion::kMultiply},
                    std::pair{std::string_view("modulate"), Fusion::kModulate},
                    std::pair{std::string_view("concat"), Fusion::kConcat}};
}

enum class FusedAt { kInput, kEvery };
constexpr auto names_of(FusedAt) {
  return std::array{std::pair{std::string_view("input"), FusedAt::kInput},
                    std::pair{std::string_view("every"), FusedAt::kEvery}};
}

/// What the token embeddings are multiplied by before position is fused with them.
enum class EmbedScale { kNone, kSqrt };
constexpr auto names_of(EmbedScale) {
  return std::array{std::pair{std::string_view("none"), EmbedScale::kNone},
                    std::pair{std::string_view("sqrt"), EmbedScale::kSqrt}};
}

/// Options of every member at place 1.
struct FusionOptions {
  Fusion fuse = Fusion::kAdd;
  FusedAt at = FusedAt::kInput;
  double dropout = 0;
  EmbedScale embed_scale = EmbedScale::kNone;
  std::string scale = "1";  ///< a number, or "learned": one trained number
  bool operator==(const FusionOptions&) const = default;
  /// The defaults beside this row: √C where rows have amplitude 1 (Vaswani et al. 2017, section 3.4).
  static FusionOptions of(const SchemeEntry& entry) {
    return {.embed_scale = entry.traits & kUnitRows ? EmbedScale::kSqrt : EmbedScale::kNone};
  }
};
template <class Visit>
void fields(FusionOptions& options, Visit&& visit) {
  visit("fuse", options.fuse, "x + P, x·P, x·(1 + P), or [x | P] and a linear map");
  visit("at", options.at, "once at the input, or at the input of every layer");
  visit("dropout", options.dropout, "of the sum");
  visit("embed_scale", options.embed_scale, "token embeddings times √C before the fusion, or as they are");
  visit("scale", options.scale, "multiplies the rows: a number, or learned");
}

/// Options of every member.
struct IdsOptions {
  std::optional<std::string> ids = {};  ///< an assigner's name
  bool operator==(const IdsOptions&) const = default;
};
template <class Visit>
void fields(IdsOptions& options, Visit&& visit) {
  visit("ids", options.ids, "where positions come from; its options follow it");
}

/// Options of members whose layers own their weights.
struct ShareOptions {
  bool share = false;
  bool operator==(const ShareOptions&) const = default;
};
template <class Visit>
void fields(ShareOptions& options, Visit&& visit) {
  visit("share", options.share, "one set of weights for all layers");
}

struct Member {
  const SchemeEntry* entry;
  bool modifier;
  settings::Spec own;  ///< the options the entry reads
  Site site;           ///< of this member: `shaw:values=false` acts on scores, not as a rule
  FusionOptions fusion = {};
  ShareOptions sharing = {};
  const AssignerEntry* assigner = nullptr;
  settings::Spec assigner_options = {};
  std::vector<int64_t> heads = {};  ///< all of them if the text names none
  bool some_heads = false;
};

/// @throws std::invalid_argument for options of the wrong form, c10::ValueError for unknown names
Member read_member(const settings::Spec& spec, const SchemeRequest& request);

/// The member as printing writes it: full name, changed options alone.
settings::Spec canonical(const Member& member, const SchemeRequest& request);

/// "rotation" and so on, for messages.
std::string_view name_of(Site site);

}  // namespace sextant::position
