// BLEU of a corpus, one reference a segment, equal to sacreBLEU 2.6.0 with its defaults.
//
//   BLEU = BP · exp(¼ Σ log pₙ), n = 1 … 4;   BP = exp(1 - r/h) if the hypotheses are shorter (h < r), else 1
//
// Papineni et al. 2002; Post 2018, arXiv:1804.08771. An order without a match counts 1/2, 1/4, … of one (smoothing
// "exp", NIST). Not here: several references; sentence BLEU, which needs another order.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "sextant/eval/segment_tokens.h"

namespace sextant::eval {

/// The version of sacreBLEU whose numbers these are, as its signatures name it.
constexpr std::string_view kSacrebleuVersion = "2.6.0";

struct Bleu {
  static constexpr size_t kOrders = 4;

  double score = 0;                             ///< 0 to 100
  std::array<int64_t, kOrders> matches = {};    ///< n-grams of the hypotheses that the references have, clipped
  std::array<int64_t, kOrders> totals = {};     ///< n-grams of the hypotheses
  std::array<double, kOrders> precisions = {};  ///< per cent
  double brevity_penalty = 1;                   ///< in [0, 1]
  int64_t hypothesis_tokens = 0, reference_tokens = 0;
  std::string signature = {};  ///< "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0"
};

/// @throws std::invalid_argument unless there are as many hypotheses as references, at least one, all UTF-8
Bleu bleu(std::span<const std::string> hypotheses, std::span<const std::string> references, SegmentTokenizer tokenizer);

}  // namespace sextant::eval
