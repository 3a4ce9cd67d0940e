#include "sextant/eval/sampling.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace sextant::eval {

namespace {

constexpr uint64_t kSamplingStream = 0x73616d70;  // "samp"

void check(const torch::Tensor& logits, const SamplingOptions& options) {
  TORCH_CHECK_VALUE(logits.dim() == 1 && logits.numel() > 0, "sampling: logits must be [V], got ", logits.sizes());
  TORCH_CHECK_VALUE(options.temperature >= 0, "sampling: temperature must be at least 0, got ", options.temperature);
  TORCH_CHECK_VALUE(options.top_k >= 0, "sampling: top-k must be at least 0, got ", options.top_k);
  TORCH_CHECK_VALUE(options.top_p > 0 && options.top_p <= 1, "sampling: top-p must be in (0, 1], got ", options.top_p);
}

/// A token and how much it weighs, the largest first.
struct Candidate {
  int64_t token;
  double weight;
};

/// exp((logit - largest) / temperature) of the `count` likeliest tokens.
std::vector<Candidate> candidates(const torch::Tensor& logits, double temperature, int64_t count) {
  const torch::Tensor values = logits.to(torch::kCPU, torch::kFloat64).contiguous();
  const double* logit = values.const_data_ptr<double>();
  std::vector<int64_t> order(static_cast<size_t>(values.numel()));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) { return logit[a] > logit[b]; });
  order.resize(std::min(order.size(), static_cast<size_t>(count)));
  const double largest = logit[order[0]];
  TORCH_CHECK_VALUE(std::isfinite(largest), "sampling: the largest logit must be finite, got ", largest);
  std::vector<Candidate> found;
  for (const int64_t token : order)
    found.push_back({.token = token, .weight = std::exp((logit[token] - largest) / temperature)});
  return found;
}

double total_of(const std::vector<Candidate>& candidates) {
  return std::accumulate(candidates.begin(), candidates.end(), 0.0,
                         [](double sum, const Candidate& candidate) { return sum + candidate.weight; });
}

/// The first candidate at which the running weight passes `limit`; the last if rounding never lets it.
size_t reach(const std::vector<Candidate>& candidates, double limit) {
  double sum = 0;
  for (size_t i = 0; i < candidates.size(); ++i) {
    sum += candidates[i].weight;
    if (sum >= limit) return i;
  }
  return candidates.size() - 1;
}

}  // namespace

torch::Tensor penalised(const torch::Tensor& logits, std::span<const int64_t> seen, double repetition) {
  TORCH_CHECK_VALUE(repetition > 0, "sampling: repetition-penalty must be above 0, got ", repetition);
  torch::Tensor values = logits.to(torch::kCPU, torch::kFloat64, /*non_blocking=*/false, /*copy=*/true);
  auto value = values.accessor<double, 1>();
  for (const int64_t token : std::set<int64_t>(seen.begin(), seen.end()))
    value[token] = value[token] > 0 ? value[token] / repetition : value[token] * repetition;
  return values;
}

int64_t pick_token(const torch::Tensor& logits, const SamplingOptions& options, random::Philox& draw) {
  check(logits, options);
  const bool greedy = options.temperature == 0;
  const int64_t count = greedy ? 1 : options.top_k > 0 ? options.top_k : logits.numel();
  std::vector<Candidate> choice = candidates(logits, greedy ? 1 : options.temperature, count);
  if (greedy) return choice[0].token;
  choice.resize(reach(choice, options.top_p * total_of(choice)) + 1);
  // 1 - u is in (0, 1]: a candidate without weight is never reached first.
  return choice[reach(choice, (1 - draw.uniform()) * total_of(choice))].token;
}

std::vector<int64_t> generate(const Begin& begin, const std::vector<int64_t>& prompt, const GenerateOptions& options) {
  TORCH_CHECK_VALUE(!prompt.empty(), "generate: the prompt must hold at least one token, got 0");
  TORCH_CHECK_VALUE(options.tokens >= 0, "generate: tokens must be at least 0, got ", options.tokens);
  const torch::NoGradGuard no_grad;
  const Step step = begin(1, std::ssize(prompt) + options.tokens);
  torch::Tensor tokens = torch::tensor(prompt, torch::kInt64).unsqueeze(0);
  std::vector<int64_t> written, seen = prompt;
  for (int64_t t = 0; t < options.tokens; ++t) {
    random::Philox draw(options.seed, kSamplingStream, static_cast<uint64_t>(t));
    torch::Tensor logits = step(tokens)[0];
    if (options.sampling.repetition != 1) logits = penalised(logits, seen, options.sampling.repetition);
    const int64_t token = pick_token(logits, options.sampling, draw);
    if (token == options.end) break;
    written.push_back(token);
    seen.push_back(token);
    if (options.on_token && !options.on_token(token)) break;
    tokens = torch::full({1, 1}, token, torch::kInt64);
  }
  return written;
}

}  // namespace sextant::eval
