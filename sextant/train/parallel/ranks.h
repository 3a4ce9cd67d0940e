// The processes that train one model together, started by mpirun, and what they say to each other.
//
// A process that was started alone is a group of one, to which all of this is free. What one rank calls, all call, in
// the same order. Not here: gradients (data_parallel.h).
#pragma once

#include <torch/types.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace sextant::train {

/// Some ranks did not answer in time: dead, stopped, or far behind.
struct RankLost : std::runtime_error {
  RankLost(int64_t rank, std::vector<int64_t> missing, std::chrono::milliseconds waited);
  int64_t rank;                  ///< that waited
  std::vector<int64_t> missing;  ///< ranks it waited for
};

class MpiWorld;

class Ranks {
 public:
  /// Alone.
  Ranks();
  /// Joins those mpirun started beside this process. At most once in a process that is not alone.
  /// @param patience  how long to wait for another rank before it counts as lost
  /// @throws std::runtime_error if there are several and this build has no MPI
  explicit Ranks(std::chrono::milliseconds patience);
  /// Takes leave of the others, unless an exception is under way: then mpirun ends them.
  ~Ranks();
  Ranks(const Ranks&) = delete;
  Ranks& operator=(const Ranks&) = delete;

  int64_t rank() const;  ///< 0 … count() - 1
  int64_t count() const;
  bool first() const { return rank() == 0; }

  /// Of all ranks' values; the same bits on each.
  /// @throws RankLost
  double sum(double value);
  /// What rank 0 says.
  /// @throws RankLost
  double of_first(double value);
  std::string of_first(const std::string& text);

  /// Adds up, in place, what each rank holds.
  /// @param values  float32, float64, int32, int64 or uint8, contiguous, on the CPU, of one shape on all ranks
  /// @throws RankLost; c10::ValueError for another tensor
  void add_up(const torch::Tensor& values);
  /// Makes `values` of every rank those of rank `root`.
  /// @throws as add_up
  void spread(const torch::Tensor& values, int64_t root);

 private:
  std::unique_ptr<MpiWorld> world_;  ///< none if alone
};

/// How many processes mpirun says it started, this one included; those of them on this machine. 1 without mpirun.
int64_t ranks_started();
int64_t ranks_on_this_machine();

}  // namespace sextant::train
