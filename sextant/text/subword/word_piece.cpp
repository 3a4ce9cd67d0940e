#include "sextant/text/subword/word_piece.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "sextant/text/utf8.h"

namespace sextant::text {
namespace {

bool begins_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

}  // namespace

WordPiece::WordPiece(TokenIds ids, WordPieceOptions options) : ids_(std::move(ids)), options_(std::move(options)) {
  for (const auto& [token, id] : ids_) longest_token_ = std::max(longest_token_, token.size());
}

void WordPiece::encode(std::string_view word, std::vector<int64_t>& into) const {
  const size_t before = into.size();
  const auto give_up = [&] {
    into.resize(before);
    into.push_back(options_.unknown);
  };
  if (code_points(word) > options_.longest_word) return give_up();
  std::string candidate;
  for (std::string_view rest = word; !rest.empty();) {
    const std::string_view prefix = rest.size() < word.size() ? std::string_view(options_.prefix) : "";
    candidate.assign(prefix).append(rest.substr(0, longest_token_));
    std::optional<int64_t> id;
    while (candidate.size() > prefix.size() && !(id = find_id(ids_, candidate))) {
      while (!begins_code_point(candidate.back())) candidate.pop_back();
      candidate.pop_back();
    }
    if (!id) return give_up();
    into.push_back(*id);
    rest.remove_prefix(candidate.size() - prefix.size());
  }
}

}  // namespace sextant::text
