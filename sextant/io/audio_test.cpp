#include "sextant/io/audio.h"

#include <gtest/gtest.h>
#include <sndfile.h>

#include <cmath>
#include <limits>
#include <string>

#include "sextant/io/file.h"

#include "tests/support/message_of.h"
#include "tests/support/temporary_folder.h"

namespace sextant::io {
namespace {

using Samples = std::vector<float>;

/// A hundredth of a second of a tone, half of full scale.
Samples tone(int64_t count = 800) {
  Samples samples;
  for (int64_t n = 0; n < count; ++n) samples.push_back(0.5F * std::sin(0.3F * static_cast<float>(n)));
  return samples;
}

class AudioFiles : public ::testing::Test {
 protected:
  /// The bytes of a file as libsndfile writes it.
  std::string written(const std::string& name, int format, const Samples& samples, int channels = 1) {
    const std::string path = folder.path / name;
    SF_INFO info = {
        .frames = 0, .samplerate = 8000, .channels = channels, .format = format, .sections = 0, .seekable = 0};
    SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
    if (file == nullptr) throw std::runtime_error(sf_strerror(nullptr));
    sf_writef_float(file, samples.data(), static_cast<sf_count_t>(samples.size()) / channels);
    sf_close(file);
    return read_file(path);
  }
  std::string wav(const Samples& samples, int channels = 1) {
    return written("a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, samples, channels);
  }

  testing::TemporaryFolder folder;
};

Audio parsed(const std::string& bytes, Mixing mixing = Mixing::kRefuse) {
  return parse_audio(std::as_bytes(std::span(bytes)), "a.wav", mixing);
}
std::string refusal(const std::string& bytes) {
  return testing::message_of<std::runtime_error>([&] { parsed(bytes); });
}

TEST_F(AudioFiles, AreReadInTheFormsPeopleHave) {
  const Samples samples = tone();
  const struct {
    int format;
    float bound;  ///< half a step of the file's integers; of a lossy form what it was measured to lose, doubled
  } forms[] = {{SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 0x1p-7F},   {SF_FORMAT_WAV | SF_FORMAT_PCM_16, 0x1p-15F},
               {SF_FORMAT_WAV | SF_FORMAT_PCM_24, 0x1p-23F},  {SF_FORMAT_WAV | SF_FORMAT_FLOAT, 0},
               {SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 0x1p-15F}, {SF_FORMAT_OGG | SF_FORMAT_VORBIS, 0.1F}};
  for (const auto& form : forms) {
    SCOPED_TRACE(form.format);
    written("a", form.format, samples);
    const Audio audio = read_audio(folder.path / "a");
    EXPECT_EQ(audio.rate, 8000);
    EXPECT_EQ(audio.clipped, 0);
    EXPECT_DOUBLE_EQ(audio.seconds(), 0.1);
    ASSERT_EQ(audio.samples.size(), samples.size());
    for (size_t n = 0; n < samples.size(); ++n) ASSERT_NEAR(audio.samples[n], samples[n], form.bound) << n;
  }
}

TEST_F(AudioFiles, OfSeveralChannelsAreMixedOnlyIfAsked) {
  const std::string bytes = wav({0.5F, 0.25F, -0.5F, 0.5F}, 2);
  EXPECT_EQ(refusal(bytes), "a.wav: has 2 channels, expected 1");
  EXPECT_EQ(parsed(bytes, Mixing::kMean).samples, (Samples{0.375F, 0}));
}

TEST_F(AudioFiles, TellHowMuchIsClipped) {
  Samples samples = tone();
  samples[10] = samples[20] = samples[21] = 1;  // a peak and two neighbours may be chance
  EXPECT_EQ(parsed(wav(samples)).clipped, 0);
  samples[22] = 1;
  samples[30] = samples[31] = samples[32] = samples[33] = -1;
  EXPECT_EQ(parsed(wav(samples)).clipped, 7);
}

TEST_F(AudioFiles, ThatAreCutOffAreRefused) {
  const std::string whole = wav(tone());
  EXPECT_EQ(refusal(whole.substr(0, whole.size() - 300)),
            "a.wav: is cut off: its header promises 1600 bytes of samples, 1300 are there");
  const std::string flac = written("a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, tone(20000));
  EXPECT_EQ(refusal(flac.substr(0, flac.size() / 2)).substr(0, 54),
            "a.wav: is cut off: its header promises 20000 samples, ");
  const std::string ogg = written("a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, tone(90000));
  for (const size_t left : {ogg.size() - 100, ogg.size() / 2})
    EXPECT_EQ(refusal(ogg.substr(0, left)), "a.wav: is cut off: the end of its stream is missing");
}

TEST_F(AudioFiles, OfAStreamWithoutALengthAreReadToTheirEnd) {
  std::string bytes = wav(tone());
  const size_t length = bytes.find("data") + 4;
  bytes.replace(length, 4, "\xFF\xFF\xFF\xFF");
  EXPECT_EQ(parsed(bytes).samples.size(), 800);
}

TEST_F(AudioFiles, ThatHoldNoSoundAreRefusedWithTheirPath) {
  EXPECT_EQ(refusal(""), "a.wav: is empty");
  EXPECT_EQ(refusal("label,text\n1,a\n"),
            "a.wav: is no sound file: it begins as none of WAV, W64, FLAC, Ogg, AIFF, AU and CAF does");
  EXPECT_EQ(refusal(wav(tone()).substr(0, 20)).substr(0, 25), "a.wav: is no sound file: ");
  EXPECT_EQ(refusal(wav({})), "a.wav: holds no samples");
  const std::string odd =
      written("odd.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, {0, 0, std::numeric_limits<float>::quiet_NaN(), 0});
  EXPECT_EQ(refusal(odd), "a.wav: sample 2 is nan, which is no sound");
  EXPECT_EQ(testing::message_of<std::runtime_error>([&] { read_audio(folder.path / "none.wav"); }),
            (folder.path / "none.wav").string() + ": cannot be read: No such file or directory");
}

}  // namespace
}  // namespace sextant::io
