// Associative recall: pairs of key and value among noise, then one key; its value is asked for.
//
//   BOS (k v | noise)… Q k_j -> v_j     m ~ U{8..16} pairs, different keys of 64, 16 values, 16 noise symbols
//   dense: m grows with the length, as far as there are keys. Length: tokens of the prompt.
#pragma once

#include "sextant/data/synthetic.h"

namespace sextant::data {

SyntheticKind recall_kind();

}  // namespace sextant::data
