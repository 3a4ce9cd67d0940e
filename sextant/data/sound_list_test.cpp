#include "sextant/data/sound_list.h"

#include <gtest/gtest.h>

#include <functional>

#include "sextant/data/name_pattern.h"
#include "sextant/io/file.h"

#include "tests/support/message_of.h"
#include "tests/support/temporary_folder.h"

namespace sextant::data {
namespace {

namespace fs = std::filesystem;
using Fields = std::map<std::string, std::string>;

TEST(NamePattern, FindsItsFieldsInAName) {
  const NamePattern digits("{label}_{speaker}_*");
  EXPECT_EQ(digits.match("7_jackson_32"), (Fields{{"label", "7"}, {"speaker", "jackson"}}));
  EXPECT_EQ(digits.match("7_jackson"), std::nullopt);
  EXPECT_EQ(digits.match("_jackson_3"), std::nullopt);
  EXPECT_EQ(NamePattern("a.b({x})").match("a.b(1)"), (Fields{{"x", "1"}}));
  EXPECT_EQ(NamePattern("a.b({x})").match("aXb(1)"), std::nullopt);
  EXPECT_EQ(NamePattern("*-{label}").match("-yes"), (Fields{{"label", "yes"}}));
}

TEST(NamePattern, RefusesWhatIsNone) {
  const auto refusal = [](const std::string& pattern) {
    return testing::message_of<std::invalid_argument>([&] { NamePattern{pattern}; });
  };
  EXPECT_EQ(refusal("{label_*"), "name pattern: each { needs its }, got '{label_*'");
  EXPECT_EQ(refusal("{}_*"), "name pattern: a field needs a name, got '{}_*'");
  EXPECT_EQ(refusal("{a}_{a}"), "name pattern: field 'a' may stand once, got '{a}_{a}'");
}

class SoundFolders : public ::testing::Test {
 protected:
  SoundFolders() {
    for (const char* name : {"yes/7_ann_1.wav", "yes/0_bob_2.WAV", "no/7_bob_3.flac", "no/notes.txt"}) {
      fs::create_directories((root / name).parent_path());
      io::write_file_atomic(root / name, "");
    }
  }
  std::vector<std::string> listed(const SoundListOptions& options, const fs::path& path) {
    std::vector<std::string> rows;
    for (const SoundFile& sound : list_sounds(path, options, {}).sounds)
      rows.push_back(sound.path.filename().string() + " " + sound.label + " " + sound.group);
    return rows;
  }
  std::string refusal(const SoundListOptions& options, const fs::path& path) {
    try {
      list_sounds(path, options, {});
    } catch (const std::exception& error) {
      return error.what();
    }
    return "no refusal";
  }

  testing::TemporaryFolder folder;
  const fs::path root = folder.path;
};

TEST_F(SoundFolders, AreListedWithLabelsOfTheirFoldersOrNames) {
  EXPECT_EQ(listed({}, root), (std::vector<std::string>{"7_bob_3.flac no ", "0_bob_2.WAV yes ", "7_ann_1.wav yes "}));
  EXPECT_EQ(listed({.label_from_name = "{label}_{speaker}_*", .group = "speaker"}, root),
            (std::vector<std::string>{"7_bob_3.flac 7 bob", "0_bob_2.WAV 0 bob", "7_ann_1.wav 7 ann"}));
}

TEST_F(SoundFolders, MayBeATableOfPaths) {
  io::write_file_atomic(root / "list.csv", "label,path\nseven,yes/7_ann_1.wav\n");
  const SoundList list = list_sounds(root / "list.csv", {}, {.text_column = "path"});
  ASSERT_EQ(list.sounds.size(), 1);
  EXPECT_EQ(list.sounds[0].path, root / "yes/7_ann_1.wav");
  EXPECT_EQ(list.sounds[0].label, "seven");
}

TEST_F(SoundFolders, ThatDoNotFitAreRefused) {
  EXPECT_EQ(refusal({.label_from_name = "{label}-*"}, root),
            (root / "no/7_bob_3.flac").string() + ": the name does not fit '{label}-*'");
  EXPECT_EQ(refusal({.label_from_name = "{x}_*"}, root), "label-from-name: must have a field {label}, got '{x}_*'");
  EXPECT_EQ(refusal({.label_from_name = "{label}_*", .group = "who"}, root),
            "label-from-name: must have a field {who}, got '{label}_*'");
  EXPECT_EQ(refusal({.group = "who"}, root), "group: needs label-from-name with a field of that name, got 'who'");
  fs::create_directory(root / "empty");
  EXPECT_EQ(refusal({}, root / "empty"),
            (root / "empty").string() + ": is empty of sounds (.wav, .flac, .ogg, .aiff, .au, .caf)");
  EXPECT_EQ(refusal({}, root / "none"), (root / "none").string() + ": cannot be read: No such file or directory");
}

}  // namespace
}  // namespace sextant::data
