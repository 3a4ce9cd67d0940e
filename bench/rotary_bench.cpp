// Times the tables of a rotation. Reads lines "POSITIONS CHANNELS" and answers {"seconds": …, "first": …, "error": …}.
#include <ATen/Parallel.h>
#include <fmt/core.h>

#include <chrono>
#include <cmath>
#include <iostream>

#include "sextant/position/angle_rows.h"

namespace {

std::vector<double> frequencies_of(int64_t channels) {
  std::vector<double> w;
  for (int64_t k = 0; k < channels / 2; ++k)
    w.push_back(std::pow(10000.0, -2 * static_cast<double>(k) / static_cast<double>(channels)));
  return w;
}

/// The largest error of the last position's row.
double error_of(const torch::Tensor& rows, const std::vector<double>& w) {
  const auto last = static_cast<long double>(rows.size(0) - 1);
  const torch::Tensor row = rows[rows.size(0) - 1].to(torch::kFloat64).contiguous();
  double most = 0;
  for (size_t k = 0; k < w.size(); ++k)
    most = std::max(most, std::abs(row.data_ptr<double>()[k] - static_cast<double>(std::cos(last * w[k]))));
  return most;
}

}  // namespace

int main(int arguments, char** words) {
  if (arguments == 2) at::set_num_threads(std::stoi(words[1]));
  fmt::print("{{\"ready\": \"sextant\"}}\n");
  std::fflush(stdout);
  int64_t positions = 0, channels = 0;
  while (std::cin >> positions >> channels) {
    const std::vector<double> w = frequencies_of(channels);
    const auto begin = std::chrono::steady_clock::now();
    const torch::Tensor line = torch::arange(positions, torch::kFloat64);
    const torch::Tensor rows = sextant::position::angle_rows(line, w, 1, torch::kFloat32);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    fmt::print("{{\"seconds\": {}, \"error\": {}}}\n", seconds, error_of(rows, w));
    std::fflush(stdout);
  }
}
