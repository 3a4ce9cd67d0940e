// The names of PairLayout in a spec.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "sextant/ops/rotation.h"

namespace sextant {

constexpr auto names_of(PairLayout) {
  return std::array{std::pair{std::string_view("halves"), PairLayout::kHalves},
                    std::pair{std::string_view("interleaved"), PairLayout::kInterleaved}};
}

}  // namespace sextant
