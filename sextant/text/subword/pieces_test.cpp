#include "sextant/text/subword/pieces.h"

#include <gtest/gtest.h>

#include "sextant/text/subword/pre_tokenizer.h"

namespace sextant::text {
namespace {

using Words = std::vector<std::string>;

Words words_of(const Pieces& pieces) {
  Words words;
  for (size_t i = 0; i < pieces.spans.size(); ++i) words.emplace_back(pieces.at(i));
  return words;
}

Words cut(const PreTokenizer& step, const std::string& text) {
  Pieces pieces = one_piece(text);
  pre_tokenize(step, pieces);
  return words_of(pieces);
}

Words split(Separators behaviour, bool inverted = false) {
  return cut(SplitStep{.pattern = Pattern("-"), .literal = "-", .behaviour = behaviour, .inverted = inverted},
             "the-final--countdown");
}

// The example of the documentation of `tokenizers`, SplitDelimiterBehavior.
TEST(Pieces, AreWhatTheFiveBehavioursMakeOfATextAndItsSeparators) {
  EXPECT_EQ(split(Separators::kRemoved), (Words{"the", "final", "countdown"}));
  EXPECT_EQ(split(Separators::kIsolated), (Words{"the", "-", "final", "-", "-", "countdown"}));
  EXPECT_EQ(split(Separators::kMergedWithPrevious), (Words{"the-", "final-", "-", "countdown"}));
  EXPECT_EQ(split(Separators::kMergedWithNext), (Words{"the", "-final", "-", "-countdown"}));
  EXPECT_EQ(split(Separators::kContiguous), (Words{"the", "-", "final", "--", "countdown"}));
  EXPECT_EQ(split(Separators::kRemoved, true), (Words{"-", "-", "-"}));
}

TEST(Pieces, OfATextWithoutAnythingAreNone) {
  EXPECT_EQ(cut(ByteLevelStep{}, ""), Words{});
  EXPECT_EQ(cut(WhitespaceSplitStep{}, " \t\n"), Words{});
}

TEST(Pieces, OfDigitsAreEachOneOrRuns) {
  EXPECT_EQ(cut(DigitsStep{.individual = true}, "a12b"), (Words{"a", "1", "2", "b"}));
  EXPECT_EQ(cut(DigitsStep{}, "a12b"), (Words{"a", "12", "b"}));
}

TEST(Pieces, BeginWithASpaceWhereTheyShould) {
  EXPECT_EQ(cut(MetaspaceStep{}, "a b"), (Words{"▁a", "▁b"}));
  EXPECT_EQ(cut(MetaspaceStep{.prepend = MetaspaceStep::Prepend::kNever}, "a b"), (Words{"a", "▁b"}));
  EXPECT_EQ(cut(ByteLevelStep{.prefix_space = true}, "a b"), (Words{" a", " b"}));
  Pieces later = one_piece("a b");
  later.first = false;
  pre_tokenize(MetaspaceStep{.prepend = MetaspaceStep::Prepend::kFirst}, later);
  EXPECT_EQ(words_of(later), (Words{"a", "▁b"}));
}

// Quadratic time would take minutes.
TEST(Pieces, OfAMegabyteOfSpacesAreFoundAtOnce) {
  EXPECT_EQ(cut(ByteLevelStep{}, std::string(1 << 20, ' ') + "a").size(), 2);
}

}  // namespace
}  // namespace sextant::text
