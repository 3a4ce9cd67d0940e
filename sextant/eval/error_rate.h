// Word and character error rate: the fewest edits from what was heard to what was said, for each word that was said.
//
//   rate = (substitutions + deletions + insertions) / words said      of a corpus: sums over sums
//
// Levenshtein 1966; equal to jiwer 4.0.0 without its transforms of texts. Not here: which words are the same but for
// their writing: give texts as they are to be compared.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace sextant::eval {

struct Edits {
  int64_t substitutions = 0, deletions = 0, insertions = 0;
  int64_t said = 0;  ///< tokens of the reference

  int64_t count() const { return substitutions + deletions + insertions; }
  /// Where nothing was said, each insertion counts one.
  double rate() const { return static_cast<double>(count()) / static_cast<double>(said > 0 ? said : 1); }
  Edits& operator+=(const Edits& more);
};

/// The fewest edits that make `heard` of `said`; of equally few, those with the most substitutions.
Edits edits_between(std::span<const int64_t> said, std::span<const int64_t> heard);
/// The same of words, parted by ASCII white space.
Edits word_edits(std::string_view said, std::string_view heard);
/// The same of code points.
/// @throws std::invalid_argument for what is no UTF-8
Edits character_edits(std::string_view said, std::string_view heard);

}  // namespace sextant::eval
