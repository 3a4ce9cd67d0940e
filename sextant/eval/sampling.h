// Choosing the next token at random, and writing text with it.
//
// Top-p: Holtzman et al., "The curious case of neural text degeneration", 2020, arXiv:1904.09751, section 3.1: the
// smallest set of most likely tokens whose probabilities reach p. Repetition: Keskar et al., "CTRL", 2019,
// arXiv:1909.05858, section 4.1, with negative logits multiplied, as Hugging Face's transformers does, so that a
// penalty never makes a token likelier. Order: repetition, temperature, top-k, top-p.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "sextant/eval/decoding.h"
#include "sextant/random/philox.h"

namespace sextant::eval {

struct SamplingOptions {
  double temperature = 1;  ///< 0 = the most likely token
  int64_t top_k = 0;       ///< 0 = all
  double top_p = 1;
  double repetition = 1;  ///< divides a positive logit of a token that is there already, and multiplies a negative one

  bool operator==(const SamplingOptions&) const = default;
};
template <class Visit>
void fields(SamplingOptions& options, Visit&& visit) {
  visit("temperature", options.temperature, "divides the logits; 0 takes the most likely token");
  visit("top-k", options.top_k, "most likely tokens to choose from; 0 for all");
  visit("top-p", options.top_p, "share of probability to choose from");
  visit("repetition-penalty", options.repetition, "divides the logits of tokens that are there already; 1 for none");
}

/// logits [V] with the repetition penalty on every id in `seen`. float64
/// @throws c10::ValueError unless repetition > 0
torch::Tensor penalised(const torch::Tensor& logits, std::span<const int64_t> seen, double repetition);

/// One token id; `repetition` has no say. Ties go to the lower id. The arithmetic is float64, so seeds mean the same on
/// every machine.
/// @param logits [V]
/// @throws c10::ValueError unless temperature >= 0, top_k >= 0, 0 < top_p <= 1, and the largest logit is finite
int64_t pick_token(const torch::Tensor& logits, const SamplingOptions& options, random::Philox& draw);

struct GenerateOptions {
  int64_t tokens;  ///< to write, at most
  uint64_t seed = 0;
  SamplingOptions sampling = {};
  std::optional<int64_t> end = {};                   ///< id that ends the text; it is not returned
  std::function<bool(int64_t token)> on_token = {};  ///< called for each token; false stops
};

/// What the model writes after `prompt`.
/// @throws c10::ValueError for an empty prompt or tokens < 0
std::vector<int64_t> generate(const Begin& begin, const std::vector<int64_t>& prompt, const GenerateOptions& options);

}  // namespace sextant::eval
