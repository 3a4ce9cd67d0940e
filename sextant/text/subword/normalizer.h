// The steps that change a text before it is cut into words: "normalizer" of a tokenizer.json.
//
// Equal to those of `tokenizers` 0.23 by the same names, up to the version of Unicode: utf8proc's decompositions and
// cases are of Unicode 15. Not here: Nmt, ByteLevel.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sextant/text/subword/charsmap.h"
#include "sextant/text/subword/pattern.h"
#include "sextant/text/words.h"

namespace sextant::text {

/// Unicode's normalization forms (UAX 15).
enum class UnicodeForm { kNfc, kNfd, kNfkc, kNfkd };

struct LowercaseStep {
  bool operator==(const LowercaseStep&) const = default;
};
/// Marks go; nothing is taken apart to find them.
struct StripAccentsStep {
  bool operator==(const StripAccentsStep&) const = default;
};
/// White space at the ends goes.
struct StripStep {
  bool left = true, right = true;
  bool operator==(const StripStep&) const = default;
};
/// Before a text that is not empty.
struct PrependStep {
  std::string prefix;
  bool operator==(const PrependStep&) const = default;
};
struct ReplaceStep {
  Pattern pattern;
  std::string literal = {};  ///< the text that `pattern` stands for, if it is one
  std::string with;
  bool operator==(const ReplaceStep&) const = default;
};

using Normalizer = std::variant<BertCleaning, UnicodeForm, LowercaseStep, StripAccentsStep, StripStep, PrependStep,
                                ReplaceStep, Charsmap>;

/// @param utf8  valid
std::string normalize(const Normalizer& step, std::string_view utf8);

/// A pattern that matches a text and nothing else.
Pattern literal_pattern(std::string_view text);

}  // namespace sextant::text
