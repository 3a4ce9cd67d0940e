// The rows of this folder in the registry. A new encoding adds its own here, and touches no other folder.
#include "sextant/position/row.h"
#include "sextant/position/scores/alibi.h"
#include "sextant/position/scores/bam.h"
#include "sextant/position/scores/bias_mlp.h"
#include "sextant/position/scores/cope.h"
#include "sextant/position/scores/dape.h"
#include "sextant/position/scores/deberta.h"
#include "sextant/position/scores/distance_bank.h"
#include "sextant/position/scores/fire.h"
#include "sextant/position/scores/fox.h"
#include "sextant/position/scores/hard_alibi.h"
#include "sextant/position/scores/kerple.h"
#include "sextant/position/scores/sandwich.h"
#include "sextant/position/scores/swin.h"
#include "sextant/position/scores/swinv2.h"
#include "sextant/position/scores/t5.h"
#include "sextant/position/scores/transformer_xl.h"
#include "sextant/position/scores/tupe.h"

namespace sextant::position {
namespace {
constexpr unsigned kAlibi = kRelative | kUnbounded | kReal;
constexpr Variant kAlibiVariants[] = {{"alibi:learned=true", kAlibi}, {"alibi:tilt=0.5", kAlibi}};
constexpr Variant kBamVariants[] = {{"bam:shape=0.5,centre=true", kAlibi}};
constexpr unsigned kKerple = kRelative | kUnbounded | kPerLayer | kReal;
constexpr Variant kKerpleVariants[] = {{"kerple:kind=power", kKerple}, {"kerple:share=true", kKerple & ~kPerLayer}};
constexpr unsigned kTrained = kRelative | kUnbounded | kPerLayer;
constexpr Variant kBiasMlpVariants[] = {{"bias-mlp:log=false,depth=1", kTrained | kReal}};
constexpr Variant kDebertaVariants[] = {{"deberta:buckets=8,longest=10", kTrained}};
constexpr Variant kCopeVariants[] = {{"cope:positions=3", kTrained | kCausalOnly | kReal | kGrid}};
constexpr Variant kDapeVariants[] = {{"dape:over=alibi", kTrained | kReal},
                                     {"dape:over=fire", kUnbounded | kPerLayer | kReal}};
constexpr Variant kBankVariants[] = {{"distance-bank:bases=2,reach=3", kTrained | kCausalOnly | kReads}};
constexpr Variant kTupeVariants[] = {{"tupe:cls=true", 0}};
}  // namespace

std::vector<SchemeEntry> score_rows() {
  return {
      row<T5Impl>(
          {.name = "t5",
           .site = Site::kScores,
           .traits = kRelative | kUnbounded,
           .what = "a trained bias a head and bucket of distances",
           .source = "arXiv:1910.10683 §2.1",
           .lesson =
               {.idea =
                    "Distances are sorted into buckets, one a token near by, ever wider far away; each head has one "
                    "trained number a bucket.",
                .formula = "score[h, i, j] += E[bucket(j - i), h]",
                .enters = "scores",
                .limits = "Distances past distance= share the last bucket, so far keys cannot be told apart. T5 itself "
                          "does not "
                          "divide scores by √D."}}),
      row<AlibiImpl>(
          {.name = "alibi",
           .site = Site::kScores,
           .traits = kAlibi,
           .what = "a penalty linear in the distance",
           .source = "arXiv:2108.12409 §3",
           .lesson =
               {.idea =
                    "Scores lose a little for every token of distance, each head at its own rate: some look near, some "
                    "far.",
                .formula = "score[h, i, j] -= slope_h·|i - j|, slope_h = 2^(-8(h+1)/H) for a power of two of heads",
                .enters = "scores",
                .limits = "Far keys are faded out, so a fact far away cannot be picked up by the steep heads: it "
                          "extrapolates "
                          "by looking less far."},
           .variants = kAlibiVariants}),
      row<HardAlibiImpl>(
          {.name = "hard-alibi",
           .site = Site::kScores,
           .traits = kRelative | kUnbounded | kCausalOnly,
           .what = "windows of 1, 2, 3, … keys on the first heads",
           .source = "arXiv:2402.01032 §2",
           .lesson =
               {.idea = "Some heads see exactly the last 1, 2, 3, … keys, the others see everything without positions.",
                .formula = "head h < m: key j is seen if i - j <= h",
                .enters = "scores: a window a head",
                .limits = "For causal attention only. Copying and short patterns; no sense of place far away."}}),
      row<BamImpl>({.name = "bam",
                    .site = Site::kScores,
                    .traits = kAlibi,
                    .what = "a trained generalised Gaussian of the distance",
                    .source = "arXiv:2505.22842, its code",
                    .lesson = {.idea = "Attention as a question of probability: the bias is the logarithm of what a "
                                       "head expects before it reads. Each head learns how wide its expectation is and "
                                       "which shape it has: pointed as ALiBi, a bell, or nearly flat, for far keys.",
                               .formula = "score -= exp(α)·(|p_j - p_i - μ| + 1e-5)^β, μ = 2 sinh m",
                               .enters = "scores",
                               .limits = "A shape below 0 turns the prior over: nothing holds a trained one above. "
                                         "The distance counts, never which token stands there."},
                    .variants = kBamVariants}),
      row<KerpleImpl>({.name = "kerple",
                       .site = Site::kScores,
                       .traits = kKerple,
                       .what = "a trained logarithm or power of the distance",
                       .source = "arXiv:2205.09921 §4",
                       .lesson = {.idea = "Scores fall with a trained logarithm or power of the distance: ALiBi is one "
                                          "case, no decay another.",
                                  .formula = "log: score -= r1·ln(1 + r2·|i - j|); power: score -= r1·|i - j|^r2",
                                  .enters = "scores",
                                  .limits = "The parameters must stay positive; they are clamped after each step."},
                       .variants = kKerpleVariants}),
      row<SandwichImpl>(
          {.name = "sandwich",
           .site = Site::kScores,
           .traits = kRelative | kUnbounded | kReal,
           .what = "the dot product of two sinusoidal rows",
           .source = "arXiv:2212.10356",
           .lesson = {.idea = "Two sinusoidal rows meet in a dot product that depends on their distance alone. That "
                              "number is the bias: far keys lose, each head at another rate, and nothing is trained.",
                      .formula = "score[h, i, j] += H/(8(h+1))·(Σ_k cos((i - j)·10000^(-2k/W)) - W/2), k = 1 … W/2",
                      .enters = "scores",
                      .limits = "It does not fall steadily: waves come back, so some far keys lose less than nearer "
                                "ones. Like ALiBi it extrapolates by looking less far."}}),
      row<BiasMlpImpl>(
          {.name = "bias-mlp",
           .site = Site::kScores,
           .traits = kTrained | kReal,
           .what = "a network of the distance",
           .source = "arXiv:2111.09883 §3.3 on a line; x-transformers",
           .lesson = {.idea = "A small network takes the distance, or its logarithm, and gives each head its bias, so "
                              "the shape of the decay is found by training.",
                      .formula = "score[h, i, j] += f(sign(i - j)·ln(|i - j| + 1))[h]",
                      .enters = "scores",
                      .limits = "Past the trained distances a network says anything; log=true makes that happen later. "
                                "It runs once a distance, not once a pair, except on real positions."},
           .variants = kBiasMlpVariants}),
      row<TransformerXlImpl>(
          {.name = "transformer-xl",
           .site = Site::kScores,
           .traits = kTrained | kReal,
           .what = "content meets sinusoids of the distance",
           .source = "arXiv:1901.02860 §3.3",
           .lesson = {.idea =
                          "Each query is compared with a sinusoidal row of the distance to the key, through a trained "
                          "map. Two trained vectors stand in for the query where only the key, or only the distance, "
                          "is to count.",
                      .formula = "score = [(q_i + u)·k_j + (q_i + v)·(W·P[i - j])]/√D, P[Δ] = [sin Δw | cos Δw]",
                      .enters = "scores",
                      .limits =
                          "Queries read the distances, so there is a number for each query and distance: twice the "
                          "memory of the scores, and no fused kernel of a bias by distance alone."}}),
      row<DebertaImpl>(
          {.name = "deberta",
           .site = Site::kScores,
           .traits = kTrained,
           .what = "queries and keys each look up the distance",
           .source = "arXiv:2006.03654 §3.1, its code",
           .lesson = {.idea = "A score has three parts: content with content, the query's content with the distance, "
                              "and the key's content with the distance. Far distances share buckets.",
                      .formula = "score = (q_i·k_j + q_i·Kr[δ] + k_j·Qr[δ])/√(3D), δ = clamp(bucket(i - j) + N)",
                      .enters = "scores; q is divided by √3, so that three parts weigh as much as one",
                      .limits = "Distances past longest= count alike. The third part needs a full matrix of biases. "
                                "Paper and released code differ in its index; this is the code's."},
           .variants = kDebertaVariants}),
      row<CopeImpl>(
          {.name = "cope",
           .site = Site::kScores,
           .traits = kTrained | kCausalOnly | kReal | kGrid,
           .what = "positions counted by the query's own gates",
           .source = "arXiv:2405.18719 §4",
           .lesson =
               {.idea = "Each query decides which keys count, by a gate, and a key's position is the number of counted "
                        "keys from it to the query: the third sentence back, not the thirtieth token.",
                .formula = "P[i, j] = Σ_{t=j..i} sigmoid(q_i·k_t/√D), score += q_i·E[P], E interpolated",
                .enters = "scores",
                .limits = "For causal attention only. It needs the scores of all pairs before the softmax, several "
                          "matrices of queries by keys a head, and no fused kernel. Counts past positions= stand at "
                          "the last row. Positions given as ids are not read: it counts tokens."},
           .variants = kCopeVariants}),
      row<FoxImpl>(
          {.name = "fox",
           .site = Site::kScores,
           .traits = kTrained | kCausalOnly | kReal | kGrid | kReads,
           .what = "each token fades what came before it",
           .source = "arXiv:2503.02130",
           .lesson = {.idea =
                          "Every token computes from its own content how much of the past is kept. A key's score loses "
                          "by all tokens after it: a decay that the text decides.",
                      .formula = "score[h, i, j] += Σ_{t=j+1..i} ln sigmoid(w_h·x_t + b_h)",
                      .enters = "scores, as one number a key: the query's part is the same for all its keys",
                      .limits =
                          "For causal attention only. What has faded cannot come back. Positions given as ids are not "
                          "read: it goes by the order of tokens. Under a softcap, which sees more than differences, "
                          "it is another model."}}),
      row_made_by<DapeOptions>(
          make_dape,
          {.name = "dape",
           .site = Site::kScores,
           .traits = kTrained | kReal,
           .what = "another bias, corrected by a network of the scores",
           .source = "arXiv:2405.14722",
           .lesson = {.idea = "The bias of another encoding is corrected for every pair by a small network that sees "
                              "the scores and biases of all heads, so position weighs more or less as the text needs.",
                      .formula = "score += B + f([q·k/√D; B]), f: Linear 2H-width, LeakyReLU, Linear width-H",
                      .enters = "scores",
                      .limits = "It needs the scores of all pairs and the network's hidden layer for each: memory for "
                                "(3H + width) matrices of queries by keys, and no fused kernel. Bounds and reach are "
                                "those of over=."},
           .variants = kDapeVariants}),
      row<DistanceBankImpl>(
          {.name = "distance-bank",
           .site = Site::kScores,
           .traits = kTrained | kCausalOnly | kReads,
           .what = "trained profiles over the distance, mixed by each token",
           .source = "Inkling, transformers 5.24",
           .lesson =
               {.idea = "A bank holds a few trained profiles of bias over the distance. Each token mixes them for its "
                        "own queries, each head in its own way.",
                .formula = "score[h, i, j] += Σ_b (W·x_i)[h, b]·bank[b, i - j], 0 outside 0 <= i - j < reach",
                .enters = "scores",
                .limits = "For causal attention only. Past reach= it says nothing at all, and distances that never "
                          "occur in training keep their random start."},
           .variants = kBankVariants}),
      row<SwinImpl>(
          {.name = "swin",
           .site = Site::kScores,
           .traits = kTrained | kGrid,
           .what = "a trained number for each offset in a window of a grid",
           .source = "arXiv:2103.14030 §3.2",
           .lesson = {.idea = "Image patches stand on a grid. Each head has one trained number for every offset of "
                              "rows and columns that occurs inside a window.",
                      .formula = "score[h, i, j] += table[dy, dx, h], (dy, dx) = p_i - p_j",
                      .enters = "scores",
                      .limits = "The table ends at window=: farther offsets share its edge. Another window needs a "
                                "resized table. It makes a full matrix of biases."}}),
      row<Swinv2Impl>(
          {.name = "swinv2",
           .site = Site::kScores,
           .traits = kTrained | kGrid | kReal,
           .what = "a network of the logarithm of both offsets of a grid",
           .source = "arXiv:2111.09883 §3.3",
           .lesson = {.idea = "A small network takes the offsets of rows and columns on a logarithmic scale and gives "
                              "each head its bias, so a window can grow after training.",
                      .formula = "score[h, i, j] += 16·sigmoid(f(x))[h], x = sign(u)·log2(1 + |u|)/3, u = 8δ/(M - 1)",
                      .enters = "scores",
                      .limits = "window= must stay that of the first training, also when the grid grows. The cosine "
                                "attention published with it is not part of this. It makes a full matrix of biases."}}),
      row<TupeImpl>(
          {.name = "tupe",
           .site = Site::kScores,
           .traits = 0,
           .what = "positions compared with positions, apart from content",
           .source = "arXiv:2006.15595 §3",
           .lesson = {.idea = "Each position has a trained row, as with learned, but it is never mixed into the "
                              "content: rows meet rows through maps of their own, and the result is added to the "
                              "score.",
                      .formula = "score = q_i·k_j/√(2D) + (U_q·P_i)·(U_k·P_j)/√(2D), P = norm(E[p])",
                      .enters = "scores; q is divided by √2, so that both parts weigh alike",
                      .limits = "It ends: a position past the table has no row. It makes a full matrix of biases. A "
                                "[CLS] token needs cls=true, or its place pulls it towards the first words."},
           .variants = kTupeVariants}),
      row<FireImpl>(
          {.name = "fire",
           .site = Site::kScores,
           .traits = kUnbounded | kPerLayer | kReal,
           .what = "a network of the distance over the query's position",
           .source = "arXiv:2310.04418 §3.2",
           .lesson = {
               .idea =
                   "A small network reads the distance as a share of the query's position, so every length looks like "
                   "the same interval.",
               .formula = "score[h, i, j] += f_h(ψ(i - j)/ψ(max(i, T))), ψ(x) = ln(|c·x| + 1)",
               .enters = "scores",
               .limits =
                   "Past the threshold T it reads the absolute position: it is not relative there. It makes a full "
                   "matrix of biases."}})};
}

}  // namespace sextant::position
