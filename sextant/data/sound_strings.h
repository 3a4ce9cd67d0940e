// Strings of labelled sounds: short recordings joined, with silence of drawn length around each, so that what is said
// where is not known: what CTC learns from.
//
// String i is a pure function of (sounds, options, i). All sounds of a string are of one group, as if one had spoken.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace sextant::data {

struct SoundStringOptions {
  int64_t shortest = 2;  ///< sounds of a string
  int64_t longest = 6;
  double gap = 0.25;  ///< seconds of silence before, between and after, at most: uniform from none

  bool operator==(const SoundStringOptions&) const = default;
};
template <class Visit>
void fields(SoundStringOptions& options, Visit&& visit) {
  visit("string-shortest", options.shortest, "sounds of the shortest string");
  visit("string-longest", options.longest, "sounds of the longest string");
  visit("gap", options.gap, "seconds of silence around a string's sounds, at most");
}

struct LabelledSound {
  std::vector<float> samples;
  int64_t label;           ///< an index into the labels
  std::string group = {};  ///< empty without any
};

struct SoundString {
  std::vector<float> samples;
  std::vector<int64_t> labels;  ///< in the order they are said
};

class SoundStrings {
 public:
  /// @param rate  samples a second of all sounds
  /// @throws std::invalid_argument for no sounds, lengths that do not rise from 1, or a gap below 0
  SoundStrings(std::vector<LabelledSound> sounds, int64_t rate, const SoundStringOptions& options, uint64_t seed);
  SoundString at(int64_t index) const;

 private:
  std::vector<LabelledSound> sounds_;
  std::map<std::string, std::vector<size_t>> by_group_;
  int64_t rate_;
  SoundStringOptions options_;
  uint64_t seed_;
};

}  // namespace sextant::data
