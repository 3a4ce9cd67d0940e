#include "sextant/eval/bleu.h"

#include <fmt/core.h>

#include <cmath>
#include <stdexcept>
#include <unordered_map>
#include <vector>

#include "sextant/eval/segment_counts.h"

namespace sextant::eval {
namespace {

using Counts = std::unordered_map<std::string, int64_t>;

/// N-grams of one order. No token holds a space, so joining with it loses nothing.
Counts count(const std::vector<std::string>& tokens, size_t order) {
  Counts counts;
  for (size_t i = 0; i + order <= tokens.size(); ++i) {
    std::string gram = tokens[i];
    for (size_t j = 1; j < order; ++j) gram += " " + tokens[i + j];
    ++counts[gram];
  }
  return counts;
}

void add_segment(const std::vector<std::string>& hypothesis, const std::vector<std::string>& reference, Bleu& bleu) {
  bleu.hypothesis_tokens += std::ssize(hypothesis);
  bleu.reference_tokens += std::ssize(reference);
  for (size_t n = 0; n < Bleu::kOrders; ++n) {
    const GramCounts counts = compared(count(hypothesis, n + 1), count(reference, n + 1));
    bleu.matches[n] += counts.matches;
    bleu.totals[n] += counts.hypothesis;
  }
}

double brevity_penalty(int64_t hypothesis, int64_t reference) {
  if (hypothesis >= reference) return 1;
  return hypothesis == 0 ? 0 : std::exp(1 - static_cast<double>(reference) / static_cast<double>(hypothesis));
}

void score(Bleu& bleu) {
  bleu.brevity_penalty = brevity_penalty(bleu.hypothesis_tokens, bleu.reference_tokens);
  if (bleu.matches[0] == 0) return;  // no longer one can match either
  double smoothing = 1, logs = 0;
  for (size_t n = 0; n < Bleu::kOrders; ++n) {
    if (bleu.totals[n] == 0) return;  // an order that no hypothesis is long enough for: BLEU is 0
    const auto total = static_cast<double>(bleu.totals[n]);
    if (bleu.matches[n] == 0) smoothing *= 2;
    const double matched = bleu.matches[n] == 0 ? 1 / smoothing : static_cast<double>(bleu.matches[n]);
    bleu.precisions[n] = 100 * matched / total;
    logs += std::log(bleu.precisions[n]);
  }
  bleu.score = bleu.brevity_penalty * std::exp(logs / static_cast<double>(Bleu::kOrders));
}

}  // namespace

Bleu bleu(std::span<const std::string> hypotheses, std::span<const std::string> references,
          SegmentTokenizer tokenizer) {
  check_segments("bleu", hypotheses, references);
  Bleu result;
  for (size_t i = 0; i < hypotheses.size(); ++i)
    add_segment(segment_tokens(hypotheses[i], tokenizer), segment_tokens(references[i], tokenizer), result);
  score(result);
  result.signature =
      fmt::format("nrefs:1|case:mixed|eff:no|tok:{}|smooth:exp|version:{}", name_of(tokenizer), kSacrebleuVersion);
  return result;
}

}  // namespace sextant::eval
