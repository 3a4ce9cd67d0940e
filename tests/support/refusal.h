// The text of a refusal, for tests that look for a part of it; errors.h compares whole texts.
#pragma once

#include <c10/util/Exception.h>

#include <string>

namespace sextant::testing {

/// The sentence of the c10::ValueError that `call` throws, without its backtrace; "no error" if it throws nothing.
template <class Call>
std::string refusal_of(const Call& call) {
  try {
    call();
  } catch (const c10::ValueError& error) {
    return error.what_without_backtrace();
  }
  return "no error";
}

}  // namespace sextant::testing
