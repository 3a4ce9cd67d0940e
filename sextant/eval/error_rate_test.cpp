#include "sextant/eval/error_rate.h"

#include <gtest/gtest.h>

#include <string>

#include "sextant/io/json.h"

namespace sextant::eval {
namespace {

// jiwer 4.0.0 (make_jiwer.py).
TEST(ErrorRate, IsThatOfJiwer) {
  const io::Json golden = io::read_json(SEXTANT_SOURCE_DIR "/tests/golden/jiwer.json");
  Edits words, characters;
  for (const io::Json& pair : golden["pairs"]) {
    const auto said = pair["said"].get<std::string>(), heard = pair["heard"].get<std::string>();
    SCOPED_TRACE("'" + said + "' '" + heard + "'");
    EXPECT_DOUBLE_EQ(word_edits(said, heard).rate(), pair["wer"].get<double>());
    EXPECT_DOUBLE_EQ(character_edits(said, heard).rate(), pair["cer"].get<double>());
    words += word_edits(said, heard);
    characters += character_edits(said, heard);
  }
  EXPECT_DOUBLE_EQ(words.rate(), golden["wer"].get<double>());
  EXPECT_DOUBLE_EQ(characters.rate(), golden["cer"].get<double>());
}

TEST(ErrorRate, TellsWhichEditsAreTheFewest) {
  const Edits edits = word_edits("one two three four", "one too four five six");
  EXPECT_EQ(edits.substitutions, 3);
  EXPECT_EQ(edits.deletions, 0);
  EXPECT_EQ(edits.insertions, 1);
  EXPECT_EQ(edits.said, 4);
  EXPECT_EQ(edits.rate(), 1);
}

TEST(ErrorRate, OfTokensIsZeroForTheSameOnes) {
  const std::vector<int64_t> tokens = {3, 1, 4, 1, 5};
  EXPECT_EQ(edits_between(tokens, tokens).count(), 0);
  EXPECT_EQ(edits_between(tokens, std::span(tokens).first(3)).deletions, 2);
  EXPECT_EQ(edits_between({}, {}).rate(), 0);
}

}  // namespace
}  // namespace sextant::eval
