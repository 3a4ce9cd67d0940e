// Refusals are part of the interface: their texts are compared whole, without backtraces.
#pragma once

#include <c10/util/Exception.h>
#include <gtest/gtest.h>

#include <exception>
#include <string>

namespace sextant::testing {

/// What an exception says to people: of LibTorch's without the backtrace.
inline std::string text_of(const std::exception& error) {
  if (const auto* from_torch = dynamic_cast<const c10::Error*>(&error)) return from_torch->what_without_backtrace();
  return error.what();
}

}  // namespace sextant::testing

/// `statement` throws exactly `type`, or something derived from it, with exactly this text.
#define EXPECT_ERROR_TEXT(statement, type, expected)                                      \
  do {                                                                                    \
    try {                                                                                 \
      statement;                                                                          \
      ADD_FAILURE() << "expected " #type ", but nothing was thrown";                      \
    } catch (const type& error) {                                                         \
      EXPECT_EQ(::sextant::testing::text_of(error), std::string(expected));               \
    } catch (const std::exception& error) {                                               \
      ADD_FAILURE() << "expected " #type ", got: " << ::sextant::testing::text_of(error); \
    }                                                                                     \
  } while (false)

#define EXPECT_VALUE_ERROR(statement, expected) EXPECT_ERROR_TEXT(statement, c10::ValueError, expected)
