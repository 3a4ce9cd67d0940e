// Position coupling: digits of equal significance share a position, in the operands of a sum and in its result.
//
// Cho et al., "Position coupling: improving length generalization of arithmetic Transformers using task structure",
// 2024, arXiv:2405.20671, section 3, and the authors' code, src/data/addition.py.
//
//   operands   start + 1, start + 2, …, start + n along each number    n = width, e = start + n + 1
//   result     e - 1, e - 2, … along each number after `equals`
//   others     e
//   start ~ U{1..longest - n - 1}, one a sequence in training, 1 at test
//
// So `653+049=2070`, its result written backwards, stands at 2 3 4 5 2 3 4 5 4 3 2 1.
//
// Operands are written with their greatest digit first and padded with zeros to `width`: a position may not depend on
// tokens that have not been read, and only padding tells the significance of a first digit before its last.
#pragma once

#include "sextant/position/request.h"

namespace sextant::position {

struct CoupledOptions {
  std::optional<std::string> digits = {};  ///< the digits' token ids, a set such as 3-12
  std::optional<int64_t> equals = {};      ///< token id of the sign before the result
  int64_t width = 10;                      ///< digits of an operand
  int64_t longest = 256;                   ///< the last position
  bool operator==(const CoupledOptions&) const = default;
};
template <class Visit>
void fields(CoupledOptions& options, Visit&& visit) {
  visit("digits", options.digits, "token ids of the digits, such as 3-12; must be given");
  visit("equals", options.equals, "token id of the sign before the result; must be given");
  visit("width", options.width, "digits of an operand, zeros in front included");
  visit("longest", options.longest, "the last position, in training");
}
static_assert(settings::Fields<CoupledOptions>);

class Coupled final : public PositionAssigner {
 public:
  using Options = CoupledOptions;
  /// @throws c10::ValueError unless digits and equals name token ids and longest is at least width + 2, width at least
  /// 1
  explicit Coupled(const CoupledOptions& options);
  /// Padding stands at 0.
  /// @throws c10::ValueError for an operand of more than `width` digits or a result of more than one more
  Positions assign(const AssignCall& call) const override;

  const CoupledOptions options;

 private:
  torch::Tensor starts(const AssignCall& call) const;  ///< [B, 1]
  torch::Tensor in_result(const AssignCall& call) const;

  const std::vector<int64_t> digits_;
};

}  // namespace sextant::position
