#include "sextant/tasks/builtin_text.h"

#include <gtest/gtest.h>

#include "sextant/tasks/failure.h"

namespace sextant::tasks {
namespace {

TEST(BuiltinText, HoldsTheWholeOfTinyShakespeare) {
  const auto text = builtin_text("builtin:shakespeare");
  ASSERT_TRUE(text.has_value());
  EXPECT_EQ(text->text.size(), 1115394u);
  EXPECT_TRUE(text->text.starts_with("First Citizen:\nBefore we proceed any further"));
  EXPECT_TRUE(text->text.ends_with("Whiles thou art waking.\n"));
}

TEST(BuiltinText, LeavesPathsAlone) { EXPECT_FALSE(builtin_text("data/tinyshakespeare.txt").has_value()); }

TEST(BuiltinText, NamesTheKnownTextsForAnUnknownOne) {
  try {
    builtin_text("builtin:goethe");
    FAIL() << "nothing was thrown";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.facts().code, "E-DATA-FILE");
    EXPECT_EQ(failure.facts().message, "no text of that name inside the program: 'builtin:goethe'");
    EXPECT_EQ(failure.facts().hints.front(), "--data builtin:shakespeare");
  }
}

}  // namespace
}  // namespace sextant::tasks
