#include "sextant/text/subword/word_level.h"

#include <stdexcept>
#include <string>
#include <utility>

namespace sextant::text {

WordLevel::WordLevel(TokenIds ids, std::optional<int64_t> unknown) : ids_(std::move(ids)), unknown_(unknown) {}

void WordLevel::encode(std::string_view word, std::vector<int64_t>& into) const {
  const std::optional<int64_t> id = find_id(ids_, word);
  if (!id && !unknown_) {
    throw std::invalid_argument("word level: '" + std::string(word) + "' is not one of the " +
                                std::to_string(ids_.size()) + " words, and there is no unknown token");
  }
  into.push_back(id ? *id : *unknown_);
}

}  // namespace sextant::text
