#include "sextant/text/subword/byte_pair_training.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "sextant/text/byte_map.h"
#include "sextant/text/utf8.h"

namespace sextant::text {
namespace {

using Pair = std::pair<int64_t, int64_t>;
/// Words a pair is in, in order, each once.
using Places = std::vector<size_t>;

/// A pair to be merged, as often as it was there when this was written down.
struct Candidate {
  int64_t count;
  Pair pair;
  Places places;
  bool operator<(const Candidate& other) const {
    return count != other.count ? count < other.count : pair > other.pair;
  }
};

[[noreturn]] void refuse(const std::string& what) { throw std::invalid_argument("byte pairs: " + what); }

/// Bytes in the order of the characters that stand for them, which is that of GPT-2's ids.
std::vector<std::string> all_bytes() {
  const std::vector<std::string> characters = byte_characters();
  std::vector<size_t> order(characters.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](size_t byte) { return characters[byte]; });
  std::vector<std::string> bytes;
  for (const size_t byte : order) bytes.emplace_back(1, static_cast<char>(byte));
  return bytes;
}

std::vector<std::string> symbols_of(std::string_view word, const PairTraining& training) {
  std::vector<std::string> symbols;
  for (std::string_view rest = word; !rest.empty();) {
    const std::string prefix = symbols.empty() ? "" : training.prefix;
    if (training.symbols == Symbols::kBytes) {
      symbols.push_back(prefix + rest[0]);
      rest.remove_prefix(1);
    } else {
      symbols.push_back(prefix + std::string(next_code_point(rest).bytes));
    }
  }
  return symbols;
}

/// Puts `whole` wherever `pair` stands in a word, and tells each pair of neighbours that comes or goes.
template <class Change>
void merge_in(std::vector<int64_t>& word, const Pair& pair, int64_t whole, Change&& change) {
  std::vector<int64_t> merged;
  merged.reserve(word.size());
  for (size_t i = 0; i < word.size(); ++i) {
    if (i + 1 == word.size() || Pair(word[i], word[i + 1]) != pair) {
      merged.push_back(word[i]);
      continue;
    }
    if (!merged.empty()) {
      change(Pair(merged.back(), pair.first), -1);
      change(Pair(merged.back(), whole), 1);
    }
    merged.push_back(whole);
    ++i;
    if (i + 1 < word.size()) {
      change(Pair(pair.second, word[i + 1]), -1);
      change(Pair(whole, word[i + 1]), 1);
    }
  }
  word = std::move(merged);
}

class Learner {
 public:
  Learner(const WordCounts& words, const PairTraining& training) : training_(training) {
    tokens_ = training.specials;
    add_alphabet(words);
    if (training.size < std::ssize(tokens_)) {
      refuse("a vocabulary needs " + std::to_string(tokens_.size()) +
             " tokens for single symbols and special ones, got " + std::to_string(training.size));
    }
    for (const auto& [word, count] : words) {
      words_.emplace_back();
      for (const std::string& symbol : symbols_of(word, training)) words_.back().push_back(ids_.at(symbol));
      counts_.push_back(count);
      count_pairs(words_.size() - 1);
    }
    enqueue();
  }

  LearnedPairs learned() {
    std::vector<Merge> merges;
    while (std::ssize(tokens_) < training_.size && !queue_.empty()) {
      Candidate top = take_top();
      const int64_t count = pair_counts_.at(top.pair);
      if (top.count != count) {  // others were merged since
        top.count = count;
        push(std::move(top));
        continue;
      }
      if (top.count < training_.least) break;
      const std::string spelled = spelled_whole(top.pair);
      if (std::ranges::find(training_.specials, spelled) != training_.specials.end()) continue;
      add_token(spelled);
      const int64_t whole = ids_.at(spelled);
      merges.push_back({.left = top.pair.first, .right = top.pair.second, .whole = whole, .rank = std::ssize(merges)});
      merge_everywhere(top, whole);
    }
    return {std::move(tokens_), std::move(merges)};
  }

 private:
  void add_token(const std::string& token) {
    if (ids_.emplace(token, std::ssize(tokens_)).second) tokens_.push_back(token);
  }

  void add_alphabet(const WordCounts& words) {
    if (training_.symbols == Symbols::kBytes) {
      for (const std::string& byte : all_bytes()) add_token(byte);
      return;
    }
    std::set<std::string> plain, prefixed;  // every character begins some word that is still to come
    for (const auto& [word, count] : words) {
      for (const std::string& symbol : symbols_of(word, training_)) {
        const bool within = has_prefix(symbol);
        plain.insert(within ? symbol.substr(training_.prefix.size()) : symbol);
        if (within) prefixed.insert(symbol);
      }
    }
    for (const auto& symbols : {plain, prefixed})
      for (const std::string& symbol : symbols) add_token(symbol);
  }

  bool has_prefix(std::string_view token) const {
    return !training_.prefix.empty() && token.size() > training_.prefix.size() && token.starts_with(training_.prefix);
  }

  void count_pairs(size_t place) {
    const std::vector<int64_t>& word = words_[place];
    for (size_t i = 0; i + 1 < word.size(); ++i) change(Pair(word[i], word[i + 1]), counts_[place], place);
  }

  void change(const Pair& pair, int64_t count, size_t place) {
    pair_counts_[pair] += count;
    if (count <= 0) return;
    Places& places = grown_[pair];
    if (places.empty() || places.back() != place) places.push_back(place);
  }

  /// Pairs that there are more of than before may be merged.
  void enqueue() {
    for (auto& [pair, places] : grown_) {
      const int64_t count = pair_counts_.at(pair);
      if (count > 0) push({count, pair, std::move(places)});
    }
    grown_.clear();
  }

  void push(Candidate candidate) {
    queue_.push_back(std::move(candidate));
    std::push_heap(queue_.begin(), queue_.end());
  }

  Candidate take_top() {
    std::pop_heap(queue_.begin(), queue_.end());
    Candidate top = std::move(queue_.back());
    queue_.pop_back();
    return top;
  }

  std::string spelled_whole(const Pair& pair) const {
    std::string_view second = tokens_[pair.second];
    if (has_prefix(second)) second.remove_prefix(training_.prefix.size());
    return tokens_[pair.first] + std::string(second);
  }

  void merge_everywhere(const Candidate& top, int64_t whole) {
    for (const size_t place : top.places) {
      merge_in(words_[place], top.pair, whole,
               [&](const Pair& pair, int64_t sign) { change(pair, sign * counts_[place], place); });
    }
    enqueue();
  }

  const PairTraining& training_;
  std::vector<std::string> tokens_ = {};
  TokenIds ids_ = {};                             ///< without the special ones
  std::vector<std::vector<int64_t>> words_ = {};  ///< ids of each word's symbols
  std::vector<int64_t> counts_ = {};              ///< by word
  std::map<Pair, int64_t> pair_counts_ = {};
  std::map<Pair, Places> grown_ = {};  ///< since enqueue()
  std::vector<Candidate> queue_ = {};  ///< a heap; std::priority_queue would copy the places of each it gives out
};

}  // namespace

LearnedPairs learn_pairs(const WordCounts& words, const PairTraining& training) {
  if (training.least < 1) refuse("a pair must be there at least once, got " + std::to_string(training.least));
  return Learner(words, training).learned();
}

}  // namespace sextant::text
