// The id of each token, by its text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace sextant::text {

/// Lets a map of strings be asked with a view.
struct ViewHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

using TokenIds = std::unordered_map<std::string, int64_t, ViewHash, std::equal_to<>>;

inline std::optional<int64_t> find_id(const TokenIds& ids, std::string_view token) {
  const auto at = ids.find(token);
  if (at == ids.end()) return std::nullopt;
  return at->second;
}

}  // namespace sextant::text
