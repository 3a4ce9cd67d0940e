// ALiBi: attention with linear biases.
//
// Press, Smith and Lewis, "Train short, test long", 2022, arXiv:2108.12409, section 3.
// Enters at: scores.   score[h, i, j] -= slope[h]·|p_i - p_j|
//
// Not here: the causal mask (the paper writes both into one triangle; see ops/attention.h).
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/on_device.h"
#include "sextant/position/request.h"
#include "sextant/position/slopes.h"

namespace sextant::position {

enum class AlibiDirection {
  kCausal,      ///< keys behind the query alone; refused where keys ahead are seen
  kSymmetric,   ///< |p_i - p_j| on both sides
  kAsymmetric,  ///< slopes of their own for keys ahead, trained
};
constexpr auto names_of(AlibiDirection) {
  return std::array{std::pair{std::string_view("causal"), AlibiDirection::kCausal},
                    std::pair{std::string_view("symmetric"), AlibiDirection::kSymmetric},
                    std::pair{std::string_view("asymmetric"), AlibiDirection::kAsymmetric}};
}

struct AlibiOptions {
  int64_t heads;        ///< H
  Direction attention;  ///< of the model
  SlopeRule slopes = SlopeRule::kAuthors;
  AlibiDirection direction;
  double tilt = 0;       ///< tilt·slope is added to the scores of keys behind: 0.5 in DeepMind's encoders
  bool learned = false;  ///< train the slopes, starting from the paper's

  bool operator==(const AlibiOptions&) const = default;
  static AlibiOptions of(const SchemeRequest& request, const settings::Spec&) {
    const bool causal = request.direction == Direction::kCausal;
    return {.heads = request.heads,
            .attention = request.direction,
            .direction = causal ? AlibiDirection::kCausal : AlibiDirection::kSymmetric};
  }
};
template <class Visit>
void fields(AlibiOptions& options, Visit&& visit) {
  visit("slopes", options.slopes, "the authors' slopes, or the closed form for any number of heads");
  visit("direction", options.direction, "which keys the slopes are for");
  visit("tilt", options.tilt, "share of the slope added to the scores of keys behind the query");
  visit("learned", options.learned, "train the slopes");
}
static_assert(settings::Fields<AlibiOptions>);

class AlibiImpl final : public ScoreEncoding {
 public:
  using Options = AlibiOptions;
  /// @throws c10::ValueError for a direction that does not suit the model's, or asymmetric without learned
  explicit AlibiImpl(const AlibiOptions& options);
  /// One LinearBias; no [Q, S] tensor is ever made. With a tilt also a DistanceBias of three distances.
  ScoreTerms terms(const AttentionProblem& problem, const LayerCall& call) override;

  const AlibiOptions options;
  torch::Tensor slopes = {};  ///< [H], a parameter if options.learned, else undefined
  torch::Tensor ahead = {};   ///< [H], a parameter if options.direction is kAsymmetric, else undefined

 private:
  torch::Tensor slopes_for(const torch::Tensor& q);

  OnDevice fixed_;
};
TORCH_MODULE(Alibi);

}  // namespace sextant::position
