// A bias that depends on p_j - p_i alone, in the cheapest shape the positions allow.
#pragma once

#include <torch/types.h>

#include <functional>
#include <optional>
#include <string_view>

#include "sextant/ops/attention.h"

namespace sextant::position {

/// The bias of n differences p_j - p_i: [n] in table_dtype → [H, n].
using BiasOfOffset = std::function<torch::Tensor(const torch::Tensor&)>;

/// A DistanceBias over every difference that occurs, or, for real positions and for integers spread wider than there
/// are pairs, a DenseBias.
/// @throws c10::ValueError naming `who` for positions of several axes
BiasTerm distance_bias(std::string_view who, const AttentionProblem& problem, const BiasOfOffset& bias);

/// The greatest |p_j - p_i| where a table over every difference serves; none for real positions and for integers
/// spread wider than there are pairs.
/// @throws c10::ValueError naming `who` for positions of several axes
std::optional<int64_t> table_reach(std::string_view who, const AttentionProblem& problem);

/// Refuses positions of several axes, and reads nothing else.
/// @throws c10::ValueError `WHO: positions have one axis, got A`
void check_line(std::string_view who, const AttentionProblem& problem);
/// The same, and real positions.
void check_integers(std::string_view who, const AttentionProblem& problem);

/// Ids with a row axis: [1, T] or [B, T].
torch::Tensor ids_by_row(std::string_view who, const Positions& positions);

}  // namespace sextant::position
