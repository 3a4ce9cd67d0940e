// Learned absolute encoding: one trained row a position.
//
// Devlin et al., "BERT", 2018, arXiv:1810.04805; row offsets as in fairseq, OPT and RoBERTa are start=2.
// Enters at: embedding.   x + E[p + start]
//
// Not here: rows for word ids.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"

namespace sextant::position {

enum class RowInit { kNormal, kSinusoidal };
constexpr auto names_of(RowInit) {
  return std::array{std::pair{std::string_view("normal"), RowInit::kNormal},
                    std::pair{std::string_view("sinusoidal"), RowInit::kSinusoidal}};
}

/// What happens past the last row.
enum class Overflow {
  kError,
  kClamp,        ///< the last row
  kWrap,         ///< row p mod rows
  kInterpolate,  ///< `target` positions are spread over the rows, linearly between two; real positions are welcome
};
constexpr auto names_of(Overflow) {
  return std::array{std::pair{std::string_view("error"), Overflow::kError},
                    std::pair{std::string_view("clamp"), Overflow::kClamp},
                    std::pair{std::string_view("wrap"), Overflow::kWrap},
                    std::pair{std::string_view("interpolate"), Overflow::kInterpolate}};
}

struct LearnedOptions {
  int64_t channels;  ///< C
  int64_t rows;      ///< of the table, `start` unused ones included
  RowInit init = RowInit::kNormal;
  double std = 0.02;  ///< of kNormal; BERT's initializer_range
  int64_t start = 0;  ///< row of position 0
  Overflow overflow = Overflow::kError;
  int64_t target = 0;  ///< positions that kInterpolate spreads over the rows; 0 = as many as there are rows
  std::optional<at::Generator> generator = {};  ///< draws the first values; none: LibTorch's global one

  bool operator==(const LearnedOptions&) const = default;
  /// Rows for the longest training sequence after the unused ones.
  static LearnedOptions of(const SchemeRequest& request, const settings::Spec& spec);
};
template <class Visit>
void fields(LearnedOptions& options, Visit&& visit) {
  visit("rows", options.rows, "rows of the table");
  visit("init", options.init, "random rows, or sinusoids to start from");
  visit("std", options.std, "standard deviation of init=normal");
  visit("start", options.start, "row of position 0");
  visit("overflow", options.overflow, "what happens past the last row");
  visit("target", options.target, "positions that overflow=interpolate spreads over the rows; 0 is one a row");
}
static_assert(settings::Fields<LearnedOptions>);

class LearnedImpl final : public EmbeddingEncoding {
 public:
  using Options = LearnedOptions;
  explicit LearnedImpl(const LearnedOptions& options);
  /// @throws c10::ValueError `learned: positions must be below N, got P` unless options.overflow says otherwise
  torch::Tensor rows(const LayerCall& call) override;

  const LearnedOptions options;
  torch::Tensor weight;  ///< [rows, C]

 private:
  torch::Tensor row_indices(const Positions& positions) const;
  torch::Tensor interpolated(const Positions& positions) const;
};
TORCH_MODULE(Learned);

}  // namespace sextant::position
