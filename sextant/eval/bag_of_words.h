// Logistic regression over the words and word pairs of a text: what a reader of order has to beat.
//
//   x = tf·idf of words and neighbouring pairs that stand in at least two training texts, each row of length 1;
//       idf = ln((1 + n) / (1 + df)) + 1
//   minimise  ½‖W‖² + strength · Σ nats          the bias is free
//
// scikit-learn's TfidfVectorizer(ngram_range=(1, 2), min_df=2) and LogisticRegression(C=strength), which reaches about
// 90 % on IMDB. Wang and Manning 2012, "Baselines and Bigrams", say why pairs belong to it.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "sextant/data/text_batches.h"

namespace sextant::eval {

class BagOfWords {
 public:
  /// Fits by L-BFGS until the gradient is flat.
  /// @param texts     whole ones: nothing of them cut, none with the class kIgnore
  /// @param classes   K
  /// @param strength  of the data against the penalty, above 0
  /// @throws c10::ValueError for no text, fewer than two classes, or a strength that is not above 0
  BagOfWords(const data::EncodedTexts& texts, int64_t classes, double strength);

  /// float64 [N, K]
  torch::Tensor log_probabilities(const data::EncodedTexts& texts) const;
  /// Words and pairs it knows.
  int64_t features() const { return weight_.size(0); }

 private:
  struct Bags {
    torch::Tensor features;  ///< int64 [n], rows one after the other
    torch::Tensor offsets;   ///< int64 [N], where each begins
    torch::Tensor values;    ///< float64 [n]
  };
  Bags bags_of(const data::EncodedTexts& texts) const;
  torch::Tensor logits(const Bags& bags) const;

  std::unordered_map<uint64_t, int64_t> ids_ = {};  ///< of a word, or of a pair of them
  std::vector<double> idf_ = {};
  torch::Tensor weight_ = {};  ///< float64 [F, K]
  torch::Tensor bias_ = {};    ///< float64 [K]
};

}  // namespace sextant::eval
