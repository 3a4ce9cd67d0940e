// `attend`: which tokens of a text a trained model looks at, any layer and head, as pictures.
//
// The weights are those of the model's own call: after rotation, bias and mask, before dropout.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "sextant/io/json.h"
#include "sextant/report/document.h"
#include "sextant/settings/spec.h"
#include "sextant/tasks/context.h"

namespace sextant::tasks {

struct AttendOptions {
  std::string model = {};  ///< a run or a model folder
  std::string text = {};   ///< path of a text; empty: `prompt`
  std::string prompt = {};
  int64_t layer = -1;        ///< from 0; negative: from the last
  std::string head = "all";  ///< a number from 0, mean, or all

  bool operator==(const AttendOptions&) const = default;
};
template <class Visit>
void fields(AttendOptions& options, Visit&& visit) {
  visit("model", options.model, "a run, or a model folder: a language model or a classifier of texts");
  visit("text", options.text, "file with the text that is read");
  visit("prompt", options.prompt, "the text itself");
  visit("layer", options.layer, "layer looked into, from 0; -1 is the last");
  visit("head", options.head, "head looked at, from 0; mean of all heads; or all, each by itself");
}
static_assert(settings::Fields<AttendOptions>);

struct HeadSummary {
  double entropy;   ///< nats, mean over queries that see more than one key
  double distance;  ///< tokens, mean of |query - key| under the weights
  double first;     ///< share of the weight on the first token
};

struct AttendResult {
  std::string pos;                          ///< canonical spec
  std::vector<std::string> tokens;          ///< as people read them
  int64_t layer;                            ///< from 0
  int64_t layers;                           ///< of the model
  std::vector<std::string> names = {};      ///< "head 0", …, or "mean of 4 heads"
  std::vector<torch::Tensor> weights = {};  ///< of each, float32 [T, T]: query, key
  std::vector<HeadSummary> summaries = {};  ///< of each head, whatever is drawn
};

/// @throws Failure E-MODEL-…; E-USAGE-VALUE for a layer or head that is not there, no text, or a model without
///         attention weights; E-TOKENIZER for a text the vocabulary cannot spell; E-POS-LIMIT
AttendResult attend(const AttendOptions& options, const Context& context);

report::Document document(const AttendResult& result);
/// {"schema":"sextant.attend/1", …} with all weights
io::Json to_json(const AttendResult& result);

}  // namespace sextant::tasks
