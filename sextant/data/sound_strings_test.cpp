#include "sextant/data/sound_strings.h"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

#include "tests/support/message_of.h"

namespace sextant::data {
namespace {

/// Each sound is its own number, over and over.
std::vector<LabelledSound> sounds() {
  return {{{1, 1}, 0, "ann"}, {{2, 2, 2}, 1, "ann"}, {{3, 3}, 0, "bob"}, {{4}, 1, "bob"}};
}

TEST(SoundStrings, AreWholeSoundsOfOneGroupInTheOrderOfTheirLabels) {
  const SoundStrings strings(sounds(), 100, {.shortest = 2, .longest = 4, .gap = 0.05}, 7);
  std::set<size_t> lengths;
  for (int64_t i = 0; i < 200; ++i) {
    const SoundString string = strings.at(i);
    lengths.insert(string.labels.size());
    std::vector<float> expected;  // without its silence the string is the sounds its labels name
    const bool ann = std::ranges::any_of(string.samples, [](float x) { return x == 1 || x == 2; });
    for (const int64_t label : string.labels) {
      const std::vector<float> said = sounds()[(ann ? 0 : 2) + label].samples;
      expected.insert(expected.end(), said.begin(), said.end());
    }
    std::vector<float> heard;
    for (const float x : string.samples)
      if (x != 0) heard.push_back(x);
    EXPECT_EQ(heard, expected) << i;
    EXPECT_LE(string.samples.size(), heard.size() + 5 * (string.labels.size() + 1));
  }
  EXPECT_EQ(lengths, (std::set<size_t>{2, 3, 4}));
}

TEST(SoundStrings, AreAFunctionOfSeedAndIndex) {
  const SoundStrings a(sounds(), 8000, {}, 1), b(sounds(), 8000, {}, 1), c(sounds(), 8000, {}, 2);
  EXPECT_EQ(a.at(5).samples, b.at(5).samples);
  EXPECT_NE(a.at(5).samples, a.at(6).samples);
  EXPECT_NE(a.at(5).samples, c.at(5).samples);
}

TEST(SoundStrings, RefuseWhatMakesNone) {
  const auto refusal = [](const std::vector<LabelledSound>& from, const SoundStringOptions& options) {
    return testing::message_of<std::invalid_argument>([&] { SoundStrings(from, 8000, options, 1); });
  };
  EXPECT_EQ(refusal({}, {}), "strings: there must be at least one sound to join, got none");
  EXPECT_EQ(refusal(sounds(), {.shortest = 0}), "strings: lengths must rise from 1 or more, got 0 to 6");
  EXPECT_EQ(refusal(sounds(), {.shortest = 3, .longest = 2}), "strings: lengths must rise from 1 or more, got 3 to 2");
  EXPECT_EQ(refusal(sounds(), {.gap = -1}), "strings: gap must be at least 0 s, got -1");
}

}  // namespace
}  // namespace sextant::data
