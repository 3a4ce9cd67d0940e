#include "sextant/train/parallel/ranks.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <charconv>
#include <cstdlib>
#include <string_view>

#include "sextant/train/parallel/mpi_world.h"

namespace sextant::train {
namespace {

/// A number Open MPI leaves in the environment of what it starts.
int64_t environment_count(const char* name) {
  const char* text = std::getenv(name);
  int64_t number = 1;
  const std::string_view digits = text == nullptr ? "" : text;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

std::string in_words(const std::vector<int64_t>& ranks) {
  if (ranks.empty()) return "another rank has";
  if (ranks.size() == 1) return fmt::format("rank {} has", ranks.front());
  return fmt::format("ranks {} have", fmt::join(ranks, ", "));
}

}  // namespace

RankLost::RankLost(int64_t rank, std::vector<int64_t> missing, std::chrono::milliseconds waited)
    : std::runtime_error(fmt::format("ranks: {} not answered rank {} for {} s", in_words(missing), rank,
                                     static_cast<double>(waited.count()) / 1000)),
      rank(rank),
      missing(std::move(missing)) {}

int64_t ranks_started() { return environment_count("OMPI_COMM_WORLD_SIZE"); }
int64_t ranks_on_this_machine() { return environment_count("OMPI_COMM_WORLD_LOCAL_SIZE"); }

Ranks::Ranks() = default;
Ranks::Ranks(std::chrono::milliseconds patience)
    : world_(ranks_started() > 1 ? std::make_unique<MpiWorld>(patience) : nullptr) {}
Ranks::~Ranks() = default;

int64_t Ranks::rank() const { return world_ ? world_->rank() : 0; }
int64_t Ranks::count() const { return world_ ? world_->count() : 1; }

double Ranks::sum(double value) {
  if (!world_) return value;
  const torch::Tensor total = torch::tensor(value, torch::kFloat64);
  add_up(total);
  return total.item<double>();
}

double Ranks::of_first(double value) {
  if (!world_) return value;
  const torch::Tensor said = torch::tensor(value, torch::kFloat64);
  spread(said, 0);
  return said.item<double>();
}

std::string Ranks::of_first(const std::string& text) {
  if (!world_) return text;
  const torch::Tensor length = torch::tensor(std::ssize(text), torch::kInt64);
  spread(length, 0);
  std::string said = text;
  said.resize(static_cast<size_t>(length.item<int64_t>()));
  spread(torch::from_blob(said.data(), {std::ssize(said)}, torch::kUInt8), 0);
  return said;
}

void Ranks::add_up(const torch::Tensor& values) {
  if (world_) world_->add_up(values);
}

void Ranks::spread(const torch::Tensor& values, int64_t root) {
  if (world_) world_->spread(values, root);
}

}  // namespace sextant::train
