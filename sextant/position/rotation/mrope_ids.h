// Positions of tokens of text and of pictures or films among them, for M-RoPE.
//
// Wang et al., "Qwen2-VL", 2024, arXiv:2409.12191, section 2.1: text has one position on all three axes; a picture or
// film has frames, rows and columns; what follows goes on after the greatest position so far. transformers 5.24 goes on
// after the greater of rows and columns instead, which differs where a film is longer than its picture is large.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <variant>
#include <vector>

namespace sextant::position {

/// Consecutive tokens of text.
struct TextRun {
  int64_t tokens;
};
/// A picture (one frame) or a film, its tokens frame by frame and row by row.
struct VisualRun {
  int64_t frames, rows, columns;  ///< as the language model reads them: after the picture's patches are merged
  double frame_step = 1;  ///< positions from frame to frame, rounded down; Qwen2.5-VL: seconds·tokens_per_second
};
using MropeRun = std::variant<TextRun, VisualRun>;

struct MropeIds {
  torch::Tensor ids;  ///< int64 [3, 1, T]: time, height, width
  int64_t delta;      ///< what a later token of text adds to its order: greatest position + 1 - T
};

/// @throws c10::ValueError for a negative number of tokens, a side below 1 or a frame_step below 0
MropeIds mrope_ids(const std::vector<MropeRun>& runs);

}  // namespace sextant::position
