// The rows of this folder in the registry. A new encoding adds its own here, and touches no other folder.
#include "sextant/position/rotation/fope.h"
#include "sextant/position/rotation/mrope.h"
#include "sextant/position/rotation/p_rope.h"
#include "sextant/position/rotation/rope.h"
#include "sextant/position/rotation/rope_2d.h"
#include "sextant/position/rotation/rope_dino.h"
#include "sextant/position/rotation/rope_mixed.h"
#include "sextant/position/rotation/selective_rope.h"
#include "sextant/position/rotation/xpos.h"
#include "sextant/position/row.h"

namespace sextant::position {
namespace {
constexpr unsigned kRope = kRelative | kUnbounded | kReal;
constexpr Variant kRopeVariants[] = {{"rope:scaling=linear,factor=4", kRope},
                                     {"rope:scaling=ntk,factor=4", kRope},
                                     {"rope:scaling=yarn,factor=4", kRope},
                                     {"rope:scaling=llama3,original=16", kRope},
                                     {"rope:scaling=dynamic,factor=4", (kRope & ~kRelative) | kRawKeys},
                                     {"rope:scaling=dynamic,factor=4,length=64", kRope},
                                     {"rope:scaling=dynamic-yarn", (kRope & ~kRelative) | kRawKeys},
                                     {"rope:scaling=longrope,factor=4,long=1/2/3/4", (kRope & ~kRelative) | kRawKeys},
                                     {"rope:scaling=ntk-by-parts,factor=4", kRope},
                                     {"rope:scaling=ntk-mixed,factor=4", kRope},
                                     {"rope:scaling=alpha,alpha=4", kRope},
                                     {"rope:scaling=clip", kRope},
                                     {"rope:fraction=0.5,layout=interleaved", kRope},
                                     {"rope:freqs=learned", kRope},
                                     {"rope:base=auto", kRope}};
constexpr unsigned kRope2d = kRelative | kUnbounded | kReal | kGrid;
constexpr Variant kRope2dVariants[] = {{"rope-2d:split=alternate", kRope2d}};

constexpr unsigned kXpos = kRelative | kUnbounded | kReal | kCausalOnly | kRawKeys;
constexpr Variant kXposVariants[] = {{"xpos:scale=2,layout=halves", kXpos}};

constexpr unsigned kMrope = kRelative | kUnbounded | kReal | kGrid;
constexpr Variant kMropeVariants[] = {{"mrope:order=interleaved", kMrope}};

constexpr unsigned kSelective = kRelative | kUnbounded | kReal | kGrid  // reads no positions at all
                                | kCausalOnly | kPerLayer | kReads | kNoTakeBack;
constexpr Variant kSelectiveVariants[] = {{"selective-rope:rank=4,conv=1,base=100", kSelective}};

constexpr unsigned kFope = kUnbounded | kPerLayer | kReal;
constexpr Variant kFopeVariants[] = {{"fope:base=100,gain=0.5,share=true", kFope & ~kPerLayer}};

/// Its options are two lists: its own and its scaling's.
SchemeEntry rope_row(const About& about) {
  return {about.name,   about.site,     about.traits, about.what,     about.source,
          about.lesson, about.variants, make_rope,    rope_canonical, rope_option_list};
}
}  // namespace

std::vector<SchemeEntry> rotation_rows() {
  return {
      rope_row(
          {.name = "rope",
           .site = Site::kRotation,
           .traits = kRope,
           .what = "pairs of channels turned by the position",
           .source = "arXiv:2104.09864 §3.2",
           .lesson =
               {.idea =
                    "Queries and keys are turned, pair by pair, by an angle that grows with their position. What "
                    "remains "
                    "in their dot product is the difference of the angles, that is, of the positions. Fast pairs see "
                    "order among neighbours, slow ones far distances.",
                .formula = "(a, b)_k ← (a·cos p·w_k - b·sin p·w_k, a·sin p·w_k + b·cos p·w_k), w_k = base^(-2k/R)",
                .enters = "rotation of q and k",
                .limits =
                    "Slow pairs have made less than one turn in training: past the trained length they reach angles "
                    "never "
                    "seen, and losses rise. scaling= (linear, ntk, yarn, …) slows pairs down so that they do not. Two "
                    "layouts of pairs exist; loading weights with the wrong one gives plausible garbage."},
           .variants = kRopeVariants}),
      row<PRopeImpl>(
          {.name = "p-rope",
           .site = Site::kRotation,
           .traits = kRelative | kUnbounded | kReal,
           .what = "RoPE whose slow pairs stand still",
           .source = "arXiv:2410.06205 §6",
           .lesson = {.idea = "RoPE whose slow pairs stand still, so part of each head sees content without positions.",
                      .formula = "w_k = base^(-2k/D) for the first fraction·D/2 pairs, 0 for the rest",
                      .enters = "rotation of q and k",
                      .limits =
                          "Not the same as rope:fraction, which turns fewer channels with frequencies of their own."}}),
      row<Rope2dImpl>(
          {.name = "rope-2d",
           .site = Site::kRotation,
           .traits = kRope2d,
           .what = "RoPE with half of the pairs for each of two axes",
           .source = "rotary-embedding-torch; Pixtral",
           .lesson = {.idea = "RoPE for images: half of the pairs turn with the row of a patch, half with its column.",
                      .formula = "angle = y·w_k or x·w_k",
                      .enters = "rotation of q and k",
                      .limits = "Channels must be a multiple of 4; distances are per axis, not round."},
           .variants = kRope2dVariants}),
      row<SelectiveRopeImpl>(
          {.name = "selective-rope",
           .site = Site::kRotation,
           .traits = kSelective,
           .what = "RoPE whose steps each token chooses",
           .source = "arXiv:2511.17388, its code",
           .lesson =
               {.idea = "RoPE turns by one step a token. Here a small network reads from every token how far each pair "
                        "turns: tokens that mean nothing may stand still, a change of subject may run ahead.",
                .formula = "pair k of token t turned by w_k·Σ_{s≤t} φ_s[k], φ = conv(W_up W_down x/|x|), "
                           "w_k = base^(-2k/D)",
                .enters = "rotation of q and k",
                .limits = "It reads the tokens, never their positions: time stamps and grids mean nothing to it. For "
                          "causal attention only; a cache that holds its running sum cannot be cut."},
           .variants = kSelectiveVariants}),
      row<XposImpl>(
          {.name = "xpos",
           .site = Site::kRotation,
           .traits = kXpos,
           .what = "RoPE whose pairs fade with the distance",
           .source = "arXiv:2212.10554 §3.1",
           .lesson =
               {.idea =
                    "RoPE whose scores also shrink with the distance, fast pairs soonest: what the slow pairs still "
                    "say far away is not drowned by fast ones that have turned too often to mean anything.",
                .formula = "RoPE, and q of pair k times ζ_k^(p/scale), k times ζ_k^(-p/scale), "
                           "ζ_k = (2k + 0.4R)/(1.4R)",
                .enters = "rotation of q and k",
                .limits = "For causal attention only: towards later keys the factors grow instead. Keys are cached as "
                          "they are and turned at every step, since the factors of one fixed origin overflow."},
           .variants = kXposVariants}),
      row<MropeImpl>(
          {.name = "mrope",
           .site = Site::kRotation,
           .traits = kMrope,
           .what = "RoPE with pairs for time, height and width",
           .source = "arXiv:2409.12191 §2.1",
           .lesson =
               {.idea = "One stream of words, pictures and video: some pairs turn with the time of a token, some with "
                        "its row, some with its column. A word stands at the same place on all three, where this is "
                        "RoPE.",
                .formula = "angle of pair m = p[axis(m)]·base^(-2m/D), axis t, h or w by sections=",
                .enters = "rotation of q and k",
                .limits = "The axes differ in frequency: chunked, time has all the fast pairs; interleaved shares them "
                          "out. Checkpoints of the two kinds do not mix."},
           .variants = kMropeVariants}),
      row<RopeDinoImpl>(
          {.name = "rope-dino",
           .site = Site::kRotation,
           .traits = kRelative | kUnbounded | kReal | kGrid,
           .what = "RoPE on two axes over coordinates from -1 to 1",
           .source = "arXiv:2508.10104; Hugging Face DINOv3",
           .lesson =
               {.idea = "RoPE for images that come in many sizes: a patch is known by where it lies between the edges, "
                        "so twice as many patches a side mean finer steps, not farther places.",
                .formula = "angle = 2π·(2(n + 1/2)/N - 1)/base^(m/(D/4)), half of the pairs by row, half by column",
                .enters = "rotation of q and k",
                .limits = "Channels must be a multiple of 4. Distances are shares of the picture: a patch farther on "
                          "means less in a larger grid."}}),
      row<RopeMixedImpl>(
          {.name = "rope-mixed",
           .site = Site::kRotation,
           .traits = kRelative | kUnbounded | kPerLayer | kReal | kGrid,
           .what = "RoPE on two axes with trained directions",
           .source = "arXiv:2403.13298 §3.2",
           .lesson =
               {.idea = "RoPE for images whose pairs each turn along a direction of their own, trained: rows, columns "
                        "or any diagonal.",
                .formula = "angle of pair k = x·f_x[k] + y·f_y[k]",
                .enters = "rotation of q and k",
                .limits = "Tables are made anew in every layer and step, since the frequencies are trained. Heads that "
                          "share keys share directions."}}),
      row<FopeImpl>(
          {.name = "fope",
           .site = Site::kRotation,
           .traits = kUnbounded | kPerLayer | kReal,
           .what = "RoPE with trained mixtures of frequencies, without the slow ones",
           .source = "arXiv:2412.17739 §4",
           .lesson = {.idea =
                          "Layers below mix frequencies anyway, so each pair may turn by a trained mixture of all that "
                          "complete a turn in training; pairs too slow for that stand still and carry content alone.",
                      .formula = "cos'_k = Σ_m cos(p·w_m)·C[m, k], sin'_k = Σ_m sin(p·w_m)·S[m, k] where w_m > 2π/L0, "
                                 "else 1 and 0",
                      .enters = "rotation of q and k",
                      .limits =
                          "C and S differ, so it is no rotation: norms change, and scores depend on more than the "
                          "distance."},
           .variants = kFopeVariants})};
}

}  // namespace sextant::position
