// The rows of this folder in the registry. A new encoding adds its own here, and touches no other folder.
#include "sextant/position/embedding/learned.h"
#include "sextant/position/embedding/sincos2d.h"
#include "sextant/position/embedding/sinusoidal.h"
#include "sextant/position/embedding/time2vec.h"
#include "sextant/position/row.h"

namespace sextant::position {
namespace {
constexpr unsigned kSinusoidal = kUnitRows | kUnbounded | kReal;
constexpr Variant kSinusoidalVariants[] = {{"sinusoidal:scale=learned", kSinusoidal}};
constexpr Variant kLearnedVariants[] = {{"learned:overflow=wrap", kUnbounded}, {"learned:overflow=interpolate", kReal}};
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
