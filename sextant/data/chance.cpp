#include "sextant/data/chance.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace sextant::data {

namespace {

constexpr uint64_t kChanceSeed = 0x6368616e6365;  // "chance": the baselines are one number, not one a run
constexpr uint64_t kChanceStream = 2;

/// Answer without the end token.
std::vector<int64_t> symbols_of(const SyntheticTask& task, int64_t length, int64_t i) {
  random::Philox draw(kChanceSeed, kChanceStream, static_cast<uint64_t>(i));
  std::vector<int64_t> answer = task.make(draw, length).answer;
  if (task.end) answer.pop_back();
  return answer;
}

/// The most frequent symbol of each output place in the even samples; ties go to the lower id.
std::vector<int64_t> favourites(const SyntheticTask& task, int64_t length, int64_t samples) {
  std::vector<std::vector<int64_t>> counts;
  for (int64_t i = 0; i < samples; i += 2) {
    const std::vector<int64_t> answer = symbols_of(task, length, i);
    counts.resize(answer.size(), std::vector<int64_t>(static_cast<size_t>(task.vocabulary.size()), 0));
    for (size_t t = 0; t < answer.size(); ++t) ++counts[t][static_cast<size_t>(answer[t])];
  }
  std::vector<int64_t> best;
  for (const auto& row : counts) best.push_back(std::max_element(row.begin(), row.end()) - row.begin());
  return best;
}

}  // namespace

Chance chance(const SyntheticTask& task, int64_t length, int64_t samples) {
  if (samples < 2) throw std::invalid_argument("chance: at least 2 samples are needed, got " + std::to_string(samples));
  const std::vector<int64_t> guess = favourites(task, length, samples);
  int64_t right = 0;
  int64_t whole = 0;
  for (int64_t i = 1; i < samples; i += 2) {
    const std::vector<int64_t> answer = symbols_of(task, length, i);
    int64_t hits = 0;
    for (size_t t = 0; t < answer.size(); ++t) hits += answer[t] == guess[t];
    right += hits;
    whole += hits == std::ssize(answer);
  }
  const auto measured = static_cast<double>(samples / 2);
  const auto places = static_cast<double>(guess.size());
  const double uniform = 1.0 / static_cast<double>(task.classes);
  return {.uniform_token = uniform,
          .uniform_exact = std::pow(uniform, places),
          .prior_token = static_cast<double>(right) / (measured * places),
          .prior_exact = static_cast<double>(whole) / measured};
}

double normalised_accuracy(double accuracy, double prior) { return prior < 1 ? (accuracy - prior) / (1 - prior) : 0; }

}  // namespace sextant::data
