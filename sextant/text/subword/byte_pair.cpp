#include "sextant/text/subword/byte_pair.h"

#include <algorithm>
#include <queue>
#include <stdexcept>
#include <utility>

#include "sextant/text/utf8.h"

namespace sextant::text {
namespace {

constexpr int64_t kNone = -1;

/// Ids are below 2^31 (checked where merges come in), so two of them are one key.
uint64_t key_of(int64_t left, int64_t right) {
  return static_cast<uint64_t>(left) << 32 | static_cast<uint64_t>(right);
}

/// "<0xE4>".
std::string byte_token(unsigned char byte) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  return {'<', '0', 'x', kDigits[byte / 16], kDigits[byte % 16], '>'};
}

/// A pair that may be merged: the symbol at `place` and the one after it.
struct Candidate {
  int64_t rank, place, whole;
  /// The lowest rank on top, the leftmost of equals.
  bool operator<(const Candidate& other) const { return std::pair(rank, place) > std::pair(other.rank, other.place); }
};

/// Symbols of a word as a list in which two neighbours become one.
struct Chain {
  explicit Chain(const std::vector<int64_t>& symbols) {
    for (int64_t i = 0; i < std::ssize(symbols); ++i)
      links.push_back({.id = symbols[i], .before = i - 1, .after = i + 1 < std::ssize(symbols) ? i + 1 : kNone});
  }

  struct Link {
    int64_t id, before, after;  ///< kNone at an end; a link that was merged away has no id
  };
  std::vector<Link> links = {};

  /// The link after `place` goes, and `place` stands for both.
  void join(int64_t place, int64_t whole) {
    Link& left = links[place];
    Link& right = links[left.after];
    left.id = whole;
    left.after = right.after;
    right.id = kNone;
    if (left.after != kNone) links[left.after].before = place;
  }
};

}  // namespace

bool append_byte_tokens(const TokenIds& ids, std::string_view bytes, std::vector<int64_t>& into) {
  const size_t before = into.size();
  for (const char c : bytes) {
    const auto id = find_id(ids, byte_token(static_cast<unsigned char>(c)));
    if (!id) {
      into.resize(before);
      return false;
    }
    into.push_back(*id);
  }
  return true;
}

BytePair::BytePair(TokenIds ids, const std::vector<Merge>& merges, BytePairOptions options)
    : ids_(std::move(ids)), options_(std::move(options)) {
  for (size_t byte = 0; byte < byte_ids_.size(); ++byte)
    byte_ids_[byte] = find_id(ids_, std::string(1, static_cast<char>(byte))).value_or(kNone);
  merges_.reserve(merges.size());
  // A pair that is learned twice has its last rank, as in the peer.
  for (const Merge& merge : merges)
    merges_.insert_or_assign(key_of(merge.left, merge.right), Target{.whole = merge.whole, .rank = merge.rank});
}

void BytePair::encode(std::string_view word, std::vector<int64_t>& into) const {
  if (options_.whole_words) {
    if (const auto id = find_id(ids_, word)) {
      into.push_back(*id);
      return;
    }
  }
  std::vector<int64_t> symbols = symbols_of(word);
  merge(symbols);
  into.insert(into.end(), symbols.begin(), symbols.end());
}

std::vector<int64_t> BytePair::symbols_of(std::string_view word) const {
  std::vector<int64_t> symbols;
  symbols.reserve(word.size());
  if (options_.symbols == Symbols::kBytes) {
    for (const char c : word) {
      const int64_t id = byte_ids_[static_cast<unsigned char>(c)];
      if (id != kNone) {
        symbols.push_back(id);
      } else if (options_.unknown) {
        symbols.push_back(*options_.unknown);
      }
    }
    return symbols;
  }
  for (std::string_view rest = word; !rest.empty();) {
    const bool first = rest.size() == word.size();
    const std::string_view bytes = next_code_point(rest).bytes;
    const std::string symbol =
        (first ? "" : options_.prefix) + std::string(bytes) + (rest.empty() ? options_.suffix : "");
    if (const auto id = find_id(ids_, symbol)) {
      symbols.push_back(*id);
    } else {
      append_unknown(symbol, symbols);
    }
  }
  return symbols;
}

void BytePair::append_unknown(std::string_view symbol, std::vector<int64_t>& symbols) const {
  if (options_.byte_fallback && append_byte_tokens(ids_, symbol, symbols)) return;
  if (!options_.unknown) return;
  if (options_.fuse_unknown && !symbols.empty() && symbols.back() == *options_.unknown) return;
  symbols.push_back(*options_.unknown);
}

const BytePair::Target* BytePair::target(int64_t left, int64_t right) const {
  const auto at = merges_.find(key_of(left, right));
  return at == merges_.end() ? nullptr : &at->second;
}

void BytePair::merge(std::vector<int64_t>& symbols) const {
  Chain chain(symbols);
  std::vector<Chain::Link>& links = chain.links;
  std::vector<Candidate> first;
  for (int64_t i = 0; i + 1 < std::ssize(symbols); ++i)
    if (const Target* found = target(symbols[i], symbols[i + 1])) first.push_back({found->rank, i, found->whole});
  std::priority_queue<Candidate> queue({}, std::move(first));
  const auto push = [&](int64_t place) {
    if (const Target* found = target(links[place].id, links[links[place].after].id))
      queue.push({found->rank, place, found->whole});
  };
  while (!queue.empty()) {
    const Candidate next = queue.top();
    queue.pop();
    if (links[next.place].id == kNone || links[next.place].after == kNone) continue;
    // What stands there may have been merged with something else since.
    const Target* still = target(links[next.place].id, links[links[next.place].after].id);
    if (!still || still->whole != next.whole) continue;
    chain.join(next.place, next.whole);
    if (links[next.place].before != kNone) push(links[next.place].before);
    if (links[next.place].after != kNone) push(next.place);
  }
  symbols.clear();
  for (const Chain::Link& link : links)
    if (link.id != kNone) symbols.push_back(link.id);
}

std::vector<Merge> BytePair::merges() const {
  std::vector<Merge> merges;
  for (const auto& [key, target] : merges_) {
    merges.push_back({.left = static_cast<int64_t>(key >> 32),
                      .right = static_cast<int64_t>(key & 0xFFFFFFFF),
                      .whole = target.whole,
                      .rank = target.rank});
  }
  std::ranges::sort(merges, {}, [](const Merge& merge) { return std::pair(merge.rank, merge.left); });
  return merges;
}

}  // namespace sextant::text
