// What a verb gives, to where it was asked for: the terminal, a pipe, or a file whose ending chooses the form.
#pragma once

#include "sextant/cli/verb.h"
#include "sextant/settings/config.h"

namespace sextant::cli {

/// @throws tasks::Failure E-RUN-EXISTS for a file that is there and may not be replaced, E-USAGE-VALUE for an ending
///         that is no form, or one without a picture; E-DISK
void deliver(const Verb& verb, const Outcome& outcome, const settings::Config& config);

}  // namespace sextant::cli
