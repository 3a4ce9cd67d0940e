#include "sextant/data/sound_strings.h"

#include <fmt/core.h>

#include <stdexcept>

#include "sextant/random/philox.h"

namespace sextant::data {
namespace {

constexpr uint64_t kStringStream = 0x73747267;  // "strg"

void check(const std::vector<LabelledSound>& sounds, const SoundStringOptions& options) {
  if (sounds.empty()) throw std::invalid_argument("strings: there must be at least one sound to join, got none");
  if (options.shortest < 1 || options.longest < options.shortest) {
    throw std::invalid_argument(
        fmt::format("strings: lengths must rise from 1 or more, got {} to {}", options.shortest, options.longest));
  }
  if (!(options.gap >= 0))
    throw std::invalid_argument(fmt::format("strings: gap must be at least 0 s, got {}", options.gap));
}

}  // namespace

SoundStrings::SoundStrings(std::vector<LabelledSound> sounds, int64_t rate, const SoundStringOptions& options,
                           uint64_t seed)
    : sounds_(std::move(sounds)), rate_(rate), options_(options), seed_(seed) {
  check(sounds_, options);
  for (size_t i = 0; i < sounds_.size(); ++i) by_group_[sounds_[i].group].push_back(i);
}

SoundString SoundStrings::at(int64_t index) const {
  random::Philox draw(seed_, kStringStream, static_cast<uint64_t>(index));
  // A sound drawn first says whose string it is: groups come as often as their sounds are many.
  const std::vector<size_t>& own = by_group_.at(sounds_[draw.below(sounds_.size())].group);
  const auto lengths = static_cast<uint64_t>(options_.longest - options_.shortest + 1);
  const int64_t length = options_.shortest + static_cast<int64_t>(draw.below(lengths));
  const auto silence = [&] { return static_cast<size_t>(draw.uniform() * options_.gap * static_cast<double>(rate_)); };
  SoundString string{.samples = std::vector<float>(silence(), 0), .labels = {}};
  for (int64_t i = 0; i < length; ++i) {
    const LabelledSound& sound = sounds_[own[draw.below(own.size())]];
    string.samples.insert(string.samples.end(), sound.samples.begin(), sound.samples.end());
    string.samples.resize(string.samples.size() + silence(), 0);
    string.labels.push_back(sound.label);
  }
  return string;
}

}  // namespace sextant::data
