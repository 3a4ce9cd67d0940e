// The table of every positional encoding: names, places, claims, and how a line of text becomes a scheme.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sextant/position/request.h"
#include "sextant/position/scheme.h"
#include "sextant/settings/spec.h"

namespace sextant::position {

enum class Site { kNowhere, kEmbedding, kRotation, kScores, kRule };

/// What a scheme claims of itself. The contract test proves each claim and each absence. Place 1 and raw keys refuse
/// Direction::kAcross as well: it has no embedding of its own, and no length that both sequences share.
enum Trait : unsigned {
  kRelative = 1,        ///< moving all positions alike changes no score
  kUnbounded = 2,       ///< accepts positions past SchemeRequest::longest
  kPerLayer = 4,        ///< each layer owns its weights; otherwise all layers share one module
  kCausalOnly = 8,      ///< refuses Direction::kBothWays and kAcross
  kReal = 16,           ///< accepts real-valued positions
  kGrid = 32,           ///< accepts positions with several axes
  kReads = 64,          ///< depends on the data, not on positions alone
  kRawKeys = 128,       ///< has versions
  kUnitRows = 512,      ///< rows of amplitude 1 at place 1: token embeddings are scaled up to meet them
  kNoTakeBack = 256,    ///< has a running state: the cache cannot be cut
  kOneSequence = 1024,  ///< counts the tokens of one sequence: refuses Direction::kAcross
};

/// What people are told of an encoding. Data only: numbers are computed where they are shown.
struct Lesson {
  std::string_view idea;     ///< what it does and why, for someone who has not met it
  std::string_view formula;  ///< our words for the paper's symbols
  std::string_view enters;   ///< where in the model
  std::string_view limits;   ///< what it cannot do, and what goes wrong
};

/// A spec of the same scheme that takes another path through the code, and what it claims.
struct Variant {
  std::string_view spec;
  unsigned traits;
};

struct SchemeEntry {
  std::string_view name;  ///< as in a spec; file and main type agree with it
  Site site;
  unsigned traits;
  std::string_view what;              ///< one line, for people
  std::string_view source;            ///< paper and section, or the code that defines it
  Lesson lesson;                      ///< empty for modifiers
  std::span<const Variant> variants;  ///< proven by the contract tests beside the defaults
  Encoding (*make)(const SchemeRequest&, const settings::Spec&);
  /// The options `spec` changes from the defaults, in table order: what printing writes.
  std::vector<std::pair<std::string, std::string>> (*canonical)(const SchemeRequest&, const settings::Spec&);
  /// key, default, sentence: the option list of help and documentation.
  std::vector<std::array<std::string, 3>> (*options)();
};
std::span<const SchemeEntry> schemes();

/// Rows for members that are no encodings but share the text: window, chunk, sinks, logn, softcap.
std::span<const SchemeEntry> modifiers();

struct AssignerEntry {
  std::string_view name;  ///< value of `ids=`
  std::string_view what;
  std::string_view source;
  std::shared_ptr<PositionAssigner> (*make)(const settings::Spec&);
  std::vector<std::pair<std::string, std::string>> (*canonical)(const settings::Spec&);
  std::vector<std::array<std::string, 3>> (*options)();
};
std::span<const AssignerEntry> assigners();

/// The row of a scheme or modifier, aliases resolved (none = nope, rotary = rope).
/// @throws c10::ValueError listing the known names and the nearest
const SchemeEntry& scheme_entry(std::string_view name);

/// Options a member may have beside its own: ids, share; at place 1 also fuse, at, dropout, embed_scale, scale.
/// key, default, sentence
std::vector<std::array<std::string, 3>> common_options(const SchemeEntry& entry);

/// The scheme of a whole model from a plan such as "rope@0-2,nope@3" or "sinusoidal+alibi".
/// @throws c10::ValueError naming the known schemes, the fields of the scheme, or the place claimed twice
Scheme make_scheme(std::string_view spec, const SchemeRequest& request);

}  // namespace sextant::position

namespace sextant {
using position::make_scheme;
using position::Scheme;
}  // namespace sextant
