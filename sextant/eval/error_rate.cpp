#include "sextant/eval/error_rate.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <vector>

#include "sextant/text/utf8.h"

namespace sextant::eval {
namespace {

/// Numbers for words: equal ones for equal words.
class WordNumbers {
 public:
  std::vector<int64_t> of(std::string_view text) {
    constexpr std::string_view kSpace = " \t\n\v\f\r";
    std::vector<int64_t> numbers;
    while (true) {
      text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
      if (text.empty()) return numbers;
      const std::string_view word = text.substr(0, text.find_first_of(kSpace));
      numbers.push_back(known_.try_emplace(word, std::ssize(known_)).first->second);
      text.remove_prefix(word.size());
    }
  }

 private:
  std::map<std::string_view, int64_t> known_ = {};
};

std::vector<int64_t> code_points_of(std::string_view text) {
  std::vector<int64_t> values;
  while (!text.empty()) values.push_back(static_cast<int64_t>(text::next_code_point(text).value));
  return values;
}

/// Edits with their order: the fewest, and of these the one with the fewest deletions and insertions.
bool better(const Edits& a, const Edits& b) {
  return std::tuple(a.count(), a.deletions + a.insertions) < std::tuple(b.count(), b.deletions + b.insertions);
}

Edits with(Edits edits, int64_t Edits::*kind) {
  ++(edits.*kind);
  return edits;
}

}  // namespace

Edits& Edits::operator+=(const Edits& more) {
  substitutions += more.substitutions;
  deletions += more.deletions;
  insertions += more.insertions;
  said += more.said;
  return *this;
}

Edits edits_between(std::span<const int64_t> said, std::span<const int64_t> heard) {
  // row[j]: from the first i tokens said to the first j heard, row by row of i.
  std::vector<Edits> row(heard.size() + 1);
  for (size_t j = 0; j < heard.size(); ++j) row[j + 1] = with(row[j], &Edits::insertions);
  for (const int64_t token : said) {
    Edits diagonal = row[0];
    row[0] = with(row[0], &Edits::deletions);
    for (size_t j = 0; j < heard.size(); ++j) {
      const Edits kept = token == heard[j] ? diagonal : with(diagonal, &Edits::substitutions);
      diagonal = row[j + 1];
      row[j + 1] = std::min({kept, with(diagonal, &Edits::deletions), with(row[j], &Edits::insertions)}, better);
    }
  }
  row.back().said = std::ssize(said);
  return row.back();
}

Edits word_edits(std::string_view said, std::string_view heard) {
  WordNumbers numbers;
  const std::vector<int64_t> a = numbers.of(said), b = numbers.of(heard);
  return edits_between(a, b);
}

Edits character_edits(std::string_view said, std::string_view heard) {
  const std::vector<int64_t> a = code_points_of(said), b = code_points_of(heard);
  return edits_between(a, b);
}

}  // namespace sextant::eval
