// chrF2 of a corpus, one reference a segment, equal to sacreBLEU 2.6.0 with its defaults.
//
//   chrF = (1 + β²)·P·R / (β²·P + R), β = 2;   P, R: means over n = 1 … 6 of the precision and recall of n-grams of
//   characters, white space left out
//
// Popović 2015 and 2016, aclanthology.org/W15-3049 and W16-2341. An order that either side is too short for is not
// counted. Not here: words among the n-grams (chrF++).
#pragma once

#include <span>
#include <string>

namespace sextant::eval {

struct Chrf {
  double score = 0;            ///< 0 to 100
  std::string signature = {};  ///< "nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:2.6.0"
};

/// @throws std::invalid_argument unless there are as many hypotheses as references, at least one, all UTF-8
Chrf chrf(std::span<const std::string> hypotheses, std::span<const std::string> references);

}  // namespace sextant::eval
