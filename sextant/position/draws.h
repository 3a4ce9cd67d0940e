// Random positions drawn at once for every place a document may grow to: one seed gives one assignment, however a
// sequence is split. What assigners that draw share.
#pragma once

#include <torch/types.h>

#include <array>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include "sextant/position/scheme.h"

namespace sextant::position {

enum class DrawPer {
  kBatch,     ///< one draw for all rows
  kSequence,  ///< one a row
};
constexpr auto names_of(DrawPer) {
  return std::array{std::pair{std::string_view("batch"), DrawPer::kBatch},
                    std::pair{std::string_view("sequence"), DrawPer::kSequence}};
}
enum class DrawWhen {
  kAlways,  ///< at test as well
  kTrain,
};
constexpr auto names_of(DrawWhen) {
  return std::array{std::pair{std::string_view("always"), DrawWhen::kAlways},
                    std::pair{std::string_view("train"), DrawWhen::kTrain}};
}

/// What the draws of each row go by, B of them: a beam that moves to another row takes its draws along.
std::vector<uint64_t> row_numbers(const AssignCall& call);

/// Places a document of this call may grow to.
int64_t places_of(const AssignCall& call);

/// draw(0), [1, places], or draw(row) of every row's number, [B, places].
/// @param draw  the positions of one row, int64 or float64 [places]
torch::Tensor drawn(const AssignCall& call, DrawPer per, const std::function<torch::Tensor(uint64_t)>& draw);

/// call.plain with ids [T] or [B, T]: place n of a document gets values[row, n].
/// @param values  [1, places] or [B, places]
Positions at_places(const AssignCall& call, const torch::Tensor& values);

}  // namespace sextant::position
