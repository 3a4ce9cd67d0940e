// `predict`: the labels a trained classifier gives to texts, one answer for each line, empty lines too.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sextant/data/text_batches.h"
#include "sextant/io/json.h"
#include "sextant/settings/spec.h"
#include "sextant/tasks/context.h"
#include "sextant/tasks/open_model.h"

namespace sextant::tasks {

struct PredictOptions {
  std::string model = {};   ///< a run or a model folder
  std::string input = "-";  ///< a file of lines, or "-" for stdin
  int64_t top_k = 1;        ///< labels a line, likeliest first; 0 = all
  int64_t batch = 64;       ///< lines at once

  bool operator==(const PredictOptions&) const = default;
};
template <class Visit>
void fields(PredictOptions& options, Visit&& visit) {
  visit("model", options.model, "a run, or a model folder");
  visit("input", options.input, "a file with a text a line, or - for stdin");
  visit("top-k", options.top_k, "labels told of each text, likeliest first; 0 = all");
  visit("batch-size", options.batch, "texts read at once");
}
static_assert(settings::Fields<PredictOptions>);

/// Labels of one text with their probabilities, likeliest first.
using Prediction = std::vector<std::pair<std::string, double>>;

/// top_k labels, all of them for 0.
/// @throws Failure E-USAGE-VALUE for more than there are, or fewer than none
int64_t labels_told(int64_t top_k, const std::vector<std::string>& labels);
/// The likeliest labels of each row.
/// @param log_probabilities float64 [N, K]
std::vector<Prediction> likeliest(const torch::Tensor& log_probabilities, const std::vector<std::string>& labels,
                                  int64_t count);

class Predictor {
 public:
  /// @throws Failure E-MODEL-…, E-USAGE-VALUE for a top_k or batch that cannot be
  Predictor(const PredictOptions& options, const Context& context);

  /// One prediction a line, in their order.
  /// @throws Failure E-DATA-UTF8 naming the line, counted over all calls
  std::vector<Prediction> predict(std::span<const std::string> lines);
  /// Of all lines so far.
  const data::TextLengths& lengths() const { return lengths_; }
  int64_t limit() const { return limit_; }

 private:
  PredictOptions options_;
  OpenedClassifier model_;
  std::vector<std::string> labels_;
  int64_t limit_;
  data::TextLengths lengths_ = {};
};

/// "label<TAB>0.9731", a pair for each label told.
std::string line_of(const Prediction& prediction);
io::Json to_json(const Prediction& prediction);

}  // namespace sextant::tasks
