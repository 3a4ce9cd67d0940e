#include "sextant/eval/word_dictionary.h"

#include <algorithm>
#include <map>
#include <stdexcept>

namespace sextant::eval {
namespace {

using Ids = std::vector<size_t>;

/// Words by number, in the order they were met.
class Numbering {
 public:
  Ids operator()(const Words& words) {
    Ids ids;
    for (const std::string& word : words) {
      const auto [known, is_new] = numbers_.try_emplace(word, words_.size());
      if (is_new) words_.push_back(word);
      ids.push_back(known->second);
    }
    return ids;
  }
  const Words& words() const { return words_; }

 private:
  std::unordered_map<std::string, size_t> numbers_ = {};
  Words words_ = {};
};

/// By source word: t(target word | source word), of those that were ever in one pair.
using Table = std::vector<std::unordered_map<size_t, double>>;

struct Pair {
  Ids source, target;
};

/// One round: how often each word is expected to give each other, then shares of that.
Table next_table(const std::vector<Pair>& pairs, const Table& before) {
  Table expected(before.size());
  for (const Pair& pair : pairs) {
    for (const size_t target : pair.target) {
      double sum = 0;
      for (const size_t source : pair.source) sum += before[source].at(target);
      for (const size_t source : pair.source) expected[source][target] += before[source].at(target) / sum;
    }
  }
  for (auto& row : expected) {
    double sum = 0;
    for (const auto& [target, count] : row) sum += count;
    for (auto& [target, count] : row) count /= sum;
  }
  return expected;
}

/// Any word of a pair may stem from any: all alike at first.
Table uniform_table(const std::vector<Pair>& pairs, size_t sources) {
  Table table(sources);
  for (const Pair& pair : pairs)
    for (const size_t source : pair.source)
      for (const size_t target : pair.target) table[source][target] = 1;
  return table;
}

}  // namespace

WordDictionary WordDictionary::learned(const std::vector<std::pair<Words, Words>>& pairs, int64_t rounds) {
  if (pairs.empty()) throw std::invalid_argument("dictionary: there must be at least one pair to learn from, got none");
  if (rounds < 1) throw std::invalid_argument("dictionary: rounds must be at least 1, got " + std::to_string(rounds));
  Numbering sources, targets;
  std::vector<Pair> numbered;
  for (const auto& [source, target] : pairs) numbered.push_back({sources(source), targets(target)});
  Table table = uniform_table(numbered, sources.words().size());
  for (int64_t round = 0; round < rounds; ++round) table = next_table(numbered, table);
  WordDictionary dictionary;
  for (size_t source = 0; source < table.size(); ++source) {
    // Of equally likely ones the one met first, whatever order the table holds them in.
    const std::map<size_t, double> row(table[source].begin(), table[source].end());
    const auto best =
        std::max_element(row.begin(), row.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    if (best != row.end()) dictionary.likeliest_[sources.words()[source]] = targets.words()[best->first];
  }
  return dictionary;
}

Words WordDictionary::translated(const Words& source) const {
  Words translated;
  for (const std::string& word : source) {
    const auto known = likeliest_.find(word);
    translated.push_back(known == likeliest_.end() ? word : known->second);
  }
  return translated;
}

}  // namespace sextant::eval
