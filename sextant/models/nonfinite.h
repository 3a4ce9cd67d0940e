// Where a model's numbers first stop being numbers.
#pragma once

#include <string>

#include "sextant/models/model.h"

namespace sextant::models {

/// The first part whose output holds a NaN or an infinity, as checkpoints name it ("embedding", "layers.3", "norm",
/// "head"), or "".
std::string first_nonfinite(ModelImpl& model, const TokenCall& call);

}  // namespace sextant::models
