// The rows of this folder in the registry. A new encoding adds its own here, and touches no other folder.
#include "sextant/position/embedding/conv.h"
#include "sextant/position/embedding/detr_sine.h"
#include "sextant/position/embedding/fourier.h"
#include "sextant/position/embedding/fourier_mlp.h"
#include "sextant/position/embedding/learned.h"
#include "sextant/position/embedding/learned_2d.h"
#include "sextant/position/embedding/nerf.h"
#include "sextant/position/embedding/peg.h"
#include "sextant/position/embedding/periodic.h"
#include "sextant/position/embedding/rff.h"
#include "sextant/position/embedding/sincos2d.h"
#include "sextant/position/embedding/sincos3d.h"
#include "sextant/position/embedding/sinusoidal.h"
#include "sextant/position/embedding/tape.h"
#include "sextant/position/embedding/time2vec.h"
#include "sextant/position/embedding/timestep.h"
#include "sextant/position/row.h"

namespace sextant::position {
namespace {
constexpr unsigned kSinusoidal = kUnitRows | kUnbounded | kReal;
constexpr Variant kSinusoidalVariants[] = {{"sinusoidal:scale=learned", kSinusoidal}};
constexpr Variant kLearnedVariants[] = {
    {"learned:overflow=wrap", kUnbounded}, {"learned:overflow=interpolate", kReal}, {"learned:scale=learned", 0}};
constexpr unsigned kWaves = kUnitRows | kUnbounded | kReal;
constexpr Variant kTimestepVariants[] = {{"timestep:shift=0,order=cosines-first,time_scale=0.5", kWaves}};
constexpr Variant kPeriodicVariants[] = {{"periodic:fn=triangle,wavelengths=5/24", kWaves},
                                         {"periodic:fn=square", kWaves},
                                         {"periodic:fn=series", kWaves},
                                         {"periodic:trainable=true", kWaves}};
constexpr Variant kFourierVariants[] = {{"fourier:axes=2,bands=8,concat=false", kWaves | kGrid}};
constexpr Variant kNerfVariants[] = {{"nerf:axes=2,octaves=4", kWaves | kGrid}};
constexpr Variant kRffVariants[] = {{"rff:axes=2", kWaves | kGrid}, {"rff:trainable=true", kWaves}};
constexpr Variant kFourierMlpVariants[] = {{"fourier-mlp:axes=2,gamma=4", kWaves | kGrid}};
constexpr Variant kLearned2dVariants[] = {{"learned-2d:grid=2/3,target=4/4", kGrid}};
constexpr Variant kDetrSineVariants[] = {{"detr-sine:grid=3/40", kWaves | kGrid},
                                         {"detr-sine:normalize=false", kWaves | kGrid}};
constexpr unsigned kConv = kRelative | kUnbounded | kReads;
constexpr Variant kConvVariants[] = {{"conv:kernel=3", kConv}, {"conv:kernel=6,groups=4", kConv}};
constexpr unsigned kPeg = kRelative | kUnbounded | kGrid | kReads;
constexpr Variant kPegVariants[] = {{"peg:kernel=5", kPeg}};
}  // namespace

std::vector<SchemeEntry> embedding_rows() {
  return {
      row<SinusoidalImpl>(
          {.name = "sinusoidal",
           .site = Site::kEmbedding,
           .traits = kSinusoidal,
           .what = "fixed sines and cosines of the position",
           .source = "arXiv:1706.03762 §3.5",
           .lesson =
               {.idea =
                    "Each position gets a fixed row of sines and cosines, added to its embedding. Fast channels tell "
                    "neighbours apart, slow ones tell regions apart, like the digits of a number. The row of position "
                    "p + "
                    "c is a fixed rotation of the row of p, so a linear map can look a fixed distance away.",
                .formula = "row[p, 2k] = sin(p·w_k), row[p, 2k+1] = cos(p·w_k), w_k = base^(-2k/C)",
                .enters = "embedding: x + row[p]",
                .limits =
                    "It is absolute: dot products of rows depend on distance alone, scores of a trained model do not. "
                    "Rows exist for every position, yet past the trained length a model has never seen them. "
                    "fuse=multiply wipes the sine channels at position 0."},
           .variants = kSinusoidalVariants}),
      row<LearnedImpl>(
          {.name = "learned",
           .site = Site::kEmbedding,
           .traits = 0,
           .what = "one trained row a position",
           .source = "arXiv:1810.04805",
           .lesson =
               {.idea = "Each position has a row of its own, trained like a word's embedding.",
                .formula = "row[p] = E[p]",
                .enters = "embedding: x + E[p]",
                .limits =
                    "It ends: a position past the table has no row (overflow= chooses an error, the last row, wrapping "
                    "round, or stretching). Rows of rare positions stay nearly untrained, and nothing ties neighbours "
                    "together."},
           .variants = kLearnedVariants}),
      row<Time2vecImpl>(
          {.name = "time2vec",
           .site = Site::kEmbedding,
           .traits = kUnitRows | kUnbounded | kReal,
           .what = "trained sines of a real-valued time",
           .source = "arXiv:1907.05321 eq. 1",
           .lesson =
               {.idea =
                    "A real-valued time becomes one linear channel and trained sines: periods are found by training.",
                .formula = "t[0] = w_0·p + b_0, t[k] = sin(w_k·p + b_k)",
                .enters = "embedding: x + t(p)·W",
                .limits =
                    "Periods are only found near where they start, so bring time stamps to a sensible unit first."}}),
      row<PeriodicImpl>(
          {.name = "periodic",
           .site = Site::kEmbedding,
           .traits = kWaves,
           .what = "the wave and the wavelengths of one's choice",
           .source = "after arXiv:1706.03762 §3.5",
           .lesson =
               {.idea = "Like sinusoidal, but the wave may be a triangle, a square or a trained sum of sines, and the "
                        "wavelengths may be given (24 hours and 168 for a week of hours) or trained. It is for data "
                        "whose periods are known, and for trying which wave a task wants.",
                .formula = "row[p, 2k] = f(p/λ_k), row[p, 2k+1] = f(p/λ_k + 1/4), f of one turn",
                .enters = "embedding: x + row[p]",
                .limits = "Positions a wavelength apart look alike in that pair of channels. A trained wavelength "
                          "finds a period only near where it starts. Choose waves and periods on training data alone."},
           .variants = kPeriodicVariants}),
      row<TimestepImpl>(
          {.name = "timestep",
           .site = Site::kEmbedding,
           .traits = kWaves,
           .what = "sinusoids as diffusion models space them",
           .source = "arXiv:2006.11239, its code",
           .lesson = {.idea =
                          "The sinusoids that tell a diffusion model how noisy its input is. Papers use the same words "
                          "for different spacings and orders of the channels: here they are options.",
                      .formula = "[sin time_scale·p·w_k …, cos time_scale·p·w_k …], w_k = base^(-k/(C/2 - shift))",
                      .enters = "embedding: x + row[p]",
                      .limits =
                          "A checkpoint works with its own shift and order alone: others give no error, only noise. "
                          "Published models put two layers behind it, which are not part of it."},
           .variants = kTimestepVariants}),
      row<TapeImpl>(
          {.name = "tape",
           .site = Site::kEmbedding,
           .traits = kWaves,
           .what = "sinusoids fitted to the length of a series",
           .source = "arXiv:2305.16642 eq. 13",
           .lesson =
               {.idea = "Plain sinusoids are made for rows as wide as texts are long. For a short series in a wide row "
                        "or a long one in a narrow row their angles are stretched by C/L, so that neighbours differ "
                        "enough and far positions stay apart.",
                .formula = "row[p, 2k] = sin(p·w_k), row[p, 2k+1] = cos(p·w_k), w_k = base^(-2k/C)·C/L",
                .enters = "embedding: x + row[p]",
                .limits = "The length is part of the formula: a model trained at one must keep it for series of "
                          "another. Two other encodings are called TAPE."}}),
      row<FourierImpl>(
          {.name = "fourier",
           .site = Site::kEmbedding,
           .traits = kWaves,
           .what = "evenly spaced bands of a coordinate, mapped to the width",
           .source = "arXiv:2103.03206 §3.2",
           .lesson =
               {.idea = "A coordinate from -1 to 1, and sines and cosines of it in evenly spaced frequencies up to the "
                        "finest that the resolution can hold, go through one trained map. It works for texts, pictures "
                        "and films alike: axes= says how many coordinates there are.",
                .formula = "W·[z, sin π·f_b·z …, cos π·f_b·z …], z = 2p/(resolution - 1) - 1, f_b from 1 to "
                           "resolution/2",
                .enters = "embedding: x + row[p]",
                .limits = "Outside the resolution it was trained at, coordinates leave [-1, 1] and rows are new to "
                          "the model."},
           .variants = kFourierVariants}),
      row<NerfImpl>(
          {.name = "nerf",
           .site = Site::kEmbedding,
           .traits = kWaves,
           .what = "octaves of a coordinate, mapped to the width",
           .source = "arXiv:2003.08934 eq. 4",
           .lesson = {.idea = "Sines and cosines of a coordinate, each frequency twice the one before, like the binary "
                              "digits of a number: a network can then tell places apart that lie close together.",
                      .formula = "W·[sin 2^k·π·z, cos 2^k·π·z], k = 0 to octaves - 1, z = 2p/(resolution - 1) - 1",
                      .enters = "embedding: x + row[p]",
                      .limits =
                          "Octaves that turn more than once between two positions only add noise: 2^octaves should "
                          "not be far above the resolution."},
           .variants = kNerfVariants}),
      row<RffImpl>(
          {.name = "rff",
           .site = Site::kEmbedding,
           .traits = kWaves,
           .what = "waves of random frequencies",
           .source = "arXiv:2006.10739",
           .lesson =
               {.idea = "Frequencies are drawn at random once. Products of two rows then depend on the distance alone, "
                        "about as a bell curve whose width sigma sets: wide for smooth tasks, narrow for detail.",
                .formula = "[cos 2π·W·z, sin 2π·W·z], W normal with deviation sigma, z = p/resolution",
                .enters = "embedding: x + row[p]",
                .limits = "Everything depends on sigma, which has to be tried out: too small blurs, too large makes "
                          "all positions equally strange."},
           .variants = kRffVariants}),
      row<FourierMlpImpl>(
          {.name = "fourier-mlp",
           .site = Site::kEmbedding,
           .traits = kWaves,
           .what = "trained frequencies and a small network",
           .source = "arXiv:2106.02795 §3",
           .lesson =
               {.idea = "Random frequencies to start from, as in rff, but they are trained, and a small network after "
                        "them bends their bell curve into whatever the task wants. Several coordinates are taken "
                        "together, not one after the other.",
                .formula = "W_p·GELU(W_1·r + b_1) + b_p, r = [cos W_r·p, sin W_r·p]/√F",
                .enters = "embedding: x + row[p]",
                .limits = "Nothing ties positions past the trained ones to those before. gamma, in tokens, sets how "
                          "far apart two positions must be to look different at first."},
           .variants = kFourierMlpVariants}),
      row<Learned2dImpl>(
          {.name = "learned-2d",
           .site = Site::kEmbedding,
           .traits = kGrid,
           .what = "one trained row a patch of a picture",
           .source = "arXiv:2010.11929 §3.1, timm",
           .lesson = {.idea =
                          "Each patch of a picture has a row of its own, trained like a word's embedding. For pictures "
                          "of another size the table is resampled as if it were a picture itself.",
                      .formula = "row[y, x] = E'[y, x], E' = E resampled from grid to target",
                      .enters = "embedding: x + E'[y, x]",
                      .limits = "It ends at the picture's edge. Resampling is only a start: after it, some training is "
                                "needed. Rows of class tokens are not part of the grid."},
           .variants = kLearned2dVariants}),
      row<Sincos3dImpl>(
          {.name = "sincos3d",
           .site = Site::kEmbedding,
           .traits = kWaves | kGrid,
           .what = "sines and cosines of time, row and column",
           .source = "tatp22/multidim-positional-encoding",
           .lesson =
               {.idea = "A third of the channels encodes when a patch of a film is shown, a third its row, a third its "
                        "column, each by sines and cosines.",
                .formula = "[sin t·w, cos t·w | sin y·w, cos y·w | sin x·w, cos x·w], w_k = base^(-2k/n), "
                           "n = 2·ceil(C/6)",
                .enters = "embedding: x + row[t, y, x]",
                .limits = "If 6 does not divide the channels, the last axis gets fewer of them; a warning says how "
                          "many."}}),
      row<DetrSineImpl>(
          {.name = "detr-sine",
           .site = Site::kEmbedding,
           .traits = kWaves | kGrid,
           .what = "sines and cosines of a place within its picture",
           .source = "arXiv:2005.12872, its code",
           .lesson =
               {.idea = "Coordinates are measured in parts of the picture: its height and its width are one turn each. "
                        "The middle of a small picture then looks like the middle of a large one.",
                .formula = "[sin z_y·w, cos z_y·w | sin z_x·w, cos z_x·w], z = 2π·(p + 1)/size",
                .enters = "embedding: x + row[y, x]",
                .limits = "The size has to be known: a model that looks both ways measures it without the padding, a "
                          "causal one is told by grid=. The number of channels must be a multiple of 4."},
           .variants = kDetrSineVariants}),
      row<ConvImpl>(
          {.name = "conv",
           .site = Site::kEmbedding,
           .traits = kConv,
           .what = "a wide convolution over the tokens",
           .source = "arXiv:2006.11477 §2",
           .lesson =
               {.idea = "Each token gets what a wide convolution hears around it. Order is in the taps: another tap "
                        "for each distance. No position is ever named, so nothing ends at a trained length.",
                .formula = "row[t] = GELU(Σ_k w_k·x[t + k - K + 1] + b), w_k = g_k·v_k/|v_k|; centred on t if the "
                           "model looks both ways",
                .enters = "embedding: x + row[t]",
                .limits = "It sees only as far as its kernel. A causal model can only hear what came before, so its "
                          "weights are not those of a model that looks both ways. Its cache keeps the embeddings."},
           .variants = kConvVariants}),
      row<PegImpl>(
          {.name = "peg",
           .site = Site::kEmbedding,
           .traits = kPeg,
           .what = "a small convolution over the picture",
           .source = "arXiv:2102.10882",
           .lesson =
               {.idea = "Each patch gets a trained mixture of itself and its neighbours. Beyond the picture's edge "
                        "there are zeros: layer by layer, patches learn how far away the edges are. Pictures of every "
                        "size work without resampling. Published after the first layer, which is peg@1 here.",
                .formula = "row[y, x] = Σ_ab w[a, b]·x[y + a, x + b] + bias",
                .enters = "embedding: x + row[y, x]",
                .limits = "A patch far from every edge cannot tell where it is from one layer of it. In a causal model "
                          "patches that come later count as missing."},
           .variants = kPegVariants}),
      row<Sincos2dImpl>(
          {.name = "sincos2d",
           .site = Site::kEmbedding,
           .traits = kUnitRows | kUnbounded | kReal | kGrid,
           .what = "sines and cosines of two coordinates",
           .source = "arXiv:2111.06377, MAE's code",
           .lesson = {
               .idea =
                   "Half of the channels encode the row of an image patch, half its column, each by sines and cosines.",
               .formula = "[sin y·w, cos y·w, sin x·w, cos x·w], w_k = base^(-k/(C/4))",
               .enters = "embedding: x + row[y, x]",
               .limits =
                   "The number of channels must be a multiple of 4. Libraries differ in which axis comes first: axes= "
                   "says it."}})};
}

}  // namespace sextant::position
