#include "sextant/io/event_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <stdexcept>
#include <string>

#include "sextant/io/file.h"

#include "tests/support/message_of.h"
#include "tests/support/temporary_folder.h"

namespace sextant::io {
namespace {

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    text += kDigits[static_cast<uint8_t>(byte) >> 4];
    text += kDigits[static_cast<uint8_t>(byte) & 15];
  }
  return text;
}

/// RFC 3720, B.4: iSCSI's examples, and the check value of the CRC catalogue.
TEST(EventFile, ChecksBytesAsIscsiDoes) {
  EXPECT_EQ(crc32c("123456789"), 0xe3069283U);
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aaU);
  EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62a8ab43U);
  EXPECT_EQ(crc32c(""), 0U);
}

/// tensorboard 2.21.0: RecordWriter of Event(wall_time=1700000000.25, file_version="brain.Event:2") and of
/// Event(wall_time=1700000001.5, step=300, summary with tag "train/loss" and simple_value 1.25).
TEST(EventFile, WritesTheBytesOfTensorBoardsOwnWriter) {
  testing::TemporaryFolder folder;
  EventFile events(folder.path, 1700000000.25);
  events.scalar("train/loss", 300, 1.25, 1700000001.5);
  EXPECT_EQ(events.path().filename(), "events.out.tfevents.1700000000.sextant");
  EXPECT_EQ(hex(read_file(events.path())),
            "1800000000000000a37f4b220900001040fc54d9411a0d627261696e2e4576656e743a32338d2fe9"
            "2100000000000000017becf60900006040fc54d94110ac022a130a110a0a747261696e2f6c6f7373150000a03fc63fc817");
}

TEST(EventFile, LeavesOneThatIsThereAlone) {
  testing::TemporaryFolder folder;
  const EventFile first(folder.path, 1.5), second(folder.path, 1.5);
  EXPECT_EQ(second.path().filename(), "events.out.tfevents.1.sextant.1");
  EXPECT_TRUE(std::filesystem::exists(first.path()));
}

TEST(EventFile, SaysWhereItCannotWrite) {
  testing::TemporaryFolder folder;
  EXPECT_EQ(testing::message_of<std::runtime_error>([&] { EventFile(folder.path / "missing", 1); }),
            (folder.path / "missing").string() +
                "/events.out.tfevents.1.sextant: cannot be opened for writing: No such file or directory");
}

}  // namespace
}  // namespace sextant::io
