// Tokens that are found in a text before anything else is done to it: "added_tokens" of a tokenizer.json.
//
// As `tokenizers` 0.23 finds them (added_vocabulary.rs): from left to right, the longest where several begin.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sextant/text/subword/pieces.h"

namespace sextant::text {

struct AddedToken {
  int64_t id = 0;
  std::string content;
  bool special = false;      ///< stands for no text
  bool single_word = false;  ///< not within a word
  bool left_strip = false;   ///< takes the white space before it
  bool right_strip = false;  ///< and after it
  bool normalized = false;   ///< found in the normalized text, as it is itself when normalized
  bool operator==(const AddedToken&) const = default;
};

/// A part of a text that is such a token, or none.
struct Section {
  Span span;
  std::optional<int64_t> id;
};

/// The whole of a text in sections.
/// @param tokens  with their contents as they stand in the text, none empty
std::vector<Section> find_added(const std::vector<AddedToken>& tokens, std::string_view text);

}  // namespace sextant::text
