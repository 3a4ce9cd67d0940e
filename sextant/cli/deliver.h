// What a verb gives, to where it was asked for: the terminal, a pipe, or a file whose ending chooses the form.
#pragma once

#include "sextant/cli/verb.h"
#include "sextant/settings/config.h"

namespace sextant::cli {

/// Before any work: whether what the verb will give can go where it was asked for.
/// @throws tasks::Failure E-RUN-EXISTS for a file that is there and may not be replaced, E-USAGE-VALUE for an ending
///         that is no form
void check_output(const Verb& verb, const settings::Config& config);

/// @throws tasks::Failure E-RUN-EXISTS if the file has appeared meanwhile, E-USAGE-VALUE for a picture where there is
///         none, E-DISK
void deliver(const Verb& verb, const Outcome& outcome, const settings::Config& config);

}  // namespace sextant::cli
