// The text of what a call throws, for tests of messages.
#pragma once

#include <exception>
#include <string>

namespace sextant::testing {

/// what() of the exception of type `Error` that `call` throws; a sentence of its own if it throws nothing or another.
template <class Error, class Call>
std::string message_of(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  } catch (const std::exception& error) {
    return std::string("another type was thrown: ") + error.what();
  }
  return "nothing was thrown";
}

}  // namespace sextant::testing
