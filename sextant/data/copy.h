// Copying: the prompt's symbols, again.
//
//   BOS s1..sn SEP -> s1..sn EOS     16 symbols; unique: 64 symbols without repeats; repeat: one symbol n times
#pragma once

#include "sextant/data/synthetic.h"

namespace sextant::data {

SyntheticKind copy_kind();

}  // namespace sextant::data
