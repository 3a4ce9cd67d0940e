// One token a word: the model of that name in `tokenizers` 0.23, for files that are not written here.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "sextant/text/subword/token_ids.h"

namespace sextant::text {

class WordLevel {
 public:
  WordLevel(TokenIds ids, std::optional<int64_t> unknown);
  /// Appends the id of a word, or the unknown one.
  /// @throws std::invalid_argument "word level: …" for a word that is no token, if there is no unknown one
  void encode(std::string_view word, std::vector<int64_t>& into) const;
  const TokenIds& ids() const { return ids_; }
  std::optional<int64_t> unknown() const { return unknown_; }

 private:
  TokenIds ids_;
  std::optional<int64_t> unknown_;
};

}  // namespace sextant::text
