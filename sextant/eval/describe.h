// A result with the protocol it was measured by: no number is printed without it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sextant/eval/reduce.h"

namespace sextant::eval {

/// What the caller knows and the result does not.
struct Provenance {
  std::string model = {};      ///< name or hash
  std::string tokenizer = {};  ///< "char (65)", "byte"
  std::string dtype = "f32";
  int64_t trained_length = 0;       ///< tokens; 0 = unknown
  std::optional<int64_t> bos = {};  ///< id put before windows
  int64_t words = 0;                ///< of the scored text; 0 = unknown
};

/// Three lines: protocol and counts; the numbers; model, tokenizer, dtype and positions. With two documents or more the
/// perplexity has a 95 % interval, by a bootstrap over documents.
std::vector<std::string> describe(const Result& result, const Provenance& provenance);

}  // namespace sextant::eval
