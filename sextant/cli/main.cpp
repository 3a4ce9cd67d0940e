// The program. Here alone everything that was thrown is caught and becomes a text and an exit code.
#include <malloc.h>
#include <unistd.h>

#include <limits>
#include <map>
#include <string>
#include <vector>

#include "sextant/cli/errors.h"
#include "sextant/cli/run.h"
#include "sextant/cli/signals.h"
#include "sextant/cli/streams.h"
#include "sextant/tasks/failure.h"

namespace {

using namespace sextant;

constexpr const char* kReport = "report it, with the page that this writes: sextant doctor -o doctor.md";

std::map<std::string, std::string> environment_variables() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const size_t equals = text.find('=');
    if (equals != std::string::npos) variables[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return variables;
}

int report(const tasks::Facts& facts, bool json) {
  json ? cli::print_out(cli::error_json(facts)) : cli::print_err(cli::error_text(facts));
  return cli::exit_of(facts.code);
}

int stopped(const std::string& resume_command) {
  cli::print_err("stopped" + (resume_command.empty() ? "" : "; to go on: " + resume_command) + "\n");
  return 128 + cli::stop_signal();
}

int guarded(const std::vector<std::string>& arguments) {
  const bool json = cli::wants_json(arguments);
  try {
    return cli::run(arguments, environment_variables());
  } catch (const cli::PipeClosed&) {
    throw;
  } catch (const tasks::Interrupted& interrupted) {
    return stopped(interrupted.what());
  } catch (const std::exception& error) {
    return report(tasks::failure_of(error, {.code = "E-BUG", .message = {}, .hints = {kReport}}).facts(), json);
  } catch (...) {
    return report({.code = "E-BUG", .message = "something that is no exception was thrown", .hints = {kReport}}, json);
  }
}

/// A training step frees what the next one needs: glibc would give it to the kernel and fault it in again, which costs
/// 5 to 12 % of a step (docs/benchmarks/training.md).
void keep_freed_memory() {
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
  mallopt(M_TOP_PAD, 64 << 20);
}

}  // namespace

int main(int count, char** words) {
  keep_freed_memory();
  cli::install_signal_handlers();
  try {
    return guarded({words + 1, words + count});
  } catch (const cli::PipeClosed&) {
    return cli::kPipeClosed;
  } catch (...) {
    return cli::kFailed;  // not even the error could be said
  }
}
