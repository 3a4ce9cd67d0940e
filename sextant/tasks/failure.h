// What a task says when it cannot go on: a code of the table in cli/, one sentence, and how to mend it.
//
// Lower rooms throw the sentence; the task, which knows what it was doing, adds the rest.
#pragma once

#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sextant::tasks {

/// The four parts of an error message (what, where, why, fix) and its code, for example "E-POS-LIMIT".
struct Facts {
  std::string code;                     ///< decides the exit code and names the page of `explain`
  std::string message;                  ///< one sentence with the numbers
  std::string where = {};               ///< file, row, tensor, layer
  std::string why = {};                 ///< only if not obvious
  std::vector<std::string> hints = {};  ///< commands or options that mend it
};

class Failure : public std::runtime_error {
 public:
  explicit Failure(Facts facts) : std::runtime_error(facts.message), facts_(std::move(facts)) {}
  const Facts& facts() const { return facts_; }

 private:
  Facts facts_;
};

/// The sentence of an exception: a c10::Error's without its backtrace, PATH: FAULT for a file system's, any other's
/// what().
std::string sentence(const std::exception& error);

/// `error` as a Failure: a Failure stays itself, LibTorch's words for no memory become E-OOM, a full disk E-DISK,
/// all else gets `facts` with the error's sentence as its message.
Failure failure_of(const std::exception& error, Facts facts);

/// work(), with whatever a lower room throws turned into a Failure as failure_of() says.
template <class Work>
auto or_fail(Facts facts, Work&& work) -> decltype(work()) {
  try {
    return work();
  } catch (const std::exception& error) {
    throw failure_of(error, std::move(facts));
  }
}

/// A run that stopped because it was asked to, after its checkpoint: SIGINT or SIGTERM.
class Interrupted : public std::runtime_error {
 public:
  /// @param resume_command  what to type to go on from the checkpoint
  explicit Interrupted(const std::string& resume_command) : std::runtime_error(resume_command) {}
};

}  // namespace sextant::tasks
