#include "sextant/cli/signals.h"

#include <signal.h>
#include <unistd.h>

namespace sextant::cli {

namespace {

volatile sig_atomic_t asked = 0;
volatile sig_atomic_t watched = 0;  ///< whether the work has looked at `asked` yet

void on_signal(int signal) {
  if (asked != 0 || watched == 0) _exit(128 + signal);
  asked = signal;
}

}  // namespace

void install_signal_handlers() {
  struct sigaction action = {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  action.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &action, nullptr);
}

int stop_signal() {
  watched = 1;
  return asked;
}

}  // namespace sextant::cli
