#include "sextant/data/sound_list.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "sextant/data/name_pattern.h"

namespace sextant::data {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 8> kEndings = {".wav", ".flac", ".ogg", ".oga", ".aiff", ".aif", ".au", ".caf"};

std::vector<fs::path> sounds_in(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && is_sound(entry.path())) paths.push_back(entry.path());
  if (paths.empty())
    throw std::runtime_error(folder.string() + ": is empty of sounds (.wav, .flac, .ogg, .aiff, .au, .caf)");
  std::ranges::sort(paths);
  return paths;
}

NamePattern pattern_of(const SoundListOptions& options) {
  NamePattern pattern(options.label_from_name);
  for (const std::string& field : {std::string("label"), options.group})
    if (!field.empty() && std::ranges::find(pattern.fields(), field) == pattern.fields().end())
      throw std::invalid_argument(
          fmt::format("label-from-name: must have a field {{{}}}, got '{}'", field, options.label_from_name));
  return pattern;
}

/// By what the names say.
std::vector<SoundFile> named_sounds(const fs::path& folder, const SoundListOptions& options) {
  const NamePattern pattern = pattern_of(options);
  std::vector<SoundFile> sounds;
  for (const fs::path& path : sounds_in(folder)) {
    const auto said = pattern.match(path.stem().string());
    if (!said)
      throw std::runtime_error(fmt::format("{}: the name does not fit '{}'", path.string(), options.label_from_name));
    sounds.push_back({.path = path, .label = said->at("label")});
    if (!options.group.empty()) sounds.back().group = said->at(options.group);
  }
  return sounds;
}

}  // namespace

bool is_sound(const fs::path& path) {
  std::string ending = path.extension().string();
  std::ranges::transform(ending, ending.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c; });
  return std::ranges::find(kEndings, ending) != kEndings.end();
}

SoundList list_sounds(const fs::path& path, const SoundListOptions& options, const LabelledOptions& table) {
  if (!options.group.empty() && options.label_from_name.empty())
    throw std::invalid_argument("group: needs label-from-name with a field of that name, got '" + options.group + "'");
  if (!fs::is_directory(path)) {
    const LabelledFile file = read_labelled(path, table);
    SoundList list{.sounds = {}, .form = file.form};
    for (const LabelledText& row : file.texts)
      list.sounds.push_back({.path = path.parent_path() / row.text, .label = row.label});
    return list;
  }
  if (!options.label_from_name.empty())
    return {named_sounds(path, options), fmt::format("label from '{}'", options.label_from_name)};
  SoundList list{.sounds = {}, .form = "label from the folder"};
  for (const fs::path& sound : sounds_in(path))
    list.sounds.push_back({.path = sound, .label = sound.parent_path().filename().string()});
  return list;
}

}  // namespace sextant::data
