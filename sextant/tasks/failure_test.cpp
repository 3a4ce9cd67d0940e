#include "sextant/tasks/failure.h"

#include <c10/util/Exception.h>
#include <gtest/gtest.h>

namespace sextant::tasks {
namespace {

TEST(Failure, KeepsItsOwnFactsThroughAnotherTask) {
  const auto inner = [] { throw Failure({.code = "E-RUN-EXISTS", .message = "runs/a exists"}); };
  try {
    or_fail({.code = "E-DATA-FILE", .message = ""}, inner);
    FAIL() << "nothing was thrown";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.facts().code, "E-RUN-EXISTS");
    EXPECT_EQ(failure.facts().message, "runs/a exists");
  }
}

TEST(Failure, TakesTheSentenceOfALowerRoomAndTheCodeOfTheTask) {
  const Failure failure = failure_of(std::runtime_error("a.txt: no such file"), {.code = "E-DATA-FILE", .message = ""});
  EXPECT_EQ(failure.facts().code, "E-DATA-FILE");
  EXPECT_EQ(failure.facts().message, "a.txt: no such file");
}

TEST(Failure, LeavesOutTheBacktraceOfLibTorch) {
  try {
    TORCH_CHECK_VALUE(false, "alibi: heads must be at least 1, got 0");
  } catch (const std::exception& error) {
    EXPECT_EQ(sentence(error), "alibi: heads must be at least 1, got 0");
  }
}

TEST(Failure, NamesAFullDiskAndAFullMemory) {
  const std::runtime_error disk("runs/a/x: No space left on device");
  EXPECT_EQ(failure_of(disk, {.code = "E-DATA-FILE", .message = ""}).facts().code, "E-DISK");
  const std::runtime_error memory("DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes");
  EXPECT_EQ(failure_of(memory, {.code = "E-DATA-FILE", .message = ""}).facts().code, "E-OOM");
}

}  // namespace
}  // namespace sextant::tasks
