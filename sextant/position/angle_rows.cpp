#include "sextant/position/angle_rows.h"

#include <ATen/Parallel.h>

#include <cmath>

namespace sextant::position {
namespace {

constexpr int64_t kBlock = 256;                 // rests: with 64 pairs 256 KiB of cosines and sines
constexpr double kIntegers = 9007199254740992;  // 2^53: float64 holds every integer up to here

/// cos and sin of one angle a pair.
struct Turn {
  std::vector<double> cos, sin;
  explicit Turn(size_t pairs) : cos(pairs), sin(pairs) {}
  void set(double position, const std::vector<double>& frequencies, double factor) {
    for (size_t k = 0; k < frequencies.size(); ++k) {
      cos[k] = factor * std::cos(position * frequencies[k]);
      sin[k] = factor * std::sin(position * frequencies[k]);
    }
  }
};

/// The turns of 0 … kBlock - 1.
std::vector<Turn> rests_of(const std::vector<double>& frequencies) {
  std::vector<Turn> rests(kBlock, Turn(frequencies.size()));
  at::parallel_for(0, kBlock, 16, [&](int64_t begin, int64_t end) {
    for (int64_t j = begin; j < end; ++j) rests[static_cast<size_t>(j)].set(static_cast<double>(j), frequencies, 1);
  });
  return rests;
}

/// The row of block + rest.
template <class Real>
void write_sum(const Turn& block, const Turn& rest, Real* cosines, Real* sines) {
  const auto pairs = static_cast<int64_t>(block.cos.size());
  const double *bc = block.cos.data(), *bs = block.sin.data(), *rc = rest.cos.data(), *rs = rest.sin.data();
#pragma omp simd
  for (int64_t k = 0; k < pairs; ++k) {
    cosines[k] = static_cast<Real>(bc[k] * rc[k] - bs[k] * rs[k]);
    sines[k] = static_cast<Real>(bs[k] * rc[k] + bc[k] * rs[k]);
  }
}

template <class Real>
void write_alone(const Turn& turn, Real* cosines, Real* sines) {
  for (size_t k = 0; k < turn.cos.size(); ++k) {
    cosines[k] = static_cast<Real>(turn.cos[k]);
    sines[k] = static_cast<Real>(turn.sin[k]);
  }
}

template <class Real>
void fill(const torch::Tensor& positions, const std::vector<double>& frequencies, double factor, Real* out) {
  const double* p = positions.const_data_ptr<double>();
  const auto pairs = static_cast<int64_t>(frequencies.size());
  const std::vector<Turn> rests = rests_of(frequencies);
  at::parallel_for(0, positions.numel(), 1024, [&](int64_t begin, int64_t end) {
    Turn block(frequencies.size());
    double known = std::nan("");  // the block that `block` holds
    for (int64_t n = begin; n < end; ++n) {
      Real *cosines = out + n * 2 * pairs, *sines = cosines + pairs;
      const double start = std::floor(p[n] / kBlock) * kBlock;
      const bool whole = std::abs(p[n]) < kIntegers && p[n] == std::floor(p[n]);
      const double held = whole ? start : p[n];
      if (held != known) block.set(held, frequencies, factor);
      known = held;
      if (whole) write_sum(block, rests[static_cast<size_t>(p[n] - start)], cosines, sines);
      if (!whole) write_alone(block, cosines, sines);
    }
  });
}

}  // namespace

torch::Tensor angle_rows(const torch::Tensor& positions, const std::vector<double>& frequencies, double factor,
                         torch::ScalarType dtype) {
  const torch::Tensor flat = positions.to(torch::kCPU, torch::kFloat64).contiguous();
  const auto pairs = static_cast<int64_t>(frequencies.size());
  const bool exact = dtype == torch::kFloat64;
  const torch::Tensor rows = torch::empty({flat.numel(), 2, pairs}, exact ? torch::kFloat64 : torch::kFloat32);
  if (exact) fill(flat, frequencies, factor, rows.data_ptr<double>());
  if (!exact) fill(flat, frequencies, factor, rows.data_ptr<float>());
  return rows.to(dtype);
}

}  // namespace sextant::position
