#include "sextant/tasks/open_sounds.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

#include "sextant/data/held_out.h"
#include "sextant/io/sha256.h"
#include "sextant/settings/value.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/hold_out.h"

namespace sextant::tasks {
namespace {

/// The code a fault in a sound or a list of them has; the rooms below throw sentences without codes.
Facts facts_of(const std::string& sentence) {
  const auto has = [&](const char* words) { return sentence.find(words) != std::string::npos; };
  if (has("name pattern") || has("label-from-name") || has("group:")) return {.code = "E-USAGE-VALUE", .message = {}};
  if (has("does not fit"))
    return {.code = "E-DATA-LABEL", .message = {}, .hints = {"--label-from-name '{label}_*' for names like yes_1.wav"}};
  if (has("is empty of sounds")) return {.code = "E-DATA-EMPTY", .message = {}};
  if (has("there is no")) return {.code = "E-DATA-COLUMN", .message = {}};
  if (has("cannot be read")) return {.code = "E-DATA-FILE", .message = {}};
  if (has("channels"))
    return {.code = "E-AUDIO", .message = {}, .hints = {"--mixing mean takes the mean of the channels"}};
  return {.code = "E-AUDIO", .message = {}, .hints = {"repair the sound, or --bad-rows skip (counted and printed)"}};
}

template <class Work>
auto or_told(Work&& work) {
  try {
    return work();
  } catch (const std::exception& error) {
    throw failure_of(error, facts_of(error.what()));
  }
}

std::string digest_of(const data::SoundFile& file, const std::vector<float>& samples) {
  const std::string_view bytes(reinterpret_cast<const char*>(samples.data()), samples.size() * sizeof(float));
  return file.path.filename().string() + '\0' + file.label + '\0' + io::sha256_hex(bytes) + '\n';
}

std::vector<std::string> labels_in(const ReadSounds& read, const std::string& path) {
  std::vector<std::string> labels;
  for (const data::SoundFile& file : read.files) labels.push_back(file.label);
  labels = data::distinct(std::move(labels));
  if (labels.size() >= 2 && !labels.front().empty()) return labels;
  const bool none = labels.empty() || labels.front().empty();
  throw Failure({.code = "E-DATA-EMPTY",
                 .message = none ? path + ": has no labels to learn"
                                 : fmt::format("{}: every sound has the label '{}', so there is nothing to learn", path,
                                               labels.front()),
                 .hints = {"--label-from-name '{label}_*' says where in the names they stand"}});
}

std::vector<data::LabelledSound> labelled(ReadSounds read, const std::vector<std::string>& labels) {
  std::vector<data::LabelledSound> sounds;
  for (size_t i = 0; i < read.files.size(); ++i) {
    const data::SoundFile& file = read.files[i];
    const auto label = std::ranges::find(labels, file.label);
    if (label == labels.end()) {
      throw Failure({.code = "E-DATA-LABEL",
                     .message = fmt::format("{}: label '{}' is not one of the {} trained on{}", file.path.string(),
                                            file.label, labels.size(), settings::did_you_mean(file.label, labels)),
                     .why = "known are " + settings::join(labels, ", ")});
    }
    sounds.push_back({.samples = std::move(read.samples[i]), .label = label - labels.begin(), .group = file.group});
  }
  return sounds;
}

enum class HeldBy { kLabel, kGroup };

/// Cuts a part off `from`.
std::vector<data::LabelledSound> taken_from(std::vector<data::LabelledSound>& from,
                                            const std::vector<std::string>& labels, double share, HeldBy by,
                                            uint64_t seed) {
  std::vector<std::string> names;
  for (const data::LabelledSound& sound : from)
    names.push_back(by == HeldBy::kGroup ? sound.group : labels[static_cast<size_t>(sound.label)]);
  const std::vector<bool> held =
      or_fail({.code = "E-DATA-EMPTY", .message = {}, .hints = {"more sounds of that label, or none"}}, [&] {
        return by == HeldBy::kGroup ? data::held_out_groups(names, share, seed) : data::held_out(names, share, seed);
      });
  std::vector<data::LabelledSound> part = data::chosen(from, held, true);
  from = data::chosen(from, held, false);
  return part;
}

}  // namespace

ReadSounds read_sounds(const std::string& path, const SoundListing& listing, data::SoundReading& reading,
                       const Context& context) {
  const data::SoundList list = or_told([&] { return data::list_sounds(path, listing.list, listing.table); });
  ReadSounds read;
  data::SoundTally tally;
  std::string digests;
  int64_t skipped = 0;
  for (const data::SoundFile& file : list.sounds) {
    try {
      read.samples.push_back(or_told([&] { return data::read_sound(file.path, reading, tally); }));
    } catch (const Failure& failure) {
      if (listing.table.bad_rows == data::BadRows::kError) throw;
      context.line(std::string("skipped ") + failure.what());
      ++skipped;
      continue;
    }
    read.files.push_back(file);
    digests += digest_of(file, read.samples.back());
  }
  context.line(fmt::format("{}: {} sounds, {:.0f} s at {} Hz ({})", path, read.files.size(), tally.seconds,
                           reading.rate, list.form));
  if (skipped > 0) context.line(fmt::format("{}: {} sounds skipped in all", path, skipped));
  tell(tally, reading.rate, context);
  read.sha256 = io::sha256_hex(digests);
  return read;
}

void tell(const data::SoundTally& tally, int64_t rate, const Context& context) {
  if (tally.resampled > 0)
    context.line(
        fmt::format("{} of {} sounds had another rate and were brought to {} Hz", tally.resampled, tally.sounds, rate));
  if (tally.clipped == 0) return;
  context.warning("W-AUDIO-CLIPPED",
                  fmt::format("{} of {} sounds are clipped, worst {} with {:.1f} % of its samples at full scale",
                              tally.clipped, tally.sounds, tally.most_clipped.string(), 100 * tally.clipped_share));
}

std::vector<float> open_sound(const std::string& path, int64_t rate, io::Mixing mixing, data::SoundTally& tally) {
  data::SoundReading reading{.mixing = mixing, .rate = rate};
  try {
    return data::read_sound(path, reading, tally);
  } catch (const std::exception& error) {
    throw failure_of(error, {.code = "E-AUDIO", .message = {}, .why = "the sounds before this one are answered"});
  }
}

SoundParts open_sound_parts(const SoundDataOptions& options, const Context& context) {
  expect_hold_out(options.hold_out);
  const auto seed = static_cast<uint64_t>(options.data_seed);
  const HeldBy by = options.list.group.empty() ? HeldBy::kLabel : HeldBy::kGroup;
  data::SoundReading reading = options.reading;
  ReadSounds read = read_sounds(options.data, {options.list, options.table}, reading, context);
  SoundParts parts{.train = {},
                   .choosing = {},
                   .test = {},
                   .labels = labels_in(read, options.data),
                   .rate = reading.rate,
                   .sha256 = read.sha256};
  parts.train = labelled(std::move(read), parts.labels);
  if (options.test.empty()) {
    parts.test = taken_from(parts.train, parts.labels, options.hold_out, by, seed ^ kTestPart);
  } else {
    ReadSounds test = read_sounds(options.test, {options.list, options.table}, reading, context);
    parts.sha256 = io::sha256_hex(parts.sha256 + test.sha256);
    parts.test = labelled(std::move(test), parts.labels);
  }
  parts.choosing = taken_from(parts.train, parts.labels, options.hold_out, HeldBy::kLabel, seed);
  return parts;
}

}  // namespace sextant::tasks
