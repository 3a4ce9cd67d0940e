// Abacus: each digit's place in its number, so that digits of equal place share a row wherever their numbers stand.
//
// McLeish et al., "Transformers can do arithmetic with the right embeddings", 2024, arXiv:2405.17399, section 3, and
// the authors' code, abacus.py.
//
//   1 + k, 2 + k, … along each run of digits, 0 elsewhere;  k ~ U{0..offset}, one k a batch in training, 0 at test
//
// Numbers are to be written with the least digit first: then equal places are equal powers of ten.
// Usual beside it: learned:rows=1024,ids=abacus,digits=…
#pragma once

#include "sextant/position/request.h"

namespace sextant::position {

struct AbacusOptions {
  std::optional<std::string> digits = {};  ///< the digits' token ids, a set such as 3-12
  int64_t offset = 99;
  bool operator==(const AbacusOptions&) const = default;
};
template <class Visit>
void fields(AbacusOptions& options, Visit&& visit) {
  visit("digits", options.digits, "token ids of the digits, such as 3-12; must be given");
  visit("offset", options.offset, "largest shift of all numbers in training");
}
static_assert(settings::Fields<AbacusOptions>);

class Abacus final : public PositionAssigner {
 public:
  using Options = AbacusOptions;
  /// @throws c10::ValueError unless `digits` names token ids and offset >= 0
  explicit Abacus(const AbacusOptions& options);
  Positions assign(const AssignCall& call) const override;

  const AbacusOptions options;

 private:
  const std::vector<int64_t> digits_;
};

}  // namespace sextant::position
