// A test of a torch-free room's refusal: the type of the exception and its whole text.
#pragma once

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "tests/support/message_of.h"

namespace sextant::testing {

/// Expects `call` to throw std::invalid_argument with just this message.
template <class Call>
void expect_refusal(Call&& call, const std::string& message) {
  EXPECT_EQ(message_of<std::invalid_argument>(call), message);
}

}  // namespace sextant::testing
