#include "sextant/eval/shares.h"

namespace sextant::eval {

std::vector<stats::Share> shares_of_tokens(const Result& result) {
  std::vector<stats::Share> shares;
  for (const DocumentSum& document : result.by_document)
    shares.push_back({.sum = document.nats, .weight = static_cast<double>(document.targets)});
  return shares;
}

}  // namespace sextant::eval
