#include <stdexcept>

#include "sextant/train/parallel/mpi_world.h"

namespace sextant::train {

MpiWorld::MpiWorld(std::chrono::milliseconds patience) : patience_(patience) {
  throw std::runtime_error("ranks: mpirun started several processes, but this build has no MPI");
}
MpiWorld::~MpiWorld() = default;
void MpiWorld::add_up(const torch::Tensor&) {}
void MpiWorld::spread(const torch::Tensor&, int64_t) {}

}  // namespace sextant::train
