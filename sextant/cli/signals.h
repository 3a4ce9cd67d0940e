// SIGINT and SIGTERM: the first asks the work to stop at its next step, the second ends the program at once. Work that
// has never asked whether to stop has nothing to save, so the first ends it. Handlers only set a flag. SIGPIPE is
// ignored, so that a closed pipe is an error of a write.
#pragma once

namespace sextant::cli {

void install_signal_handlers();
/// The signal that asked to stop, or 0.
int stop_signal();

}  // namespace sextant::cli
