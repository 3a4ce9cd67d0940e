// Which tokens of a tokenizer from elsewhere begin, end and pad a text.
//
// Its post-processor says so for the ends. Where it is silent, the names that the models of this world use are looked
// for, among tokens that the file marks as special or that come of no text.
#pragma once

#include "sextant/text/subword/pipeline_json.h"
#include "sextant/text/vocabulary.h"

namespace sextant::text {

/// A text is padded with what ends it if there is no token for that.
SpecialIds special_ids(const Tokenizer& tokenizer);

}  // namespace sextant::text
