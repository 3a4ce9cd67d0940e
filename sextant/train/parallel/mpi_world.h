// MPI's processes, with a limit to how long one waits for another. Compiled from mpi_world.cpp, or, in a build without
// MPI, from mpi_world_missing.cpp, whose constructor says so.
#pragma once

#include <torch/types.h>

#include <chrono>
#include <cstdint>
#include <vector>

namespace sextant::train {

class MpiWorld {
 public:
  /// @throws std::runtime_error in a build without MPI
  explicit MpiWorld(std::chrono::milliseconds patience);
  /// Without an exception under way waits for all ranks to do the same.
  ~MpiWorld();
  MpiWorld(const MpiWorld&) = delete;
  MpiWorld& operator=(const MpiWorld&) = delete;

  int64_t rank() const { return rank_; }
  int64_t count() const { return count_; }

  /// As Ranks'.
  void add_up(const torch::Tensor& values);
  void spread(const torch::Tensor& values, int64_t root);

 private:
  struct Request;
  void tell_arrival();
  void finish(Request request);
  void hear_arrivals();
  std::vector<int64_t> not_arrived() const;

  std::chrono::milliseconds patience_;
  int64_t rank_ = 0;
  int64_t count_ = 1;
};

}  // namespace sextant::train
