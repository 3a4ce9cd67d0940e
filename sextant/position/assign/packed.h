// Positions and visibility of packed and padded batches, both from one list of lengths, so they cannot disagree:
// documents of one token included, which "the position went down" would miss.
#pragma once

#include <cstdint>
#include <vector>

#include "sextant/position/request.h"

namespace sextant::position {

/// Documents one after another: lengths[b] are those of row b and sum to the same T in every row.
/// @throws c10::ValueError unless they do and every length is at least 1
Positions packed_positions(const std::vector<std::vector<int64_t>>& lengths);

/// One sequence a row, moved to the right end of T = the greatest length; what stands before it is padding.
/// @throws c10::ValueError unless every length is at least 1
Positions left_padded_positions(const std::vector<int64_t>& lengths);

/// One sequence a row, at the left end of T = the greatest length; what stands after it is padding.
/// @throws c10::ValueError unless every length is at least 1
Positions right_padded_positions(const std::vector<int64_t>& lengths);

struct PackedOptions {
  bool operator==(const PackedOptions&) const = default;
};
template <class Visit>
void fields(PackedOptions&, Visit&&) {}
static_assert(settings::Fields<PackedOptions>);

/// Positions restart with each document. If the call has documents without origins, they are worked out.
class Packed final : public PositionAssigner {
 public:
  using Options = PackedOptions;
  explicit Packed(const PackedOptions&) {}
  /// @throws c10::ValueError if origins are missing and the documents' first tokens are not in the call
  Positions assign(const AssignCall& call) const override;
};

/// Real tokens alone are counted: cumsum(real) - 1. Padding may stand before or after a sequence.
class Padded final : public PositionAssigner {
 public:
  using Options = PackedOptions;
  explicit Padded(const PackedOptions&) {}
  /// @throws c10::ValueError if origins are missing and the call does not begin with the rows' first tokens, or for
  ///         padding inside a sequence, naming the row
  Positions assign(const AssignCall& call) const override;
};

}  // namespace sextant::position
