// A dictionary learned from sentence pairs, and translation word by word with it: what a translator must beat.
//
// IBM model 1, Brown et al. 1993, aclanthology.org/J93-2003, section 4: t(target word | source word) by expectation
// maximisation over all ways to align the words of a pair. Each word gives its likeliest one, in the order of the
// source. Not here: order, agreement, words that stand for several.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace sextant::eval {

using Words = std::vector<std::string>;

class WordDictionary {
 public:
  /// @param pairs   words of a source and of its translation
  /// @param rounds  of expectation maximisation
  /// @throws std::invalid_argument for no pairs or rounds < 1
  static WordDictionary learned(const std::vector<std::pair<Words, Words>>& pairs, int64_t rounds = 5);
  /// A word for each word; one that is not in the dictionary stays as it is, a name perhaps.
  Words translated(const Words& source) const;

 private:
  std::unordered_map<std::string, std::string> likeliest_ = {};
};

}  // namespace sextant::eval
