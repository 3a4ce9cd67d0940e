// Addition of two numbers of n digits, least significant digit first, tokens are digits.
//
//   0 a0..a9 0 0 b0..b9 0 -> s0..s10      the digit 0 is the separator; vocabulary 10; no end token
#pragma once

#include "sextant/data/synthetic.h"

namespace sextant::data {

SyntheticKind adder_kind();

}  // namespace sextant::data
