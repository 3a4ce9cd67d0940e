// Every error code, the exit code that goes with it, and how an error is shown.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "sextant/tasks/failure.h"

namespace sextant::cli {

enum Exit : int {
  kDone = 0,
  kFailed = 1,
  kUsage = 2,
  kRefused = 3,
  kBadData = 4,
  kBadModel = 5,
  kNoCapability = 6,
  kCheckFailed = 7,
  kDiverged = 10,
  kInterrupted = 130,
  kTerminated = 143,
  kPipeClosed = 141,
};

struct ErrorCode {
  std::string_view code;
  int exit;
  std::string_view meaning;
};
std::span<const ErrorCode> error_codes();
/// The exit code of an error code: 1 for one that has no row.
int exit_of(std::string_view code);

/// error[CODE]: what, then where, why and fix, each on its own line.
std::string error_text(const tasks::Facts& facts);
/// {"schema":"sextant.error/1","error":{…}}
std::string error_json(const tasks::Facts& facts);

}  // namespace sextant::cli
