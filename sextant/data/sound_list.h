// Which sound files there are and what is said in them: a folder, or a table of paths with labels.
//
// Not here: what is in the files (read_sound.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sextant/data/labelled.h"

namespace sextant::data {

struct SoundListOptions {
  std::string label_from_name = {};  ///< '{label}_{speaker}_*'; empty = the folder a sound stands in
  std::string group = {};            ///< the field of the pattern whose values are held out whole; empty = none

  bool operator==(const SoundListOptions&) const = default;
};
template <class Visit>
void fields(SoundListOptions& options, Visit&& visit) {
  visit("label-from-name", options.label_from_name,
        "what names say: '{label}_{speaker}_*'; empty = a sound's label is its folder");
  visit("group", options.group, "field of the names whose values are held out whole, such as speaker");
}

struct SoundFile {
  std::filesystem::path path;
  std::string label;
  std::string group = {};  ///< empty without any
};

struct SoundList {
  std::vector<SoundFile> sounds;
  std::string form;  ///< what was understood: "label from '{label}_*'"
};

/// Whether a file is a sound, by its ending.
bool is_sound(const std::filesystem::path& path);

/// The sounds of a folder and of those in it, in the order of their paths, or of a table (.csv, .tsv, .jsonl) whose
/// text is a path, from where the table stands if it is not absolute.
/// @throws std::invalid_argument for a pattern without {label} or without the group's field;
///         std::runtime_error "PATH: …" for a name the pattern does not fit, a folder without sounds, and as
///         read_labelled
SoundList list_sounds(const std::filesystem::path& path, const SoundListOptions& options, const LabelledOptions& table);

}  // namespace sextant::data
