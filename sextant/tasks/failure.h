// What a task says when it cannot go on: a code of the table in cli/, one sentence, and how to mend it.
//
// Lower rooms throw the sentence; the task, which knows what it was doing, adds the rest.
#pragma once

#include <stdexcept>
#include <string>
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

/// A run that stopped because it was asked to, after its checkpoint: SIGINT or SIGTERM.
class Interrupted : public std::runtime_error {
 public:
  explicit Interrupted(const std::string& resume_command) : std::runtime_error(resume_command) {}
};

}  // namespace sextant::tasks
