// The rows of this folder in the registry. A new assigner adds its own here, and touches no other folder.
#include "sextant/position/assign/abacus.h"
#include "sextant/position/assign/cape.h"
#include "sextant/position/assign/coupled.h"
#include "sextant/position/assign/packed.h"
#include "sextant/position/assign/pose.h"
#include "sextant/position/assign/randomized.h"
#include "sextant/position/assign/rfs.h"
#include "sextant/position/assign/sequential.h"
#include "sextant/position/assign/shape.h"
#include "sextant/position/row.h"

namespace sextant::position {

std::vector<AssignerEntry> assigner_rows() {
  return {assigner_row<Sequential>("sequential", "counted along the row, through documents", "arXiv:1706.03762 §3.5"),
          assigner_row<Packed>("packed", "counted from the start of each document", "what happens without ids="),
          assigner_row<Padded>("padded", "counted over real tokens alone", "cumsum(real) - 1, Hugging Face"),
          assigner_row<Randomized>("randomized", "a sorted draw from a longer range", "arXiv:2305.16843 §3"),
          assigner_row<Rfs>("rfs", "sorted real draws, at test as well", "arXiv:2602.14050"),
          assigner_row<Shape>("shape", "all moved by one random shift in training", "arXiv:2109.05644"),
          assigner_row<Cape>("cape", "shifted, jittered and stretched in training", "arXiv:2106.03143"),
          assigner_row<Pose>("pose", "the end moved far away in training", "arXiv:2309.10400 §3"),
          assigner_row<Abacus>("abacus", "a digit's place in its number", "arXiv:2405.17399 §3"),
          assigner_row<Coupled>("coupled", "one position for digits of equal significance", "arXiv:2405.20671 §3")};
}

}  // namespace sextant::position
