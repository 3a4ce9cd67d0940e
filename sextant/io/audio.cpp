#include "sextant/io/audio.h"

#include <fmt/core.h>
#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <stdexcept>

#include "sextant/io/file.h"

namespace sextant::io {
namespace {

constexpr sf_count_t kBlock = 1 << 12;  ///< frames read at once: no more memory than the file proves to need
constexpr int64_t kClippedRun = 3;      ///< one peak at full scale is chance or normalisation, three in a row are not

/// A file's bytes as libsndfile reads them.
struct Source {
  std::span<const std::byte> bytes;
  sf_count_t place = 0;

  sf_count_t size() const { return static_cast<sf_count_t>(bytes.size()); }
};

sf_count_t seek(sf_count_t offset, int whence, void* data) {
  auto& source = *static_cast<Source*>(data);
  const sf_count_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? source.place : source.size();
  source.place = std::clamp<sf_count_t>(base + offset, 0, source.size());
  return source.place;
}

sf_count_t read(void* into, sf_count_t count, void* data) {
  auto& source = *static_cast<Source*>(data);
  const sf_count_t taken = std::clamp<sf_count_t>(source.size() - source.place, 0, count);
  if (taken > 0) std::memcpy(into, source.bytes.data() + source.place, static_cast<size_t>(taken));
  source.place += taken;
  return taken;
}

SF_VIRTUAL_IO virtual_io() {
  return {.get_filelen = [](void* data) { return static_cast<Source*>(data)->size(); },
          .seek = seek,
          .read = read,
          .write = [](const void*, sf_count_t, void*) -> sf_count_t { return 0; },
          .tell = [](void* data) { return static_cast<Source*>(data)->place; }};
}

[[noreturn]] void refuse(const std::string& where, const std::string& fault) {
  throw std::runtime_error(where + ": " + fault);
}

bool begins(std::span<const std::byte> bytes, std::string_view tag) {
  return bytes.size() >= tag.size() && std::memcmp(bytes.data(), tag.data(), tag.size()) == 0;
}

/// Forms with a header that says what they are. The others libsndfile knows it would have to guess, and its MPEG
/// decoder talks on stderr while it does.
void expect_known_form(std::span<const std::byte> bytes, const std::string& where) {
  constexpr std::array<std::string_view, 9> kTags = {"RIFF", "RIFX", "RF64", "riff", "fLaC",
                                                     "OggS", "FORM", ".snd", "caff"};
  if (std::ranges::none_of(kTags, [&](std::string_view tag) { return begins(bytes, tag); }))
    refuse(where, "is no sound file: it begins as none of WAV, W64, FLAC, Ogg, AIFF, AU and CAF does");
}

uint32_t little_endian(std::span<const std::byte> bytes) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) value |= std::to_integer<uint32_t>(bytes[i]) << (8 * i);
  return value;
}

/// libsndfile plays what is there of a WAV cut off in its samples; the header knows better.
/// Microsoft, "Multimedia Programming Interface and Data Specifications 1.0", 1991: tag, length, bytes, padded to even.
void expect_whole_wav(std::span<const std::byte> bytes, const std::string& where) {
  constexpr uint32_t kUnknown = 0xFFFFFFFF;  // of a stream whose writer could not go back
  constexpr size_t kChunk = 8;
  for (size_t at = 12; at + kChunk <= bytes.size();) {
    const auto chunk = bytes.subspan(at);
    const size_t promised = little_endian(chunk.subspan(4)), there = chunk.size() - kChunk;
    if (begins(chunk, "data")) {
      if (promised != kUnknown && promised > there)
        refuse(where,
               fmt::format("is cut off: its header promises {} bytes of samples, {} are there", promised, there));
      return;
    }
    at += kChunk + promised + promised % 2;
  }
}

/// The last page of an Ogg stream says that it is the last, and how long it is. RFC 3533, section 6: flags in byte 5,
/// of which 4 is the end, and from byte 26 the number of segments and the length of each.
void expect_whole_ogg(std::span<const std::byte> bytes, const std::string& where) {
  constexpr size_t kFlags = 5, kSegments = 26;
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const auto page = bytes.subspan(text.rfind("OggS"));
  const auto byte = [&](size_t at) { return at < page.size() ? std::to_integer<size_t>(page[at]) : 0; };
  size_t length = kSegments + 1 + byte(kSegments);
  for (size_t i = 1; i <= byte(kSegments); ++i) length += byte(kSegments + i);
  if ((byte(kFlags) & 4) == 0 || length > page.size()) refuse(where, "is cut off: the end of its stream is missing");
}

/// The least magnitude that counts as full scale: the largest positive number of the file's integers.
float full_scale(int format) {
  switch (format & SF_FORMAT_SUBMASK) {
    case SF_FORMAT_PCM_S8:
    case SF_FORMAT_PCM_U8:
      return 1 - std::ldexp(1.0F, -7);
    case SF_FORMAT_PCM_16:
      return 1 - std::ldexp(1.0F, -15);
    case SF_FORMAT_PCM_24:
      return 1 - std::ldexp(1.0F, -23);
    default:
      return 1;
  }
}

/// Counts samples in runs at full scale.
class ClipCounter {
 public:
  explicit ClipCounter(float full_scale) : full_scale_(full_scale) {}
  void add(float sample) {
    run_ = std::abs(sample) >= full_scale_ ? run_ + 1 : 0;
    if (run_ >= kClippedRun) count_ += run_ == kClippedRun ? kClippedRun : 1;
  }
  int64_t count() const { return count_; }

 private:
  float full_scale_;
  int64_t run_ = 0, count_ = 0;
};

struct Close {
  void operator()(SNDFILE* file) const { sf_close(file); }
};

/// The mean of each frame's channels, appended; what stands at full scale is counted before it is mixed.
void append(const std::vector<float>& frames, int channels, Audio& audio, std::vector<ClipCounter>& clips) {
  for (size_t at = 0; at < frames.size(); at += static_cast<size_t>(channels)) {
    double sum = 0;
    for (int c = 0; c < channels; ++c) {
      sum += frames[at + c];
      clips[c].add(frames[at + c]);
    }
    audio.samples.push_back(static_cast<float>(sum / channels));
  }
}

void expect_finite(const Audio& audio, const std::string& where) {
  const auto odd = std::ranges::find_if(audio.samples, [](float sample) { return !std::isfinite(sample); });
  if (odd != audio.samples.end())
    refuse(where, fmt::format("sample {} is {}, which is no sound", odd - audio.samples.begin(), *odd));
}

}  // namespace

Audio parse_audio(std::span<const std::byte> bytes, const std::string& where, Mixing mixing) {
  if (bytes.empty()) refuse(where, "is empty");
  expect_known_form(bytes, where);
  Source source{bytes};
  SF_VIRTUAL_IO io = virtual_io();
  SF_INFO info = {};
  const std::unique_ptr<SNDFILE, Close> file(sf_open_virtual(&io, SFM_READ, &info, &source));
  if (!file) refuse(where, fmt::format("is no sound file: {}", sf_strerror(nullptr)));
  if (info.channels != 1 && mixing == Mixing::kRefuse)
    refuse(where, fmt::format("has {} channels, expected 1", info.channels));
  if (begins(bytes, "RIFF")) expect_whole_wav(bytes, where);
  if (begins(bytes, "OggS")) expect_whole_ogg(bytes, where);

  Audio audio{.samples = {}, .rate = info.samplerate};
  std::vector<ClipCounter> clips(static_cast<size_t>(info.channels), ClipCounter(full_scale(info.format)));
  std::vector<float> frames;
  sf_count_t read = 0;
  do {
    frames.resize(static_cast<size_t>(kBlock * info.channels));
    read = sf_readf_float(file.get(), frames.data(), kBlock);
    frames.resize(static_cast<size_t>(std::max<sf_count_t>(0, read) * info.channels));
    append(frames, info.channels, audio, clips);
  } while (read == kBlock);

  const auto there = static_cast<sf_count_t>(audio.samples.size());
  if (info.frames != SF_COUNT_MAX && there < info.frames)
    refuse(where, fmt::format("is cut off: its header promises {} samples, {} are there", info.frames, there));
  if (there == 0) refuse(where, "holds no samples");
  expect_finite(audio, where);
  for (const ClipCounter& channel : clips) audio.clipped += channel.count();
  return audio;
}

Audio read_audio(const std::filesystem::path& path, Mixing mixing) {
  const std::string bytes = read_file(path);
  return parse_audio(std::as_bytes(std::span(bytes)), path.string(), mixing);
}

}  // namespace sextant::io
