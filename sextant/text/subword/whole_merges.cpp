#include "sextant/text/subword/whole_merges.h"

#include <algorithm>
#include <string_view>
#include <tuple>

namespace sextant::text {

std::vector<Merge> whole_merges(const TokenIds& ids, const std::function<int64_t(int64_t)>& rank_of) {
  std::vector<Merge> merges;
  for (const auto& [token, id] : ids) {
    const std::string_view whole = token;
    for (size_t cut = 1; cut < whole.size(); ++cut) {
      const auto left = find_id(ids, whole.substr(0, cut)), right = find_id(ids, whole.substr(cut));
      if (left && right) merges.push_back({.left = *left, .right = *right, .whole = id, .rank = rank_of(id)});
    }
  }
  std::ranges::sort(merges, {}, [](const Merge& merge) { return std::tuple(merge.rank, merge.left, merge.right); });
  return merges;
}

}  // namespace sextant::text
