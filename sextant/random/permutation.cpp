#include "sextant/random/permutation.h"

#include <algorithm>
#include <bit>
#include <stdexcept>
#include <string>

#include "sextant/random/philox.h"

namespace sextant::random {

namespace {

constexpr int kRounds = 8;
// A network on two or four elements reaches few of their permutations; on 64 and more, walking reaches all.
constexpr int kLeastHalfBits = 3;

}  // namespace

Permutation::Permutation(uint64_t size, uint64_t seed)
    : size_(size), key_{static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32)} {
  if (size == 0) throw std::invalid_argument("permutation: size must be at least 1, got 0");
  half_bits_ = std::max(kLeastHalfBits, static_cast<int>(std::bit_width(size - 1) + 1) / 2);
}

uint64_t Permutation::feistel(uint64_t x) const {
  const uint64_t mask = (uint64_t{1} << half_bits_) - 1;
  uint64_t left = x >> half_bits_, right = x & mask;
  for (uint32_t round = 0; round < kRounds; ++round) {
    const uint64_t mixed = philox4x32({static_cast<uint32_t>(right), round, 0, 0}, key_)[0];
    const uint64_t next = left ^ (mixed & mask);
    left = right;
    right = next;
  }
  return left << half_bits_ | right;
}

uint64_t Permutation::operator()(uint64_t i) const {
  if (i >= size_)
    throw std::out_of_range("permutation: index must be below " + std::to_string(size_) + ", got " + std::to_string(i));
  do i = feistel(i);
  while (i >= size_);
  return i;
}

}  // namespace sextant::random
