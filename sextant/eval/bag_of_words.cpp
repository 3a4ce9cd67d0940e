#include "sextant/eval/bag_of_words.h"

#include <torch/nn/functional/embedding.h>
#include <torch/nn/functional/loss.h>
#include <torch/optim/lbfgs.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace sextant::eval {
namespace {

/// A feature in this many texts is more than a slip of the pen.
constexpr int64_t kFewestTexts = 2;
constexpr int64_t kIterations = 300;
/// Of the largest derivative of the mean loss: far below what changes an answer.
constexpr double kFlat = 1e-7;

/// How often each word and each pair of neighbours is in a text. <BOS>, first in every text, is left out.
std::map<uint64_t, int64_t> counted(const std::vector<int64_t>& text) {
  std::map<uint64_t, int64_t> counts;
  for (size_t i = 1; i < text.size(); ++i) {
    const auto word = static_cast<uint64_t>(text[i]);
    ++counts[word];
    // Ids fit into 31 bits; a pair has its first word, plus one, above the second.
    if (i > 1) ++counts[(static_cast<uint64_t>(text[i - 1]) + 1) << 32 | word];
  }
  return counts;
}

}  // namespace

BagOfWords::BagOfWords(const data::EncodedTexts& texts, int64_t classes, double strength) {
  TORCH_CHECK_VALUE(!texts.tokens.empty(), "bag of words: there must be at least one text to learn from, got none");
  TORCH_CHECK_VALUE(classes >= 2, "bag of words: there must be at least 2 classes, got ", classes);
  TORCH_CHECK_VALUE(strength > 0, "bag of words: strength must be above 0, got ", strength);
  std::map<uint64_t, int64_t> in_texts;
  for (const std::vector<int64_t>& text : texts.tokens)
    for (const auto& [feature, count] : counted(text)) ++in_texts[feature];
  const double all = 1 + static_cast<double>(texts.tokens.size());
  for (const auto& [feature, count] : in_texts) {
    if (count < kFewestTexts) continue;
    ids_.emplace(feature, std::ssize(idf_));
    idf_.push_back(std::log(all / (1 + static_cast<double>(count))) + 1);
  }
  const Bags bags = bags_of(texts);
  const torch::Tensor targets = torch::tensor(texts.classes, torch::kLong);
  weight_ = torch::zeros({std::ssize(idf_), classes}, torch::kFloat64).requires_grad_();
  bias_ = torch::zeros({classes}, torch::kFloat64).requires_grad_();
  const double penalty = 1 / (2 * strength * static_cast<double>(texts.tokens.size()));
  torch::optim::LBFGS optimizer({weight_, bias_}, torch::optim::LBFGSOptions()
                                                      .max_iter(kIterations)
                                                      .tolerance_grad(kFlat)
                                                      .tolerance_change(0)
                                                      .line_search_fn("strong_wolfe"));
  optimizer.step([&] {
    optimizer.zero_grad();
    const torch::Tensor loss =
        torch::nn::functional::cross_entropy(logits(bags), targets) + penalty * weight_.square().sum();
    loss.backward();
    return loss;
  });
  weight_ = weight_.detach();
  bias_ = bias_.detach();
}

BagOfWords::Bags BagOfWords::bags_of(const data::EncodedTexts& texts) const {
  std::vector<int64_t> features, offsets;
  std::vector<double> values;
  for (const std::vector<int64_t>& text : texts.tokens) {
    const auto begin = static_cast<int64_t>(values.size());
    offsets.push_back(begin);
    double squares = 0;
    for (const auto& [feature, count] : counted(text)) {
      const auto found = ids_.find(feature);
      if (found == ids_.end()) continue;
      const double value = static_cast<double>(count) * idf_[found->second];
      features.push_back(found->second);
      values.push_back(value);
      squares += value * value;
    }
    const double length = std::sqrt(squares);
    std::for_each(values.begin() + begin, values.end(), [&](double& value) { value /= length; });
  }
  return {torch::tensor(features, torch::kLong), torch::tensor(offsets, torch::kLong),
          torch::tensor(values, torch::kFloat64)};
}

torch::Tensor BagOfWords::logits(const Bags& bags) const {
  // An embedding bag is the product of a sparse matrix and a dense one, with its gradient.
  const auto sum = torch::nn::functional::EmbeddingBagFuncOptions()
                       .offsets(bags.offsets)
                       .mode(torch::kSum)
                       .per_sample_weights(bags.values);
  return torch::nn::functional::embedding_bag(bags.features, weight_, sum) + bias_;
}

torch::Tensor BagOfWords::log_probabilities(const data::EncodedTexts& texts) const {
  const torch::NoGradGuard no_grad;
  return logits(bags_of(texts)).log_softmax(-1);
}

}  // namespace sextant::eval
