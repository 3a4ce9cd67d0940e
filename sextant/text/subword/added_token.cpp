#include "sextant/text/subword/added_token.h"

#include <algorithm>
#include <array>

#include "sextant/text/subword/category.h"
#include "sextant/text/utf8.h"

namespace sextant::text {
namespace {

/// Where the last code point of a valid text begins.
size_t last_begin(std::string_view text) {
  size_t at = text.size() - 1;
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return at;
}

bool begins_with(const std::vector<CodePointRange>& ranges, std::string_view text) {
  return !text.empty() && contains(ranges, next_code_point(text).value);
}

bool ends_with(const std::vector<CodePointRange>& ranges, std::string_view text) {
  return !text.empty() && begins_with(ranges, text.substr(last_begin(text)));
}

bool stands_alone(std::string_view text, Span match) {
  return !ends_with(unicode_word_ranges(), text.substr(0, match.begin)) &&
         !begins_with(unicode_word_ranges(), text.substr(match.end));
}

/// A match with the white space that its token takes, none of it before `from`.
Span stretched(const AddedToken& token, std::string_view text, Span match, size_t from) {
  if (token.left_strip)
    while (match.begin > from && ends_with(space_ranges(), text.substr(0, match.begin)))
      match.begin = last_begin(text.substr(0, match.begin));
  std::string_view rest = text.substr(match.end);
  if (token.right_strip)
    while (begins_with(space_ranges(), rest)) next_code_point(rest);
  return {match.begin, text.size() - rest.size()};
}

/// Tokens by their first byte, longest first.
class Finder {
 public:
  explicit Finder(const std::vector<AddedToken>& tokens) {
    for (const AddedToken& token : tokens) by_first_[static_cast<unsigned char>(token.content[0])].push_back(&token);
    for (auto& several : by_first_)
      std::ranges::stable_sort(several, std::greater{}, [](const AddedToken* token) { return token->content.size(); });
  }

  const AddedToken* at(std::string_view rest) const {
    for (const AddedToken* token : by_first_[static_cast<unsigned char>(rest[0])])
      if (rest.starts_with(token->content)) return token;
    return nullptr;
  }

 private:
  std::array<std::vector<const AddedToken*>, 256> by_first_ = {};
};

}  // namespace

std::vector<Section> find_added(const std::vector<AddedToken>& tokens, std::string_view text) {
  std::vector<Section> sections;
  const Finder finder(tokens);
  size_t from = 0;  // where the section that is open began
  for (size_t at = 0; !tokens.empty() && at < text.size();) {
    const AddedToken* token = finder.at(text.substr(at));
    if (!token) {
      ++at;
      continue;
    }
    const Span match = {at, at + token->content.size()};
    at = match.end;
    if (token->single_word && !stands_alone(text, match)) continue;
    const Span span = stretched(*token, text, match, from);
    if (span.begin > from) sections.push_back({{from, span.begin}, std::nullopt});
    sections.push_back({span, token->id});
    from = span.end;
    at = std::max(at, from);
  }
  if (from < text.size()) sections.push_back({{from, text.size()}, std::nullopt});
  return sections;
}

}  // namespace sextant::text
