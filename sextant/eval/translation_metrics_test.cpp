// BLEU and chrF against sacreBLEU: tests/golden/make_sacrebleu.py made the numbers.
#include <gtest/gtest.h>

#include "sextant/eval/bleu.h"
#include "sextant/eval/chrf.h"
#include "sextant/io/json.h"

#include "tests/support/message_of.h"

namespace sextant::eval {
namespace {

using sextant::testing::message_of;
using Texts = std::vector<std::string>;

const io::Json& golden() {
  static const io::Json json = io::read_json(SEXTANT_SOURCE_DIR "/tests/golden/sacrebleu.json");
  return json;
}

/// Sums of four logarithms in another order, and one power: a few units in the last place of 100.
constexpr double kRounding = 1e-12;

TEST(SegmentTokens, AreThoseOfSacrebleu) {
  for (const io::Json& example : golden().at("segments"))
    for (const auto& [name, tokenizer] : names_of(SegmentTokenizer{}))
      EXPECT_EQ(segment_tokens(example.at("text").get<std::string>(), tokenizer),
                example.at(std::string(name)).get<Texts>())
          << name << ": " << example.at("text");
}

TEST(Bleu, IsThatOfSacrebleu) {
  for (const io::Json& corpus : golden().at("corpora")) {
    const auto hypotheses = corpus.at("hypotheses").get<Texts>(), references = corpus.at("references").get<Texts>();
    for (const auto& [name, tokenizer] : names_of(SegmentTokenizer{})) {
      SCOPED_TRACE(corpus.at("name").get<std::string>() + ", " + std::string(name));
      const io::Json& wanted = corpus.at("bleu").at(std::string(name));
      const Bleu result = bleu(hypotheses, references, tokenizer);
      EXPECT_NEAR(result.score, wanted.at("score").get<double>(), 100 * kRounding);
      EXPECT_EQ(result.matches, (wanted.at("matches").get<std::array<int64_t, 4>>()));
      EXPECT_EQ(result.totals, (wanted.at("totals").get<std::array<int64_t, 4>>()));
      for (size_t n = 0; n < Bleu::kOrders; ++n)
        EXPECT_NEAR(result.precisions[n], wanted.at("precisions")[n].get<double>(), 100 * kRounding);
      EXPECT_NEAR(result.brevity_penalty, wanted.at("bp").get<double>(), kRounding);
      EXPECT_EQ(result.hypothesis_tokens, wanted.at("hypothesis").get<int64_t>());
      EXPECT_EQ(result.reference_tokens, wanted.at("reference").get<int64_t>());
      EXPECT_EQ(result.signature, wanted.at("signature").get<std::string>());
    }
  }
}

TEST(Chrf, IsThatOfSacrebleu) {
  for (const io::Json& corpus : golden().at("corpora")) {
    const Chrf result = chrf(corpus.at("hypotheses").get<Texts>(), corpus.at("references").get<Texts>());
    EXPECT_NEAR(result.score, corpus.at("chrf").at("score").get<double>(), 100 * kRounding) << corpus.at("name");
    EXPECT_EQ(result.signature, corpus.at("chrf").at("signature").get<std::string>());
  }
}

TEST(TranslationMetrics, RefuseWhatCannotBeCompared) {
  const Texts one = {"a"}, two = {"a", "b"}, none = {}, broken = {"\xC3("};
  EXPECT_EQ(message_of<std::invalid_argument>([&] { bleu(two, one, SegmentTokenizer::k13a); }),
            "bleu: there must be a reference for each hypothesis, got 1 for 2");
  EXPECT_EQ(message_of<std::invalid_argument>([&] { chrf(none, none); }), "chrf: segments must be at least 1, got 0");
  EXPECT_EQ(message_of<std::invalid_argument>([&] { chrf(broken, one); }), "utf8: invalid UTF-8, bytes 0xC3 0x28");
}

}  // namespace
}  // namespace sextant::eval
