#include "sextant/eval/chrf.h"

#include <fmt/core.h>

#include <array>
#include <unordered_map>

#include "sextant/eval/bleu.h"
#include "sextant/eval/segment_counts.h"
#include "sextant/eval/segment_tokens.h"

namespace sextant::eval {
namespace {

constexpr size_t kOrders = 6;
constexpr double kBetaSquared = 4;

using Counts = std::unordered_map<std::u32string, int64_t>;

Counts count(const std::u32string& text, size_t order) {
  Counts counts;
  for (size_t i = 0; i + order <= text.size(); ++i) ++counts[text.substr(i, order)];
  return counts;
}

/// @param sums  by order, over the corpus
double score(const std::array<GramCounts, kOrders>& sums) {
  double precision = 0, recall = 0;
  double orders = 0;
  for (const GramCounts& sum : sums) {
    if (sum.hypothesis == 0 || sum.reference == 0) continue;
    precision += static_cast<double>(sum.matches) / static_cast<double>(sum.hypothesis);
    recall += static_cast<double>(sum.matches) / static_cast<double>(sum.reference);
    ++orders;
  }
  if (precision + recall == 0) return 0;
  precision /= orders;
  recall /= orders;
  return 100 * (1 + kBetaSquared) * precision * recall / (kBetaSquared * precision + recall);
}

}  // namespace

Chrf chrf(std::span<const std::string> hypotheses, std::span<const std::string> references) {
  check_segments("chrf", hypotheses, references);
  std::array<GramCounts, kOrders> sums;
  for (size_t i = 0; i < hypotheses.size(); ++i) {
    const std::u32string hypothesis = without_white_space(hypotheses[i]),
                         reference = without_white_space(references[i]);
    for (size_t n = 0; n < kOrders; ++n) {
      const GramCounts counts = compared(count(hypothesis, n + 1), count(reference, n + 1));
      // An n-gram that the reference is too short for says nothing against the hypothesis.
      sums[n].hypothesis += counts.reference > 0 ? counts.hypothesis : 0;
      sums[n].reference += counts.reference;
      sums[n].matches += counts.matches;
    }
  }
  return {.score = score(sums),
          .signature =
              fmt::format("nrefs:1|case:mixed|eff:yes|nc:{}|nw:0|space:no|version:{}", kOrders, kSacrebleuVersion)};
}

}  // namespace sextant::eval
