#include "sextant/text/subword/unigram.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <utility>

#include "sextant/text/subword/byte_pair.h"
#include "sextant/text/subword/decoder.h"
#include "sextant/text/subword/pattern.h"
#include "sextant/text/utf8.h"

namespace sextant::text {
namespace {

constexpr double kUnknownPenalty = 10;  // unigram_model.cc, kUnkPenalty: below the least probable token
constexpr int64_t kUnreached = -1;

}  // namespace

/// The best way to spell all of a word up to a place.
struct Unigram::Node {
  int64_t begin = kUnreached;  ///< where its last token begins
  int64_t id = 0;
  double score = 0;
};

Unigram::Unigram(std::vector<ScoredToken> tokens, UnigramOptions options)
    : tokens_(std::move(tokens)), options_(options) {
  const auto size = std::ssize(tokens_);
  if (size == 0) throw std::invalid_argument("unigram: there must be at least one token, got none");
  if (options_.unknown && (*options_.unknown < 0 || *options_.unknown >= size)) {
    throw std::invalid_argument("unigram: the unknown token must be one of the " + std::to_string(size) + ", got " +
                                std::to_string(*options_.unknown));
  }
  double least = std::numeric_limits<double>::infinity();
  for (int64_t id = 0; id < size; ++id) {
    const ScoredToken& token = tokens_[id];
    least = std::min(least, token.score);
    if (!token.text.empty()) ids_.insert_or_assign(token.text, id);
  }
  for (const auto& [text, id] : ids_)
    if (!options_.byte_fallback || !fallback_byte(text)) sorted_.push_back(id);
  std::ranges::sort(sorted_, {}, [&](int64_t id) -> const std::string& { return tokens_[id].text; });
  unknown_score_ = least - kUnknownPenalty;
}

/// Calls visit(length, id) for each token that `text` begins with, shortest first.
template <class Visit>
void Unigram::visit_prefixes(std::string_view text, Visit&& visit) const {
  auto low = sorted_.begin(), high = sorted_.end();
  // Texts that agree with `text` so far are one run of the sorted ones; each byte makes it smaller.
  for (size_t i = 0; i < text.size() && low != high; ++i) {
    const auto byte_at = [&](int64_t id) { return static_cast<unsigned char>(tokens_[id].text[i]); };
    const auto run = std::ranges::equal_range(low, high, static_cast<unsigned char>(text[i]), {}, byte_at);
    low = run.begin();
    high = run.end();
    if (low != high && tokens_[*low].text.size() == i + 1) {
      visit(i + 1, *low);
      ++low;  // nothing follows its last byte
    }
  }
}

std::vector<Unigram::Node> Unigram::best_ends(std::string_view word) const {
  std::vector<Node> best(word.size() + 1);
  const auto offer = [&](size_t end, const Node& candidate) {
    if (best[end].begin == kUnreached || candidate.score > best[end].score) best[end] = candidate;
  };
  for (size_t begin = 0; begin < word.size();) {
    std::string_view rest = word.substr(begin);
    const double score = best[begin].score;
    const auto from = static_cast<int64_t>(begin);
    const size_t one = next_code_point(rest).bytes.size();
    bool spelled = false;  // whether a token is this code point
    visit_prefixes(word.substr(begin), [&](size_t length, int64_t id) {
      offer(begin + length, {.begin = from, .id = id, .score = score + tokens_[id].score});
      spelled = spelled || length == one;
    });
    if (!spelled) {
      if (!options_.unknown) {
        throw std::invalid_argument("unigram: no token spells '" + std::string(word.substr(begin, one)) + "'");
      }
      offer(begin + one, {.begin = from, .id = *options_.unknown, .score = score + unknown_score_});
    }
    begin += one;
  }
  return best;
}

void Unigram::encode(std::string_view word, std::vector<int64_t>& into) const {
  const std::vector<Node> best = best_ends(word);
  std::vector<std::pair<Span, int64_t>> path;  // from the end
  for (auto end = static_cast<int64_t>(word.size()); end > 0; end = best[end].begin)
    path.push_back({{static_cast<size_t>(best[end].begin), static_cast<size_t>(end)}, best[end].id});
  std::ranges::reverse(path);
  for (size_t i = 0; i < path.size();) {
    Span span = path[i].first;
    const int64_t id = path[i++].second;
    if (id != options_.unknown) {
      into.push_back(id);
      continue;
    }
    for (; i < path.size() && path[i].second == id; ++i) span.end = path[i].first.end;
    append_unknown(word.substr(span.begin, span.end - span.begin), into);
  }
}

void Unigram::append_unknown(std::string_view text, std::vector<int64_t>& into) const {
  if (options_.byte_fallback && append_byte_tokens(ids_, text, into)) return;
  into.push_back(*options_.unknown);
}

}  // namespace sextant::text
