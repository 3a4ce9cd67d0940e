#include "sextant/random/philox.h"

#include <cmath>
#include <numbers>
#include <stdexcept>

namespace sextant::random {

namespace {

// The multipliers and the key's steps of the paper's table 2 and of Random123's philox.h: the golden ratio and
// sqrt(3) - 1, as 32-bit fractions.
constexpr uint64_t kMultiplier0 = 0xD2511F53, kMultiplier1 = 0xCD9E8D57;
constexpr uint32_t kStep0 = 0x9E3779B9, kStep1 = 0xBB67AE85;
constexpr int kRounds = 10;

constexpr uint32_t low(uint64_t x) { return static_cast<uint32_t>(x); }
constexpr uint32_t high(uint64_t x) { return static_cast<uint32_t>(x >> 32); }

}  // namespace

std::array<uint32_t, 4> philox4x32(std::array<uint32_t, 4> counter, std::array<uint32_t, 2> key) {
  for (int round = 0; round < kRounds; ++round) {
    const uint64_t first = kMultiplier0 * counter[0];
    const uint64_t second = kMultiplier1 * counter[2];
    counter = {high(second) ^ counter[1] ^ key[0], low(second), high(first) ^ counter[3] ^ key[1], low(first)};
    key = {key[0] + kStep0, key[1] + kStep1};
  }
  return counter;
}

// Seed, stream, index and block are 256 bits, key and counter 192: a stream is therefore a key of its own, made
// from the seed by Philox itself.
Philox::Philox(uint64_t seed, uint64_t stream, uint64_t index) : index_(index) {
  const auto words = philox4x32({low(stream), high(stream), 0, 0}, {low(seed), high(seed)});
  key_ = {words[0], words[1]};
}

uint32_t Philox::next32() {
  if (used_ == words_.size()) {
    words_ = philox4x32({low(block_), high(block_), low(index_), high(index_)}, key_);
    ++block_;
    used_ = 0;
  }
  return words_[used_++];
}

uint64_t Philox::next64() {
  const uint64_t lower = next32();
  return lower | static_cast<uint64_t>(next32()) << 32;
}

// Lemire, "Fast random integer generation in an interval", 2019, arXiv:1805.10941, algorithm 5: the high half of
// x·n is the draw; the 2^64 mod n smallest low halves would be one too many for some draws and are thrown away.
uint64_t Philox::below(uint64_t n) {
  if (n == 0) throw std::invalid_argument("below: n must be at least 1, got 0");
  const uint64_t surplus = (0 - n) % n;
  for (;;) {
    const auto product = static_cast<unsigned __int128>(next64()) * n;
    if (static_cast<uint64_t>(product) >= surplus) return static_cast<uint64_t>(product >> 64);
  }
}

double Philox::uniform() { return static_cast<double>(next64() >> 11) * 0x1p-53; }

double Philox::normal() {
  const double radius = std::sqrt(-2 * std::log(1 - uniform()));  // 1 - u is never 0
  return radius * std::cos(2 * std::numbers::pi * uniform());
}

}  // namespace sextant::random
