// A shuffled order as a function: element i of a random permutation of [0, size) without storing the others.
//
// Black and Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002: a Feistel network over the next power
// of four, walked until it falls inside. Sampling orders are made of it, so that resuming needs one integer.
#pragma once

#include <array>
#include <cstdint>

namespace sextant::random {

/// A bijection of [0, size), chosen by the seed.
class Permutation {
 public:
  /// @throws std::invalid_argument for size = 0
  Permutation(uint64_t size, uint64_t seed);
  /// @throws std::out_of_range unless i < size
  uint64_t operator()(uint64_t i) const;
  uint64_t size() const { return size_; }

 private:
  uint64_t feistel(uint64_t x) const;

  uint64_t size_;
  int half_bits_;
  std::array<uint32_t, 2> key_;
};

}  // namespace sextant::random
