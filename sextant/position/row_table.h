// Rows of a function of the position, made once and used by every layer and step.
//
// Not a buffer: nothing derived belongs in a checkpoint, and to(bfloat16) would ruin it. The function works in float64;
// the rows are cast last. Not safe for two threads at once.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "sextant/ops/positions.h"

namespace sextant::position {

class RowTable {
 public:
  /// float64 positions [n], or [axes, n] if there is more than one, on the CPU → rows [n, …]
  using Make = std::function<torch::Tensor(const torch::Tensor&)>;
  /// @param who   the scheme, for refusals
  /// @param axes  of a position; a 1-D position is equal on all of them
  RowTable(std::string_view who, int64_t axes, Make make);
  /// The same, made in the dtype it is wanted in: a float32 row is then the float64 one, cast.
  using MakeAs = std::function<torch::Tensor(const torch::Tensor&, torch::ScalarType)>;
  RowTable(std::string_view who, int64_t axes, MakeAs make);

  /// The rows of every position: [T, …] or [B, T, …].
  /// @throws c10::ValueError naming `who` and the axes if the positions have others
  torch::Tensor rows(const Positions& positions, torch::Device device, torch::ScalarType dtype);

 private:
  /// Rows 0, 1, 2, …, grown by doubling.
  struct Run {
    torch::Device device;
    torch::ScalarType dtype;
    torch::Tensor rows;
  };
  /// The rows of one call's positions, known again by the very tensors that gave them.
  struct Recent {
    Positions positions;
    std::vector<uint64_t> versions;
    torch::Device device;
    torch::ScalarType dtype;
    torch::Tensor rows;
  };
  const torch::Tensor& run(int64_t count, torch::Device device, torch::ScalarType dtype);
  torch::Tensor look_up(const torch::Tensor& ids, torch::Device device, torch::ScalarType dtype);
  torch::Tensor made(const torch::Tensor& ids, torch::Device device, torch::ScalarType dtype) const;

  std::string_view who_;
  int64_t axes_;
  MakeAs make_;
  std::vector<Run> runs_ = {};
  std::vector<Recent> recent_ = {};
};

}  // namespace sextant::position
