#include "sextant/eval/transcription.h"

#include <torch/utils.h>

namespace sextant::eval {

Heard best_path(const torch::Tensor& scores) {
  const auto [likeliest, path] = scores.to(torch::kCPU, torch::kFloat64).log_softmax(-1).max(-1);
  const int64_t blank = scores.size(-1) - 1;
  const auto at = path.accessor<int64_t, 1>();
  Heard heard{.symbols = {}, .log_probability = likeliest.sum().item<double>()};
  for (int64_t t = 0; t < path.size(0); ++t)
    if (at[t] != blank && (t == 0 || at[t] != at[t - 1])) heard.symbols.push_back(at[t]);
  return heard;
}

std::vector<Heard> heard(models::TranscriberImpl& model, const std::vector<data::FeatureExample>& examples,
                         int64_t batch) {
  const torch::NoGradGuard no_grad;
  std::vector<Heard> all(examples.size());
  for (const std::vector<int64_t>& places : data::places_by_length(examples, batch)) {
    const data::Batch together = data::batch_of(data::examples_at(examples, places));
    const torch::Tensor scores = model.scores(models::call_of(together)).to(torch::kCPU);
    for (size_t b = 0; b < places.size(); ++b)
      all[places[b]] = best_path(scores[static_cast<int64_t>(b)].slice(0, 0, examples[places[b]].features.size(0)));
  }
  return all;
}

Edits edits_of(const std::vector<data::FeatureExample>& examples, const std::vector<Heard>& heard) {
  Edits sum;
  for (size_t i = 0; i < examples.size(); ++i) sum += edits_between(examples[i].targets, heard[i].symbols);
  return sum;
}

}  // namespace sextant::eval
