// Published vectors of words as the first values of a model's embedding.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "sextant/models/classifier.h"
#include "sextant/text/vocabulary.h"

namespace sextant::tasks {

struct VectorCoverage {
  std::string file = {};  ///< empty: none were used
  std::string form = {};
  int64_t in_file = 0;     ///< words the file holds
  int64_t found = 0;       ///< words of the vocabulary that have a vector
  int64_t vocabulary = 0;  ///< words, special tokens not counted
};

enum class VectorUse { kTuned, kFrozen };
constexpr auto names_of(VectorUse) {
  return std::array<std::pair<std::string_view, VectorUse>, 2>{
      {{"tuned", VectorUse::kTuned}, {"frozen", VectorUse::kFrozen}}};
}

/// Fills the rows of words that have a vector, all times one factor: their deviation becomes that of the rows drawn for
/// the others, so that neither kind drowns the other.
/// @throws Failure E-DATA-FILE for a file that is none, E-USAGE-VALUE for vectors of another width than the model's
VectorCoverage use_vectors(models::ClassifierImpl& model, const text::Vocabulary& vocabulary, const std::string& path,
                           VectorUse use);

}  // namespace sextant::tasks
