// A model on a synthetic task, length by length: exact match beside what chance would give.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sextant/data/synthetic.h"
#include "sextant/io/json.h"
#include "sextant/models/transformer.h"
#include "sextant/report/table.h"

namespace sextant::tasks {

/// One test length. Shares of all samples, 0 if refused.
struct SyntheticScore {
  int64_t length;
  bool trained;   ///< a length of the training range
  double chance;  ///< exact match of the best guess from length and place alone
  int64_t samples = 0;
  double exact = 0;
  double forced = 0;         ///< with the end suppressed until the true length
  double token = 0;          ///< answer tokens right after the true ones before
  std::string refused = {};  ///< the encoding's sentence, if it has no positions at this length
};

struct SyntheticTest {
  std::vector<int64_t> lengths = {};  ///< empty = the task's own
  int64_t samples = 0;                ///< a length; 0 = the task's own
  uint64_t seed = 0;
};
std::vector<SyntheticScore> score_synthetic(models::Transformer& model, const data::SyntheticTask& task,
                                            const SyntheticTest& test);

/// Tokens a model reads of the longest sample at `length`: prompt and answer without the last token.
int64_t sample_tokens(const data::SyntheticTask& task, int64_t length);

report::Table table_of(const std::string& task, const std::vector<SyntheticScore>& scores);
io::Json to_json(const std::vector<SyntheticScore>& scores);

}  // namespace sextant::tasks
