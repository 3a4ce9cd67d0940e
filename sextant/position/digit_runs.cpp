#include "sextant/position/digit_runs.h"

#include <stdexcept>

#include "sextant/settings/spec.h"

namespace sextant::position {
namespace {
/// No vocabulary is larger: the ids of a set are listed one by one.
constexpr int64_t kLargestVocabulary = 1 << 22;
}  // namespace

std::vector<int64_t> digit_tokens(std::string_view who, const std::optional<std::string>& set) {
  const std::string text = set.value_or("none");
  const bool from_end = text.starts_with('-') || text.find("/-") != std::string::npos;
  try {
    if (set && !from_end) return settings::indices(text, kLargestVocabulary);
  } catch (const std::invalid_argument&) {  // said below in the same words as the other refusals
  }
  TORCH_CHECK_VALUE(false, who, ": digits must be a set of token ids such as 3-12, got ", text);
}

torch::Tensor digit_runs(const AssignCall& call, const std::vector<int64_t>& digits) {
  const torch::Tensor& tokens = call.tokens;
  const torch::Tensor is_digit = torch::isin(tokens, torch::tensor(digits, tokens.options()));
  const torch::Tensor order = torch::arange(tokens.size(1), tokens.options()).expand_as(tokens);
  const torch::Tensor other = torch::where(is_digit, torch::full_like(order, -1), order);
  torch::Tensor begin = std::get<0>(other.cummax(1)).slice(1, call.plain.first) + 1;
  if (call.plain.origin.defined()) begin = torch::maximum(begin, call.plain.origin.to(tokens.device()));
  torch::Tensor runs = (order.slice(1, call.plain.first) - begin + 1).clamp_min(0);
  // A digit of padding is none; one that is no digit has its run begin after itself.
  if (call.plain.documents.defined()) runs = runs * (call.plain.documents.to(tokens.device()) >= 0);
  return runs;
}

}  // namespace sextant::position
