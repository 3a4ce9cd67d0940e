#include "sextant/eval/describe.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "sextant/eval/shares.h"

namespace sextant::eval {

namespace {

std::string documents(const Result& result) {
  const int64_t dropped = std::ssize(result.dropped);
  std::string text = fmt::format("docs {} used", result.documents - dropped);
  if (dropped == 0) return text;
  std::vector<std::string> reasons;
  for (const Dropped& document : result.dropped)
    if (std::find(reasons.begin(), reasons.end(), document.reason) == reasons.end()) reasons.push_back(document.reason);
  return text + fmt::format(", {} dropped ({})", dropped, fmt::join(reasons, "; "));
}

std::string counts(const Result& result, const Provenance& provenance) {
  std::vector<std::string> parts = {print(result.protocol),
                                    provenance.bos ? fmt::format("bos={}", *provenance.bos) : std::string("bos=none"),
                                    documents(result), fmt::format("targets {} of {}", result.targets, result.tokens)};
  if (result.bytes > 0) parts.push_back(fmt::format("bytes {}", result.bytes));
  if (provenance.words > 0) parts.push_back(fmt::format("words {}", provenance.words));
  return fmt::format("{}", fmt::join(parts, "  "));
}

/// How sure the perplexity is, by the means the protocol has.
std::string uncertainty(const Result& result) {
  if (result.se_perplexity) return fmt::format("se(ppl) {:.4g} (as llama-perplexity)", *result.se_perplexity);
  const bool token_weighted = result.protocol.reduction == Reduction::kTokens;
  if (result.by_document.size() < 2 || !token_weighted) return "";
  const stats::Interval interval = stats::bootstrap_ratio(shares_of_tokens(result));
  return fmt::format("ppl {:.4g} .. {:.4g} (95 %, bootstrap over {} documents)", std::exp(interval.low),
                     std::exp(interval.high), result.by_document.size());
}

std::string numbers(const Result& result, const Provenance& provenance) {
  std::vector<std::string> parts = {fmt::format("{:.4f} nats/token", result.nats),
                                    fmt::format("ppl {:.4g}", perplexity(result))};
  if (result.bytes > 0) parts.push_back(fmt::format("{:.4f} bits/byte", bits_per_byte(result)));
  if (provenance.words > 0)
    parts.push_back(fmt::format("ppl/word {:.4g}", std::exp(result.sum / static_cast<double>(provenance.words))));
  if (const std::string sure = uncertainty(result); !sure.empty()) parts.push_back(sure);
  return fmt::format("{}", fmt::join(parts, "  "));
}

std::string origin(const Result& result, const Provenance& provenance) {
  std::vector<std::string> parts;
  if (!provenance.model.empty()) parts.push_back("model " + provenance.model);
  if (!provenance.tokenizer.empty()) parts.push_back("tokenizer " + provenance.tokenizer);
  parts.push_back("dtype " + provenance.dtype);
  std::string positions = fmt::format("positions 0..{}", result.last_position);
  if (provenance.trained_length > 0) positions += fmt::format(" trained 0..{}", provenance.trained_length - 1);
  parts.push_back(positions);
  return fmt::format("{}", fmt::join(parts, "  "));
}

}  // namespace

std::vector<std::string> describe(const Result& result, const Provenance& provenance) {
  return {counts(result, provenance), numbers(result, provenance), origin(result, provenance)};
}

}  // namespace sextant::eval
