// `--data FILE` of a task with labels: read, or refused with its code and the options that mend it.
#pragma once

#include <string>

#include "sextant/data/labelled.h"
#include "sextant/data/text_batches.h"
#include "sextant/io/json.h"
#include "sextant/tasks/context.h"

namespace sextant::tasks {

/// Tells what was understood, and how many rows were skipped.
/// @throws Failure E-DATA-FILE, -EMPTY, -UTF8, -COLUMN, -ROW
data::LabelledFile open_labelled(const std::string& path, const data::LabelledOptions& options, const Context& context);

/// {"inputs", "over_limit", "limit", "longest", "policy", "tokens_dropped"}, as every verb says it.
io::Json to_json(const data::TextLengths& lengths, int64_t limit);
/// The same in a sentence.
std::string sentence_of(const data::TextLengths& lengths, int64_t limit);

}  // namespace sextant::tasks
