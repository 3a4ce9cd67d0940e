#include "sextant/io/file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>

#include "tests/support/message_of.h"
#include "tests/support/temporary_folder.h"

namespace sextant::io {
namespace {

using testing::message_of;
using testing::TemporaryFolder;

int64_t entries(const std::filesystem::path& folder) {
  return std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator());
}

TEST(File, ReadsBackWhatItWrote) {
  const TemporaryFolder folder;
  const std::string bytes("a\0b\r\n\xff", 6);
  write_file_atomic(folder / "x", bytes);
  EXPECT_EQ(read_file(folder / "x"), bytes);
  write_file_atomic(folder / "empty", "");
  EXPECT_EQ(read_file(folder / "empty"), "");
}

// Two whole pieces of the reader and one byte more.
TEST(File, ReadsAFileOfSeveralPieces) {
  const TemporaryFolder folder;
  std::string bytes((2 << 20) + 1, 'a');
  bytes.back() = 'z';
  write_file_atomic(folder / "x", bytes);
  EXPECT_EQ(read_file(folder / "x"), bytes);
}

TEST(File, SaysWhyItCannotBeRead) {
  const TemporaryFolder folder;
  EXPECT_EQ(message_of<std::runtime_error>([&] { read_file(folder / "none"); }),
            (folder / "none").string() + ": cannot be read: No such file or directory");
  EXPECT_EQ(message_of<std::runtime_error>([&] { read_file(folder.path); }),
            folder.path.string() + ": cannot be read: it is a folder");
  if (::geteuid() == 0) GTEST_SKIP() << "root reads every file";
  write_file_atomic(folder / "locked", "");
  std::filesystem::permissions(folder / "locked", std::filesystem::perms::none);
  EXPECT_EQ(message_of<std::runtime_error>([&] { read_file(folder / "locked"); }),
            (folder / "locked").string() + ": cannot be read: Permission denied");
}

TEST(File, ReplacesOnlyIfAsked) {
  const TemporaryFolder folder;
  write_file_atomic(folder / "x", "old");
  EXPECT_EQ(message_of<FileExists>([&] { write_file_atomic(folder / "x", "new"); }),
            (folder / "x").string() + ": is there already and is not replaced unless asked");
  EXPECT_EQ(read_file(folder / "x"), "old");
  write_file_atomic(folder / "x", "new", Overwrite::kReplace);
  EXPECT_EQ(read_file(folder / "x"), "new");
  EXPECT_EQ(entries(folder.path), 1);
}

// The check at opening cannot see what another process writes meanwhile.
TEST(File, DoesNotReplaceWhatAppearedWhileItWrote) {
  const TemporaryFolder folder;
  AtomicFile slow(folder / "x");
  slow.write("slow");
  write_file_atomic(folder / "x", "fast");
  EXPECT_THROW(slow.commit(), FileExists);
  EXPECT_EQ(read_file(folder / "x"), "fast");
}

TEST(File, LeavesNothingWithoutACommit) {
  const TemporaryFolder folder;
  {
    AtomicFile file(folder / "x");
    file.write("half");
  }
  EXPECT_EQ(entries(folder.path), 0);
}

TEST(File, NeverReplacesAFolderOrADevice) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "sub");
  EXPECT_EQ(message_of<std::runtime_error>([&] { write_file_atomic(folder / "sub", "", Overwrite::kReplace); }),
            (folder / "sub").string() + ": cannot be replaced: it is no regular file");
  EXPECT_EQ(message_of<std::runtime_error>([&] { write_file_atomic("/dev/null", "", Overwrite::kReplace); }),
            "/dev/null: cannot be replaced: it is no regular file");
}

TEST(File, NamesThePathIfTheFolderIsMissing) {
  const TemporaryFolder folder;
  EXPECT_EQ(message_of<std::runtime_error>([&] { write_file_atomic(folder / "no/x", ""); }),
            (folder / "no/x").string() + ": cannot be written: No such file or directory");
}

// A limit on the size of files stands for a full disk: the same call fails, with EFBIG in place of ENOSPC.
TEST(File, NamesThePathAndCleansUpIfTheDiskIsFull) {
  const TemporaryFolder folder;
  write_file_atomic(folder / "x", "old");
  const auto before_signal = std::signal(SIGXFSZ, SIG_IGN);
  rlimit before = {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small = {.rlim_cur = 4096, .rlim_max = before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const std::string message = message_of<std::runtime_error>(
      [&] { write_file_atomic(folder / "x", std::string(10'000, 'a'), Overwrite::kReplace); });
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, before_signal);
  EXPECT_EQ(message, (folder / "x").string() + ": cannot be written: File too large");
  EXPECT_EQ(read_file(folder / "x"), "old");
  EXPECT_EQ(entries(folder.path), 1);
}

TEST(File, RenamesAFolder) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "step.tmp");
  rename_durably(folder / "step.tmp", folder / "step");
  EXPECT_TRUE(std::filesystem::is_directory(folder / "step"));
  EXPECT_EQ(
      message_of<std::runtime_error>([&] { rename_durably(folder / "a", folder / "b"); }),
      (folder / "a").string() + ": cannot be renamed to " + (folder / "b").string() + ": No such file or directory");
  EXPECT_EQ(message_of<std::runtime_error>([&] { sync_folder(folder / "none"); }),
            (folder / "none").string() + ": cannot be synced: No such file or directory");
}

}  // namespace
}  // namespace sextant::io
