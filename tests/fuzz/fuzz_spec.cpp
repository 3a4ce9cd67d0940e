// Specs and layer sets: a plan that parses prints as written; all else is refused with std::invalid_argument.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include "sextant/settings/spec.h"

namespace {

/// Layers a set is read for: enough that ranges, steps and negative indices all mean something.
constexpr int64_t kCount = 12;

void read_sets(const std::vector<sextant::settings::Spec>& plan) {
  for (const auto& member : plan)
    for (const auto& set : {member.layers, member.heads}) {
      try {
        sextant::settings::indices(set, kCount);
      } catch (const std::invalid_argument&) {
      }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const auto plan = sextant::settings::parse(text);
    if (sextant::settings::print(plan) != text) std::abort();
    read_sets(plan);
  } catch (const std::invalid_argument&) {
  }
  return 0;
}
