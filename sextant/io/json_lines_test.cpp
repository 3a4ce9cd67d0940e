#include "sextant/io/json_lines.h"

#include <gtest/gtest.h>

#include "sextant/io/file.h"

#include "tests/support/message_of.h"
#include "tests/support/temporary_folder.h"

namespace sextant::io {
namespace {

using testing::TemporaryFolder;

bool before_step_three(const Json& line) { return line["step"] < 3; }

TEST(JsonLines, AppendsOneValueALine) {
  const TemporaryFolder folder;
  {
    JsonLines lines(folder / "x.jsonl");
    lines.append({{"step", 1}});
  }
  JsonLines lines(folder / "x.jsonl");
  lines.append({{"step", 2}});
  lines.sync();
  EXPECT_EQ(read_file(folder / "x.jsonl"), "{\"step\":1}\n{\"step\":2}\n");
  EXPECT_EQ(read_json_lines(folder / "x.jsonl"), (std::vector<Json>{{{"step", 1}}, {{"step", 2}}}));
}

TEST(JsonLines, LeavesOutAnUnfinishedLine) {
  const TemporaryFolder folder;
  write_file_atomic(folder / "x.jsonl", "1\n{\"st");
  EXPECT_EQ(read_json_lines(folder / "x.jsonl"), std::vector<Json>{1});
}

TEST(JsonLines, NamesTheLineThatIsNoJson) {
  const TemporaryFolder folder;
  write_file_atomic(folder / "x.jsonl", "1\n{]\n");
  const std::string message = testing::message_of<std::runtime_error>([&] { read_json_lines(folder / "x.jsonl"); });
  EXPECT_EQ(message.find((folder / "x.jsonl").string() + ", line 2:1:2: syntax error"), 0) << message;
}

TEST(JsonLines, AreCutAtTheFirstLineRefusedAndGoOnFromThere) {
  const TemporaryFolder folder;
  write_file_atomic(folder / "x.jsonl", "{\"step\":1}\n{\"step\":2}\n{\"step\":3}\n{\"step\":1}\n{\"st");
  EXPECT_EQ(cut_json_lines(folder / "x.jsonl", before_step_three), 2);
  JsonLines(folder / "x.jsonl").append({{"step", 3}});
  EXPECT_EQ(read_file(folder / "x.jsonl"), "{\"step\":1}\n{\"step\":2}\n{\"step\":3}\n");
}

// A power cut can leave zeros where a line's bytes never reached the disk.
TEST(JsonLines, AreCutAtTheFirstLineThatIsNoJson) {
  const TemporaryFolder folder;
  write_file_atomic(folder / "x.jsonl", std::string("{\"step\":1}\n\0\0\0\n{\"step\":2}\n", 26));
  EXPECT_EQ(cut_json_lines(folder / "x.jsonl", before_step_three), 1);
  EXPECT_EQ(read_file(folder / "x.jsonl"), "{\"step\":1}\n");
}

TEST(JsonLines, CuttingAMissingFileLeavesItMissing) {
  const TemporaryFolder folder;
  EXPECT_EQ(cut_json_lines(folder / "x.jsonl", before_step_three), 0);
  EXPECT_FALSE(std::filesystem::exists(folder / "x.jsonl"));
}

TEST(JsonLines, SayWhyTheyCannotBeOpened) {
  const TemporaryFolder folder;
  EXPECT_EQ(testing::message_of<std::runtime_error>([&] { JsonLines(folder / "no/x.jsonl"); }),
            (folder / "no/x.jsonl").string() + ": cannot be opened for writing: No such file or directory");
}

}  // namespace
}  // namespace sextant::io
