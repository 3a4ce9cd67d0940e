// Which code points are letters, digits, spaces: Unicode's general categories, version 16.
//
// A table of our own, since one letter more or less is another token: the libraries a Debian 12 has know Unicode 14 and
// 15, and `tokenizers` 0.23 knows 16. tests/golden/make_categories.py asked it. Not here: case and decomposition, which
// utf8proc knows (words.h).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace sextant::text {

/// Code points from `first` to `last`, both included.
struct CodePointRange {
  char32_t first, last;
  bool operator==(const CodePointRange&) const = default;
};

/// The code points of a category ("Lu") or of all that begin with its letter ("L"), in order, neighbours joined.
/// @return nothing for a name that is no category
std::optional<std::vector<CodePointRange>> category_ranges(std::string_view name);

/// What regular expressions call \s: Unicode's property White_Space, 25 code points.
const std::vector<CodePointRange>& space_ranges();
/// What they call \w: letters, marks, digits, joining punctuation and what else Unicode calls alphabetic; in Oniguruma
/// Latin-1's numbers as well.
const std::vector<CodePointRange>& word_ranges();
/// The same by UTS 18, annex C: with the two joiners and without those numbers.
const std::vector<CodePointRange>& unicode_word_ranges();

/// All code points that are in none of `ranges`, which are in order.
std::vector<CodePointRange> complement(const std::vector<CodePointRange>& ranges);
/// @param ranges  in order
bool contains(const std::vector<CodePointRange>& ranges, char32_t c);

}  // namespace sextant::text
