#include "sextant/train/parallel/mpi_world.h"

#define OMPI_SKIP_MPICXX 1  // the C++ bindings, which nobody uses and whose headers warn
#include <mpi.h>

#include <exception>
#include <limits>
#include <stdexcept>
#include <thread>

#include "sextant/train/parallel/ranks.h"

namespace sextant::train {
namespace {

/// Of the messages that say "I have come to the next call".
constexpr int kArrival = 1;
/// A rank that waits longer than this has time to sleep: others may need its core.
constexpr std::chrono::milliseconds kSpin{1};
constexpr std::chrono::microseconds kNap{50};

MPI_Datatype type_of(const torch::Tensor& values) {
  TORCH_CHECK_VALUE(values.is_contiguous() && values.device().is_cpu(),
                    "ranks: tensors must be contiguous and on the CPU, got ", values.toString());
  TORCH_CHECK_VALUE(values.numel() <= std::numeric_limits<int>::max(), "ranks: MPI counts to ",
                    std::numeric_limits<int>::max(), " elements, got ", values.numel());
  switch (values.scalar_type()) {
    case torch::kFloat32:
      return MPI_FLOAT;
    case torch::kFloat64:
      return MPI_DOUBLE;
    case torch::kInt32:
      return MPI_INT32_T;
    case torch::kInt64:
      return MPI_INT64_T;
    case torch::kUInt8:
      return MPI_UINT8_T;
    default:
      TORCH_CHECK_VALUE(false, "ranks: MPI has no type for ", values.scalar_type());
  }
}

int length_of(const torch::Tensor& values) { return static_cast<int>(values.numel()); }

}  // namespace

struct MpiWorld::Request {
  MPI_Request handle;
};

MpiWorld::MpiWorld(std::chrono::milliseconds patience) : patience_(patience) {
  int begun = 0, given = 0, rank = 0, count = 1;
  MPI_Initialized(&begun);
  if (begun != 0) throw std::runtime_error("ranks: a process joins the others once");
  // The gradients of a CPU graph are reduced on the thread that asked for them, but nothing promises that.
  MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &given);
  if (given < MPI_THREAD_SERIALIZED) throw std::runtime_error("ranks: this MPI allows calls of one thread only");
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &count);
  rank_ = rank;
  count_ = count;
}

MpiWorld::~MpiWorld() {
  // MPI_Finalize waits for the others, who may be waiting for this one. Exiting without it, mpirun ends them.
  if (std::uncaught_exceptions() == 0) MPI_Finalize();
}

void MpiWorld::add_up(const torch::Tensor& values) {
  const MPI_Datatype type = type_of(values);
  tell_arrival();
  Request request = {};
  MPI_Iallreduce(MPI_IN_PLACE, values.data_ptr(), length_of(values), type, MPI_SUM, MPI_COMM_WORLD, &request.handle);
  finish(request);
}

void MpiWorld::spread(const torch::Tensor& values, int64_t root) {
  const MPI_Datatype type = type_of(values);
  tell_arrival();
  Request request = {};
  MPI_Ibcast(values.data_ptr(), length_of(values), type, static_cast<int>(root), MPI_COMM_WORLD, &request.handle);
  finish(request);
}

/// MPI does not tell whom a call still waits for; so each rank tells each other one that it has come.
void MpiWorld::tell_arrival() {
  for (int other = 0; other < count_; ++other) {
    if (other == rank_) continue;
    MPI_Request request = MPI_REQUEST_NULL;
    MPI_Isend(nullptr, 0, MPI_BYTE, other, kArrival, MPI_COMM_WORLD, &request);
    MPI_Request_free(&request);
  }
}

void MpiWorld::finish(Request request) {
  const auto begin = std::chrono::steady_clock::now();
  for (int done = 0;;) {
    MPI_Test(&request.handle, &done, MPI_STATUS_IGNORE);
    if (done != 0) break;
    const auto waited = std::chrono::steady_clock::now() - begin;
    if (waited > patience_) throw RankLost(rank_, not_arrived(), patience_);
    if (waited < kSpin) {
      std::this_thread::yield();
    } else {
      std::this_thread::sleep_for(kNap);
    }
  }
  hear_arrivals();
}

/// One message of each: it was sent before the call that is now done.
void MpiWorld::hear_arrivals() {
  for (int other = 0; other < count_; ++other)
    if (other != rank_) MPI_Recv(nullptr, 0, MPI_BYTE, other, kArrival, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

std::vector<int64_t> MpiWorld::not_arrived() const {
  std::vector<int64_t> missing;
  for (int other = 0; other < count_; ++other) {
    int there = 0;
    if (other != rank_) MPI_Iprobe(other, kArrival, MPI_COMM_WORLD, &there, MPI_STATUS_IGNORE);
    if (other != rank_ && there == 0) missing.push_back(other);
  }
  return missing;
}

}  // namespace sextant::train
