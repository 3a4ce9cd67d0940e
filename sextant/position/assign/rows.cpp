// The rows of this folder in the registry. A new assigner adds its own here, and touches no other folder.
#include "sextant/position/assign/packed.h"
#include "sextant/position/assign/randomized.h"
#include "sextant/position/assign/sequential.h"
#include "sextant/position/row.h"

namespace sextant::position {

std::vector<AssignerEntry> assigner_rows() {
  return {assigner_row<Sequential>("sequential", "counted along the row, through documents", "arXiv:1706.03762 §3.5"),
          assigner_row<Packed>("packed", "counted from the start of each document", "what happens without ids="),
          assigner_row<Padded>("padded", "counted over real tokens alone", "cumsum(real) - 1, Hugging Face"),
          assigner_row<Randomized>("randomized", "a sorted draw from a longer range", "arXiv:2305.16843 §3")};
}

}  // namespace sextant::position
