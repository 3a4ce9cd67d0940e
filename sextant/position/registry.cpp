#include "sextant/position/registry.h"

#include "sextant/position/assign/packed.h"
#include "sextant/position/assign/randomized.h"
#include "sextant/position/assign/sequential.h"
#include "sextant/position/embedding/learned.h"
#include "sextant/position/embedding/sincos2d.h"
#include "sextant/position/embedding/sinusoidal.h"
#include "sextant/position/embedding/time2vec.h"
#include "sextant/position/rotation/p_rope.h"
#include "sextant/position/rotation/rope.h"
#include "sextant/position/rotation/rope_2d.h"
#include "sextant/position/rule/shaw_values.h"
#include "sextant/position/scores/alibi.h"
#include "sextant/position/scores/fire.h"
#include "sextant/position/scores/hard_alibi.h"
#include "sextant/position/scores/kerple.h"
#include "sextant/position/scores/logn.h"
#include "sextant/position/scores/shaw.h"
#include "sextant/position/scores/softcap.h"
#include "sextant/position/scores/t5.h"
#include "sextant/position/scores/visibility.h"

namespace sextant::position {
namespace {
using Changes = std::vector<std::pair<std::string, std::string>>;
using OptionRows = std::vector<std::array<std::string, 3>>;

// What a row needs, from an encoding whose Options are fields() with defaults Options::of(request, spec).

template <class Impl>
Encoding make(const SchemeRequest& request, const settings::Spec& spec) {
  return std::make_shared<Impl>(settings::read(spec, Impl::Options::of(request, spec)));
}

template <class Options>
Changes canonical(const SchemeRequest& request, const settings::Spec& spec) {
  const Options defaults = Options::of(request, spec);
  return settings::changed(settings::read(spec, defaults), defaults);
}

/// Defaults that differ between two requests are the model's, not the scheme's.
template <class Options>
OptionRows options() {
  const auto rows_for = [](int64_t size) {
    const SchemeRequest request{.channels = 4 * size,
                                .layers = size,
                                .heads = 2 * size,
                                .key_heads = size,
                                .head_channels = 4 * size,
                                .longest = 8 * size};
    return settings::options_list(Options::of(request, {}));
  };
  OptionRows rows = rows_for(4);
  const OptionRows others = rows_for(8);
  for (size_t n = 0; n < rows.size(); ++n)
    if (rows[n][1] != others[n][1]) rows[n][1] = "by the model";
  return rows;
}

template <class Impl>
constexpr SchemeEntry row(std::string_view name, Site site, unsigned traits, std::string_view what,
                          std::string_view source) {
  using Options = typename Impl::Options;
  return {name, site, traits, what, source, make<Impl>, canonical<Options>, options<Options>};
}

// Rows without options of their own, or with a maker of their own.

struct NoOptions {
  bool operator==(const NoOptions&) const = default;
  static NoOptions of(const SchemeRequest&, const settings::Spec&) { return {}; }
};
template <class Visit>
void fields(NoOptions&, Visit&&) {}

Encoding make_nope(const SchemeRequest&, const settings::Spec& spec) {
  settings::read(spec, NoOptions{});
  return std::monostate{};
}

Encoding make_shaw(const SchemeRequest& request, const settings::Spec& spec) {
  const ShawOptions options = settings::read(spec, ShawOptions::of(request, spec));
  auto keys = std::make_shared<ShawImpl>(options);
  if (!options.values) return keys;
  return std::make_shared<ShawValuesImpl>(keys, shaw_rows(options), options.head_channels, options.generator);
}

Encoding make_sinks(const SchemeRequest&, const settings::Spec&) {
  TORCH_CHECK_VALUE(false, "sinks: stay visible past a window, got none beside it");
}

template <class Assigner>
constexpr AssignerEntry assigner(std::string_view name, std::string_view what, std::string_view source) {
  using Options = typename Assigner::Options;
  return {name,
          what,
          source,
          [](const settings::Spec& spec) -> std::shared_ptr<PositionAssigner> {
            return std::make_shared<Assigner>(settings::read(spec, Options{}));
          },
          [](const settings::Spec& spec) { return settings::changed(settings::read(spec, Options{}), Options{}); },
          [] { return settings::options_list(Options{}); }};
}

// The table of contents of this library. README, help and reports are printed from it.
const SchemeEntry kSchemes[] = {
    {"nope", Site::kNowhere, kRelative | kUnbounded | kReal | kGrid, "no encoding: causal masks alone give order",
     "arXiv:2305.19466", make_nope, canonical<NoOptions>, options<NoOptions>},
    row<SinusoidalImpl>("sinusoidal", Site::kEmbedding, kUnitRows | kUnbounded | kReal, "fixed sines and cosines of the position",
                        "arXiv:1706.03762 §3.5"),
    row<LearnedImpl>("learned", Site::kEmbedding, 0, "one trained row a position", "arXiv:1810.04805"),
    row<Time2vecImpl>("time2vec", Site::kEmbedding, kUnitRows | kUnbounded | kReal, "trained sines of a real-valued time",
                      "arXiv:1907.05321 eq. 1"),
    row<Sincos2dImpl>("sincos2d", Site::kEmbedding, kUnitRows | kUnbounded | kReal | kGrid, "sines and cosines of two coordinates",
                      "arXiv:2111.06377, MAE's code"),
    {"shaw", Site::kRule, kRelative | kUnbounded | kPerLayer, "trained vectors of the clipped distance",
     "arXiv:1803.02155 §3.2", make_shaw, canonical<ShawOptions>, options<ShawOptions>},
    row<T5Impl>("t5", Site::kScores, kRelative | kUnbounded, "a trained bias a head and bucket of distances",
                "arXiv:1910.10683 §2.1"),
    row<AlibiImpl>("alibi", Site::kScores, kRelative | kUnbounded | kReal, "a penalty linear in the distance",
                   "arXiv:2108.12409 §3"),
    row<HardAlibiImpl>("hard-alibi", Site::kScores, kRelative | kUnbounded | kCausalOnly,
                       "windows of 1, 2, 3, … keys on the first heads", "arXiv:2402.01032 §2"),
    row<KerpleImpl>("kerple", Site::kScores, kRelative | kUnbounded | kPerLayer | kReal,
                    "a trained logarithm or power of the distance", "arXiv:2205.09921 §4"),
    row<FireImpl>("fire", Site::kScores, kUnbounded | kPerLayer | kReal,
                  "a network of the distance over the query's position", "arXiv:2310.04418 §3.2"),
    {"rope", Site::kRotation, kRelative | kUnbounded | kReal, "pairs of channels turned by the position",
     "arXiv:2104.09864 §3.2", make_rope, rope_canonical, rope_option_list},
    row<PRopeImpl>("p-rope", Site::kRotation, kRelative | kUnbounded | kReal, "RoPE whose slow pairs stand still",
                   "arXiv:2410.06205 §6"),
    row<Rope2dImpl>("rope-2d", Site::kRotation, kRelative | kUnbounded | kReal | kGrid,
                    "RoPE with half of the pairs for each of two axes", "rotary-embedding-torch; Pixtral"),
};

const SchemeEntry kModifiers[] = {
    row<WindowImpl>("window", Site::kScores, kRelative | kUnbounded | kReal | kGrid,
                    "a query sees keys less than `size` tokens away", "arXiv:2004.05150 §3.1"),
    row<ChunkImpl>("chunk", Site::kScores, kUnbounded | kReal | kGrid, "a query sees its own block of `size` tokens",
                   "Llama 4"),
    {"sinks", Site::kScores, kUnbounded | kReal | kGrid, "first tokens a window never hides", "arXiv:2309.17453 §3.2",
     make_sinks, canonical<SinksOptions>, options<SinksOptions>},
    row<LognImpl>("logn", Site::kScores, kUnbounded | kReal, "a temperature that grows with the position",
                  "ReRoPE; Llama 4; Ministral 3"),
    row<SoftcapImpl>("softcap", Site::kScores, kRelative | kUnbounded | kReal | kGrid,
                     "scores bent below a greatest one", "arXiv:2408.00118 §2"),
};

const AssignerEntry kAssigners[] = {
    assigner<Sequential>("sequential", "counted along the row, through documents", "arXiv:1706.03762 §3.5"),
    assigner<Packed>("packed", "counted from the start of each document", "what happens without ids="),
    assigner<Padded>("padded", "counted over real tokens alone", "cumsum(real) - 1, Hugging Face"),
    assigner<Randomized>("randomized", "a sorted draw from a longer range", "arXiv:2305.16843 §3"),
};

constexpr std::pair<std::string_view, std::string_view> kAliases[] = {{"none", "nope"}, {"rotary", "rope"}};
}  // namespace

std::span<const SchemeEntry> schemes() { return kSchemes; }
std::span<const SchemeEntry> modifiers() { return kModifiers; }
std::span<const AssignerEntry> assigners() { return kAssigners; }

const SchemeEntry& scheme_entry(std::string_view name) {
  for (const auto& [alias, own] : kAliases)
    if (name == alias) name = own;
  std::vector<std::string> known;
  for (const auto& table : {schemes(), modifiers()})
    for (const SchemeEntry& entry : table) {
      if (entry.name == name) return entry;
      known.emplace_back(entry.name);
    }
  TORCH_CHECK_VALUE(false, "scheme: unknown encoding '", name, "'; encodings: ", settings::join(known, ", "),
                    settings::did_you_mean(name, known));
}

}  // namespace sextant::position
