// The steps that join tokens to text again: "decoder" of a tokenizer.json.
//
// Equal to those of `tokenizers` 0.23 by the same names, but that bytes which are not UTF-8 stay as they are: text that
// is made token by token is not whole before its last. Not here: CTC.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sextant/text/subword/normalizer.h"

namespace sextant::text {

/// Tokens that are bytes already (ByteLevelStep).
struct JoinBytes {
  bool operator==(const JoinBytes&) const = default;
};
struct JoinWordPieces {
  std::string prefix = "##";  ///< of what goes on with a word
  bool cleanup = true;        ///< no space before punctuation, and English short forms
  bool operator==(const JoinWordPieces&) const = default;
};
/// `replacement` is a space, but none at the beginning of the text.
struct JoinMetaspace {
  std::string replacement = "\u2581";
  bool leading = false;  ///< spaces at the beginning stay
  bool operator==(const JoinMetaspace&) const = default;
};
/// `suffix` is a space, but none at the end of the text.
struct JoinSuffixed {
  std::string suffix = "</w>";
  bool operator==(const JoinSuffixed&) const = default;
};
/// "<0xE4>" is that byte.
struct ByteFallback {
  bool operator==(const ByteFallback&) const = default;
};
/// All tokens become one.
struct Fuse {
  bool operator==(const Fuse&) const = default;
};
/// Up to so many `content` at either end of each token go.
struct StripEnds {
  std::string content = " ";
  int64_t start = 0, stop = 0;
  bool operator==(const StripEnds&) const = default;
};

using Decoder =
    std::variant<JoinBytes, JoinWordPieces, JoinMetaspace, JoinSuffixed, ByteFallback, Fuse, StripEnds, ReplaceStep>;

/// The text of tokens; without a step, with a space between each two.
std::string decode(const std::vector<Decoder>& steps, std::vector<std::string> tokens);

/// The byte that "<0xE4>" stands for.
/// @return nothing for any other text
std::optional<char> fallback_byte(std::string_view token);

}  // namespace sextant::text
