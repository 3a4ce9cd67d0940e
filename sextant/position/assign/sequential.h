// Positions counted along the row, whatever documents stand in it: first, first + 1, …
#pragma once

#include "sextant/position/request.h"

namespace sextant::position {

struct SequentialOptions {
  int64_t first = 0;
  bool operator==(const SequentialOptions&) const = default;
};
template <class Visit>
void fields(SequentialOptions& options, Visit&& visit) {
  visit("first", options.first, "position of the first token");
}
static_assert(settings::Fields<SequentialOptions>);

class Sequential final : public PositionAssigner {
 public:
  using Options = SequentialOptions;
  explicit Sequential(const SequentialOptions& options) : options(options) {}
  /// A shift where no document restarts the count, ids elsewhere.
  Positions assign(const AssignCall& call) const override;

  const SequentialOptions options;
};

}  // namespace sextant::position
