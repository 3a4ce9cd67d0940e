// Parity: is the number of ones odd? No encoding is known to carry it to longer strings, so it is the honesty check.
//
//   BOS b1..bn SEP -> class     no end token
#pragma once

#include "sextant/data/synthetic.h"

namespace sextant::data {

SyntheticKind parity_kind();

}  // namespace sextant::data
