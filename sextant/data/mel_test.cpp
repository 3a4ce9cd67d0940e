#include "sextant/data/mel.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "sextant/data/resample.h"

#include "tests/support/errors.h"
#include "tests/support/golden_tensors.h"
#include "tests/support/message_of.h"

namespace sextant::data {
namespace {

std::vector<float> samples_of(const torch::Tensor& golden) {
  const torch::Tensor sound = golden.to(torch::kFloat32).contiguous();
  return {sound.data_ptr<float>(), sound.data_ptr<float>() + sound.numel()};
}
double largest_difference(const torch::Tensor& a, const torch::Tensor& b) {
  return (a.to(torch::kFloat64) - b).abs().max().item<double>();
}
std::vector<float> tone(double hertz, int64_t rate, int64_t count) {
  std::vector<float> samples;
  for (int64_t n = 0; n < count; ++n)
    samples.push_back(static_cast<float>(std::sin(2 * std::numbers::pi * hertz * static_cast<double>(n) / rate)));
  return samples;
}

// librosa 0.11.0 (make_audio_peers.py). The bank of 80 bands over 201 points is Whisper's own.
TEST(MelFilters, AreThoseOfLibrosa) {
  const testing::GoldenTensors golden("audio_peers.safetensors");
  const struct {
    const char* name;
    int64_t rate, points;
    MelOptions options;
  } cases[] = {{"filters.slaney.16000", 16000, 400, {.bands = 80}},
               {"filters.slaney.8000", 8000, 256, {.bands = 40}},
               {"filters.slaney.cut", 22050, 512, {.bands = 23, .lowest = 80, .highest = 7600}},
               {"filters.htk.16000", 16000, 512, {.bands = 40, .lowest = 20, .scale = MelScale::kHtk}},
               {"filters.htk.8000", 8000, 256, {.bands = 26, .scale = MelScale::kHtk}}};
  for (const auto& c : cases) {
    const torch::Tensor filters = mel_filters(c.options, c.rate, c.points), expected = golden[c.name];
    ASSERT_EQ(filters.sizes(), expected.sizes()) << c.name;
    EXPECT_LT(largest_difference(filters, expected), 1e-12 * expected.max().item<double>()) << c.name;
  }
}

// Both transform in float32: rounding of a transform of N points is some log2 N units of its largest value.
TEST(LogMelRows, AreThoseOfLibrosa) {
  const testing::GoldenTensors golden("audio_peers.safetensors");
  const struct {
    const char *name, *sound;
    int64_t rate;
    MelScale scale;
  } cases[] = {{"slaney", "sound.8000", 8000, MelScale::kSlaney}, {"htk", "sound.16000", 16000, MelScale::kHtk}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const LogMel mel({.bands = 40, .scale = c.scale}, c.rate);
    const std::vector<float> samples = samples_of(golden[c.sound]);
    const torch::Tensor expected = golden["energies." + std::string(c.name)];
    ASSERT_EQ(mel.energies(samples).sizes(), expected.sizes());
    EXPECT_LT(largest_difference(mel.energies(samples), expected), 1e-6 * expected.max().item<double>());
    EXPECT_LT(largest_difference(mel.rows(samples), golden["decibels." + std::string(c.name)] / 40 + 1), 1e-4);
  }
}

TEST(LogMelRows, DoNotDependOnLoudness) {
  const LogMel mel({}, 8000);
  std::vector<float> loud = tone(440, 8000, 1000), quiet = loud;
  for (float& sample : quiet) sample /= 4;  // exact in binary
  EXPECT_LT(largest_difference(mel.rows(quiet), mel.rows(loud).to(torch::kFloat64)), 1e-5);
  EXPECT_EQ(mel.rows(loud).max().item<float>(), 1);
  EXPECT_GE(mel.rows(loud).min().item<float>(), -1);
  EXPECT_EQ(mel.rows(loud).size(0), 1 + 1000 / 80);
  EXPECT_DOUBLE_EQ(mel.seconds_per_row(), 0.01);
}

TEST(LogMelRows, OfSilenceAndOfOneSampleAreNumbers) {
  const LogMel mel({}, 8000);
  EXPECT_TRUE(mel.rows(std::vector<float>(500, 0)).isfinite().all().item<bool>());
  EXPECT_EQ(mel.rows({0.5F}).size(0), 1);
}

TEST(LogMelRows, RefuseOptionsThatMakeNone) {
  EXPECT_VALUE_ERROR(LogMel({.bands = 0}, 8000), "mel: bands must be at least 1, got 0");
  EXPECT_VALUE_ERROR(LogMel({.highest = 5000}, 8000),
                     "mel: lowest and highest must rise within 0 and 4000 Hz, half the rate, got 0 and 5000");
  EXPECT_VALUE_ERROR(LogMel({.hop = 0}, 8000),
                     "mel: hop must be from 1 to 2^24 samples long, got 0 s at 8000 samples a second");
  EXPECT_VALUE_ERROR(LogMel({.bands = 128, .window = 0.01}, 8000),
                     "mel: band 0 of 128 holds none of the spectrum's 65 points; fewer bands or a longer window do");
  EXPECT_VALUE_ERROR(LogMel({}, 8000).rows({}), "mel: a sound must have at least one sample, got none");
}

// torchaudio 2.11.0 (make_audio_peers.py): its kernel in float64, our sums in double, both rounded to float32 at most.
TEST(Resampled, IsWhatTorchaudioMakesOfIt) {
  const testing::GoldenTensors golden("audio_peers.safetensors");
  for (const auto& [from, to] : {std::pair{8000, 16000}, {16000, 8000}, {44100, 8000}, {8000, 11025}}) {
    const std::string name = "." + std::to_string(from) + "." + std::to_string(to);
    SCOPED_TRACE(name);
    const std::vector<float> after = resampled(samples_of(golden["before" + name]), from, to);
    const torch::Tensor expected = golden["after" + name];
    ASSERT_EQ(std::ssize(after), expected.numel());
    EXPECT_LT(largest_difference(torch::tensor(after), expected), 1e-6);
  }
}

TEST(Resampled, KeepsTonesThatFitAndDropsThoseThatDoNot) {
  const int64_t edge = 800;  // where the sound's beginning is heard
  const std::vector<float> kept = resampled(tone(1000, 44100, 44100), 44100, 8000), expected = tone(1000, 8000, 8000);
  ASSERT_EQ(kept.size(), expected.size());
  for (int64_t n = edge; n < std::ssize(kept) - edge; ++n) ASSERT_NEAR(kept[n], expected[n], 1e-4);
  const std::vector<float> dropped = resampled(tone(6000, 44100, 44100), 44100, 8000);
  for (int64_t n = edge; n < std::ssize(dropped) - edge; ++n) ASSERT_NEAR(dropped[n], 0, 1e-4);
  EXPECT_EQ(resampled(kept, 8000, 8000), kept);
  EXPECT_EQ(testing::message_of<std::invalid_argument>([] { resampled({1}, 0, 8000); }),
            "resample: rates must be at least 1, got 0 and 8000");
}

}  // namespace
}  // namespace sextant::data
