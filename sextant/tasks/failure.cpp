#include "sextant/tasks/failure.h"

#include <c10/util/Exception.h>

#include <filesystem>

namespace sextant::tasks {

std::string sentence(const std::exception& error) {
  if (const auto* torch = dynamic_cast<const c10::Error*>(&error)) return torch->what_without_backtrace();
  if (const auto* files = dynamic_cast<const std::filesystem::filesystem_error*>(&error)) {
    return files->path1().string() + ": " + files->code().message();
  }
  return error.what();
}

Failure failure_of(const std::exception& error, Facts facts) {
  if (const auto* failure = dynamic_cast<const Failure*>(&error)) return *failure;
  const std::string text = sentence(error);
  facts.message = text;
  // LibTorch's allocator throws a plain c10::Error, not OutOfMemoryError; the text is all there is to go by.
  if (text.find("can't allocate memory") != std::string::npos || dynamic_cast<const std::bad_alloc*>(&error)) {
    return Failure({.code = "E-OOM",
                    .message = "out of memory",
                    .where = facts.where,
                    .why = text,
                    .hints = {"a smaller --batch-size, --length or --channels"}});
  }
  if (text.find("No space left on device") != std::string::npos) facts.code = "E-DISK";
  return Failure(std::move(facts));
}

}  // namespace sextant::tasks
