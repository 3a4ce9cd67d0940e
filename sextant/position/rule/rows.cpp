// The rows of this folder in the registry. A new encoding adds its own here, and touches no other folder.
#include "sextant/position/row.h"
#include "sextant/position/rule/comrope.h"
#include "sextant/position/rule/dca.h"
#include "sextant/position/rule/liere.h"
#include "sextant/position/rule/path.h"
#include "sextant/position/rule/pope.h"
#include "sextant/position/rule/rerope.h"
#include "sextant/position/rule/self_extend.h"
#include "sextant/position/rule/shaw_values.h"
#include "sextant/position/rule/stick_breaking.h"
#include "sextant/position/scores/shaw.h"

namespace sextant::position {
namespace {
constexpr unsigned kShaw = kRelative | kUnbounded | kPerLayer;
constexpr Variant kShawVariants[] = {{"shaw:values=false,right=0", kShaw}};

constexpr Variant kPopeVariants[] = {{"pope:init=uniform", kRelative | kUnbounded | kPerLayer | kReal}};

constexpr Variant kComropeVariants[] = {
    {"comrope:extents=4/6,block=4,spread=0.5", kRelative | kUnbounded | kPerLayer | kReal | kGrid}};

// On one axis: matrices of several do not commute.
constexpr unsigned kLiereOnPlane = kUnbounded | kPerLayer | kReal | kGrid;
constexpr Variant kLiereVariants[] = {{"liere:extents=4/6,block=4,spread=0.5", kLiereOnPlane}};

constexpr Variant kDcaVariants[] = {{"dca:chunk=5,local=2", kUnbounded | kCausalOnly}};

Encoding make_shaw(const SchemeRequest& request, const settings::Spec& spec) {
  const ShawOptions options = settings::read(spec, ShawOptions::of(request, spec));
  auto keys = std::make_shared<ShawImpl>(options);
  if (!options.values) return keys;
  return std::make_shared<ShawValuesImpl>(keys, shaw_rows(options), options.head_channels, options.generator);
}
constexpr unsigned kByOrder = kRelative | kUnbounded | kCausalOnly | kReal | kGrid;  // reads no positions at all
constexpr unsigned kPath = kByOrder | kPerLayer | kReads | kNoTakeBack;
constexpr Variant kPathVariants[] = {{"path:conv=1,rank=4", kPath}};
constexpr Variant kStickVariants[] = {{"stick-breaking:current=true", kByOrder}};
}  // namespace

std::vector<SchemeEntry> rule_rows() {
  return {
      row_made_by<ShawOptions>(
          make_shaw,
          {.name = "shaw",
           .site = Site::kRule,
           .traits = kShaw,
           .what = "trained vectors of the clipped distance",
           .source = "arXiv:1803.02155 §3.2",
           .lesson = {.idea = "Every clipped distance between query and key has a trained vector beside the key, and "
                              "one beside the "
                              "value.",
                      .formula =
                          "score[i, j] = q_i · (k_j + a_K[c])/√D, output = Σ weight·(v_j + a_V[c]), c = clip(j - i)",
                      .enters = "attention rule; with values=false a bias on scores",
                      .limits =
                          "All distances past clip= count alike. The value vectors fit no fused attention kernel."},
           .variants = kShawVariants}),
      row<PopeImpl>(
          {.name = "pope",
           .site = Site::kRule,
           .traits = kRelative | kUnbounded | kPerLayer | kReal,
           .what = "content in the size of a channel, position in its angle",
           .source = "arXiv:2509.10534 §3",
           .lesson =
               {.idea = "In RoPE the angle of a pair says both what and where. Here a channel's size says what, made "
                        "positive, and its angle says where; a trained offset says at which distance it matters most.",
                .formula = "score[i, j] = Σ_c softplus(q_ic)·softplus(k_jc)·cos((i - j)·base^(-c/D) - δ_c)/√D",
                .enters = "attention rule",
                .limits = "Every channel is its own pair, so queries and keys are twice as wide when they are "
                          "multiplied. Needs all heads of a layer."},
           .variants = kPopeVariants}),
      row<ComropeImpl>(
          {.name = "comrope",
           .site = Site::kRule,
           .traits = kRelative | kUnbounded | kPerLayer | kReal | kGrid,
           .what = "blocks of channels turned by trained, commuting rotations",
           .source = "arXiv:2506.03737 §4",
           .lesson =
               {.idea = "RoPE turns pairs; here wider blocks turn in as many directions as they have channels, all "
                        "trained. Each block has one rotation whose power grows with a trained mixture of the axes, so "
                        "rotations commute and only displacements count.",
                .formula = "block n of q and k times exp((Σ_a p_a/N_a·m[a, n])·(P[n] - P[n]ᵀ))",
                .enters = "attention rule, before the products",
                .limits = "A matrix exponential for every token and block: far slower than RoPE. Needs all heads of a "
                          "layer."},
           .variants = kComropeVariants}),
      row<LiereImpl>(
          {.name = "liere",
           .site = Site::kRule,
           .traits = kRelative | kUnbounded | kPerLayer | kReal,
           .what = "blocks of channels turned by a trained rotation for each axis",
           .source = "arXiv:2406.10322",
           .lesson = {.idea =
                          "Blocks of channels turn as wholes, each axis in a trained direction of its own; coordinates "
                          "weigh the directions and their sum makes the rotation. RoPE is the case of blocks of two.",
                      .formula = "block n of q and k times exp(Σ_a p_a/(N_a - 1)·(P[a, n] - P[a, n]ᵀ))",
                      .enters = "attention rule, before the products",
                      .limits =
                          "On several axes rotations do not commute, so a score depends on both places and not on "
                          "their displacement alone. A matrix exponential for every token and block: far slower than "
                          "RoPE. Needs all heads of a layer."},
           .variants = kLiereVariants}),
      row<SelfExtendImpl>(
          {.name = "self-extend",
           .site = Site::kRule,
           .traits = kUnbounded | kCausalOnly,
           .what = "RoPE with far tokens in groups that share a position",
           .source = "arXiv:2401.01325 §3",
           .lesson = {.idea = "A model reads farther than it was trained, without training: neighbours keep their true "
                              "distance, far tokens are numbered by groups, so no distance is one it has never seen.",
                      .formula = "distance Δ = i - j if Δ < window, else floor(i/G) - floor(j/G) + window - window/G",
                      .enters = "attention rule; the rotation is inside",
                      .limits =
                          "Order inside a far group is lost. Scores are computed twice, and depend on where groups "
                          "begin. Reads (L0 - window)·G + window tokens at most."}}),
      row<ReropeImpl>(
          {.name = "rerope",
           .site = Site::kRule,
           .traits = kRelative | kUnbounded | kCausalOnly,
           .what = "RoPE whose distances stop growing at a window",
           .source = "kexue.fm/archives/9708",
           .lesson = {.idea = "A model reads farther than it was trained, without training: everything past the "
                              "window counts as being at its edge.",
                      .formula = "distance min(i - j, window)",
                      .enters = "attention rule; the rotation is inside",
                      .limits = "Past the window there is no order. Scores are computed twice."}}),
      row<DcaImpl>(
          {.name = "dca",
           .site = Site::kRule,
           .traits = kUnbounded | kCausalOnly,
           .what = "RoPE that counts anew in every chunk",
           .source = "arXiv:2402.17463 §3",
           .lesson = {.idea =
                          "A model reads farther than it was trained, without training: positions start again in every "
                          "chunk, the chunk before stays at true distance for a while, older ones lie at the greatest.",
                      .formula = "with c = chunk - local, a = i mod c, b = j mod c: a - b in the same chunk, "
                                 "min(c + a, chunk) - b from the one before, min(2c - 1, chunk) - b from older ones",
                      .enters = "attention rule; the rotation is inside",
                      .limits =
                          "All older chunks look alike. Scores are computed three times, and depend on where chunks "
                          "begin."},
           .variants = kDcaVariants}),
      row<PathImpl>(
          {.name = "path",
           .site = Site::kRule,
           .traits = kPath,
           .what = "reflections by all tokens between key and query",
           .source = "arXiv:2505.16381",
           .lesson = {.idea = "Every token has a direction and a strength from its own content. A query is "
                              "compared with a key through the reflections of all tokens in between, so what lies "
                              "between decides how they match: it can follow states that rotations cannot.",
                      .formula = "score = k_jᵀ·Π_{s=j+1..i} (I - β_s·w_s·w_sᵀ)·q_i/√D, |w_s| = 1, 0 < β_s < 2",
                      .enters = "attention rule",
                      .limits = "For causal attention only, on all heads. It holds the scores of all pairs, "
                                "queries by keys a head, and a second copy of the keys. That copy is changed by "
                                "every token, so a cache cannot go back and must be read again. Positions given "
                                "as ids are not read."},
           .variants = kPathVariants}),
      row<StickBreakingImpl>(
          {.name = "stick-breaking",
           .site = Site::kRule,
           .traits = kByOrder,
           .what = "the nearest key takes its share first, in place of softmax",
           .source = "arXiv:2410.17980",
           .lesson = {.idea = "A query has a stick of length 1. The nearest key breaks off the share its score "
                              "asks for, the next one a share of the rest, and so on: order comes from who is "
                              "served first.",
                      .formula = "weight[i, j] = σ(z_ij)·Π_{j<l<i} (1 - σ(z_il)), z = q·k/√D",
                      .enters = "attention rule in place of the softmax",
                      .limits = "For causal attention only. The first token of a document sees nothing and gets "
                                "zeros. It holds several matrices of queries by keys a head and fits no fused "
                                "softmax kernel. Positions given as ids are not read."},
           .variants = kStickVariants})};
}

}  // namespace sextant::position
