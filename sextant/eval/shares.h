// What a bootstrap over documents draws out of a result.
#pragma once

#include <vector>

#include "sextant/eval/reduce.h"
#include "sextant/stats/bootstrap.h"

namespace sextant::eval {

/// Summed nats over targets, one share a document.
std::vector<stats::Share> shares_of_tokens(const Result& result);

}  // namespace sextant::eval
