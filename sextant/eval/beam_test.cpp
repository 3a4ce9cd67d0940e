#include "sextant/eval/beam.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <memory>

#include "sextant/random/philox.h"

#include "tests/support/errors.h"

namespace sextant::eval {
namespace {

constexpr int64_t kVocabulary = 4, kBegin = 0, kEnd = 1, kLongest = 4;

using Tokens = std::vector<int64_t>;

/// A language in which every prefix has logits of its own, drawn by (text, prefix).
std::vector<float> logits_after(int64_t text, const Tokens& prefix) {
  uint64_t name = static_cast<uint64_t>(text) + 1;
  for (const int64_t token : prefix) name = name * 31 + static_cast<uint64_t>(token) + 1;
  random::Philox draw(7, name);
  std::vector<float> logits;
  for (int64_t v = 0; v < kVocabulary; ++v) logits.push_back(static_cast<float>(2 * draw.normal()));
  return logits;
}

using Language = std::function<std::vector<float>(int64_t text, const Tokens& prefix)>;

/// It as a decoder of many rows.
BeamDecoder decoder_of(const Language& language, int64_t texts) {
  struct Row {
    int64_t text;
    Tokens prefix;
  };
  auto rows = std::make_shared<std::vector<Row>>();
  for (int64_t text = 0; text < texts; ++text) rows->push_back({text, {}});
  return {.step =
              [rows, language](const torch::Tensor& tokens) {
                std::vector<torch::Tensor> logits;
                for (int64_t r = 0; r < tokens.size(0); ++r) {
                  Row& row = rows->at(static_cast<size_t>(r));
                  row.prefix.push_back(tokens[r][0].item<int64_t>());
                  logits.push_back(torch::tensor(language(row.text, row.prefix)));
                }
                return torch::stack(logits);
              },
          .pick =
              [rows](const torch::Tensor& chosen) {
                std::vector<Row> kept;
                for (int64_t r = 0; r < chosen.numel(); ++r)
                  kept.push_back(rows->at(static_cast<size_t>(chosen[r].item<int64_t>())));
                *rows = kept;
              }};
}

BeamOptions options(int64_t width, double penalty = 0.6) {
  return {.begin = kBegin,
          .end = kEnd,
          .longest = kLongest,
          .width = width,
          .length_penalty = penalty,
          .forbidden = {kBegin}};
}

/// log P of each token but <BOS>, which is forbidden.
std::vector<double> log_probabilities(std::vector<float> logits) {
  double sum = 0;
  for (int64_t v = 1; v < kVocabulary; ++v) sum += std::exp(static_cast<double>(logits[v]));
  std::vector<double> log;
  for (const float logit : logits) log.push_back(static_cast<double>(logit) - std::log(sum));
  return log;
}

/// Every text that ends within the limit, with its score.
void enumerate(int64_t text, const Tokens& prefix, double before, double penalty, std::map<double, Tokens>& all) {
  const std::vector<double> log = log_probabilities(logits_after(text, prefix));
  const auto written = std::ssize(prefix);  // <BOS> stands for the end
  const double score = (before + log[kEnd]) / std::pow((5 + static_cast<double>(written)) / 6, penalty);
  all[score] = Tokens(prefix.begin() + 1, prefix.end());
  if (written == kLongest) return;
  for (int64_t v = 2; v < kVocabulary; ++v) {
    Tokens next = prefix;
    next.push_back(v);
    enumerate(text, next, before + log[static_cast<size_t>(v)], penalty, all);
  }
}

TEST(Beam, OverTheWholeWidthFindsTheBestOfAllTexts) {
  // 2 + 4 + 8 + 16 hypotheses go on at most: a width of 32 loses none.
  for (const double penalty : {0.0, 0.6, 2.0}) {
    const auto found = beam_search(decoder_of(logits_after, 5), 5, options(32, penalty));
    for (int64_t text = 0; text < 5; ++text) {
      std::map<double, Tokens> all;
      enumerate(text, {kBegin}, 0, penalty, all);
      const Hypothesis& best = found[static_cast<size_t>(text)].front();
      EXPECT_EQ(best.tokens, all.rbegin()->second) << "text " << text << ", penalty " << penalty;
      EXPECT_NEAR(best.score, all.rbegin()->first, 1e-5);
      EXPECT_TRUE(best.ended);
    }
  }
}

TEST(Beam, OfOneIsGreedy) {
  const auto found = beam_search(decoder_of(logits_after, 20), 20, options(1));
  for (int64_t text = 0; text < 20; ++text) {
    Tokens greedy;
    bool ended = false;
    for (Tokens prefix = {kBegin}; !ended && std::ssize(greedy) < kLongest;) {
      std::vector<float> logits = logits_after(text, prefix);
      const int64_t next = std::max_element(logits.begin() + 1, logits.end()) - logits.begin();
      ended = next == kEnd;
      if (!ended) greedy.push_back(next);
      prefix.push_back(next);
    }
    ASSERT_EQ(found[static_cast<size_t>(text)].size(), 1U);
    EXPECT_EQ(found[static_cast<size_t>(text)][0].tokens, greedy) << text;
    EXPECT_EQ(found[static_cast<size_t>(text)][0].ended, ended) << text;
  }
}

TEST(Beam, FindsTheSameInABatchAsAlone) {
  const auto together = beam_search(decoder_of(logits_after, 6), 6, options(3));
  for (int64_t text = 0; text < 6; ++text) {
    const auto language = [text](int64_t, const Tokens& prefix) { return logits_after(text, prefix); };
    const auto alone = beam_search(decoder_of(language, 1), 1, options(3));
    ASSERT_EQ(alone[0].size(), together[static_cast<size_t>(text)].size());
    for (size_t n = 0; n < alone[0].size(); ++n) {
      EXPECT_EQ(alone[0][n].tokens, together[static_cast<size_t>(text)][n].tokens);
      EXPECT_EQ(alone[0][n].score, together[static_cast<size_t>(text)][n].score);
    }
  }
}

TEST(Beam, GivesExactTiesToTheLowerToken) {
  const auto flat = [](int64_t, const Tokens&) { return std::vector<float>(kVocabulary, 0); };
  const auto found = beam_search(decoder_of(flat, 1), 1, options(2, 0));
  // The end, token 1, comes before 2 and 3 at every step, and no longer text is as likely.
  EXPECT_EQ(found[0].front().tokens, Tokens{});
  const auto endless = [](int64_t, const Tokens&) { return std::vector<float>{0, -1e9F, 1, 1}; };
  const auto cut = beam_search(decoder_of(endless, 1), 1, options(2, 0));
  EXPECT_EQ(cut[0].front().tokens, (Tokens{2, 2, 2, 2}));
  EXPECT_FALSE(cut[0].front().ended);
}

TEST(Beam, RefusesWhatCannotBe) {
  const BeamDecoder decoder = decoder_of(logits_after, 1);
  EXPECT_VALUE_ERROR(beam_search(decoder, 0, options(1)), "beam: texts must be at least 1, got 0");
  EXPECT_VALUE_ERROR(beam_search(decoder, 1, options(0)), "beam: width must be at least 1, got 0");
  EXPECT_VALUE_ERROR(beam_search(decoder, 1, options(1, -1)), "beam: length penalty must be at least 0, got -1");
  BeamOptions none = options(1);
  none.longest = 0;
  EXPECT_VALUE_ERROR(beam_search(decoder, 1, none), "beam: longest must be at least 1, got 0");
}

}  // namespace
}  // namespace sextant::eval
