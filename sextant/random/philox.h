// Philox4x32-10: random numbers as a function of a counter, so any draw can be made again without the ones before.
//
// Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011, section 3.3.
//
// The whole library draws from here: (seed, stream, index) names a sequence, on every machine, with any number of
// threads. Not here: distributions over tensors.
#pragma once

#include <array>
#include <cstdint>

namespace sextant::random {

/// Ten rounds of Philox with four 32-bit words: a bijection of the counter for each key.
std::array<uint32_t, 4> philox4x32(std::array<uint32_t, 4> counter, std::array<uint32_t, 2> key);

/// One sequence of draws, named by three numbers.
class Philox {
 public:
  /// @param seed    of the run
  /// @param stream  what is drawn: one number a purpose, so that purposes never share draws
  /// @param index   which sample or element of it; sequences of up to 2^66 words do not overlap within a stream
  explicit Philox(uint64_t seed, uint64_t stream = 0, uint64_t index = 0);

  uint32_t next32();
  uint64_t next64();
  /// Uniform on the integers [0, n), without bias.
  /// @throws std::invalid_argument for n = 0
  uint64_t below(uint64_t n);
  /// Uniform on the multiples of 2^-53 in [0, 1).
  double uniform();
  /// Standard normal, by Box and Muller. Equal on two machines up to their `log` and `cos`.
  double normal();

 private:
  std::array<uint32_t, 2> key_;
  uint64_t index_;
  uint64_t block_ = 0;                  ///< blocks of four words made so far
  std::array<uint32_t, 4> words_ = {};  ///< the last of them
  uint32_t used_ = 4;                   ///< words of it given out
};

}  // namespace sextant::random
