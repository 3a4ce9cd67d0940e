// RoPE: pairs of channels turned by an angle that grows with the position, with every schedule of rotary_scaling.h.
//
// Su et al., "RoFormer: Enhanced transformer with rotary position embedding", 2021, arXiv:2104.09864, section 3.2.
// Enters at: rotation.   (a, b)_k ← (a cos p·w_k - b sin p·w_k, a sin p·w_k + b cos p·w_k)
//
// Not here: turning (ops/rotation.h); frequencies of the first pairs alone (p_rope.h).
#pragma once

#include <torch/nn/pimpl.h>

#include <map>

#include "sextant/position/pair_layout.h"
#include "sextant/position/request.h"
#include "sextant/position/rotary_scaling.h"
#include "sextant/position/rotary_table.h"

namespace sextant::position {

enum class FrequencyTraining { kFixed, kLearned };
constexpr auto names_of(FrequencyTraining) {
  return std::array{std::pair{std::string_view("fixed"), FrequencyTraining::kFixed},
                    std::pair{std::string_view("learned"), FrequencyTraining::kLearned}};
}

enum class AngleMode {
  kFloat64,  ///< frequency and angle in float64
  kHf32,     ///< every step in float32, in the order of Hugging Face transformers: published logits used it
};
constexpr auto names_of(AngleMode) {
  return std::array{std::pair{std::string_view("float64"), AngleMode::kFloat64},
                    std::pair{std::string_view("hf32"), AngleMode::kHf32}};
}

/// The alternatives of Scaling, in their order.
enum class ScalingKind {
  kNone,
  kLinear,
  kNtk,
  kDynamic,
  kYarn,
  kLlama3,
  kLongRope,
  kNtkByParts,
  kDynamicYarn,
  kAlpha,
  kClip,
  kNtkMixed,
};
constexpr auto names_of(ScalingKind) {
  return std::array{std::pair{std::string_view("none"), ScalingKind::kNone},
                    std::pair{std::string_view("linear"), ScalingKind::kLinear},
                    std::pair{std::string_view("ntk"), ScalingKind::kNtk},
                    std::pair{std::string_view("dynamic"), ScalingKind::kDynamic},
                    std::pair{std::string_view("yarn"), ScalingKind::kYarn},
                    std::pair{std::string_view("llama3"), ScalingKind::kLlama3},
                    std::pair{std::string_view("longrope"), ScalingKind::kLongRope},
                    std::pair{std::string_view("ntk-by-parts"), ScalingKind::kNtkByParts},
                    std::pair{std::string_view("dynamic-yarn"), ScalingKind::kDynamicYarn},
                    std::pair{std::string_view("alpha"), ScalingKind::kAlpha},
                    std::pair{std::string_view("clip"), ScalingKind::kClip},
                    std::pair{std::string_view("ntk-mixed"), ScalingKind::kNtkMixed}};
}

struct RopeOptions {
  int64_t channels;                      ///< D
  int64_t longest;                       ///< L0, read by an automatic base
  std::optional<double> base = 10000.0;  ///< nothing: automatic_base
  PairLayout layout = PairLayout::kHalves;
  double fraction = 1;  ///< of the channels that turn: R = int(fraction·D)
  FrequencyTraining freqs = FrequencyTraining::kFixed;
  AngleMode angles = AngleMode::kFloat64;
  Scaling scaling = {};

  bool operator==(const RopeOptions&) const = default;
  /// The defaults of a request, with the schedule that `spec` names and its own defaults.
  static RopeOptions of(const SchemeRequest& request, const settings::Spec& spec);
};
template <class Visit>
void fields(RopeOptions& options, Visit&& visit) {
  visit("base", options.base, "base of the wavelengths, or auto: the slowest pair makes two turns in training");
  visit("layout", options.layout, "which two channels form a pair");
  visit("fraction", options.fraction, "share of the channels that turn");
  visit("freqs", options.freqs, "train the frequencies");
  visit("angles", options.angles, "float64, or the float32 arithmetic of published checkpoints");
  auto kind = static_cast<ScalingKind>(options.scaling.index());
  visit("scaling", kind, "how frequencies change past the training length");
  std::visit([&](auto& schedule) { fields(schedule, visit); }, options.scaling);
}
static_assert(settings::Fields<RopeOptions>);

/// R = int(fraction·D).
/// @throws c10::ValueError unless 0 < fraction <= 1 and R is even
int64_t rotated_channels(const RopeOptions& options);
/// R and B, an automatic base worked out.
RotaryBasis rotary_basis(const RopeOptions& options);

class RopeImpl final : public RotationEncoding {
 public:
  using Options = RopeOptions;
  /// @throws c10::ValueError for options that do not go together, naming both
  explicit RopeImpl(const RopeOptions& options);
  /// With a schedule that depends on the length, and length=query or call: the length whose table a query is scored
  /// with, tokens.
  torch::Tensor versions(const Positions& positions) override;
  /// Tables [T, R/2], or [B, 1, T, R/2] if rows differ.
  Rotation rotation(const LayerCall& call, int64_t version) override;
  /// False if length=call would now choose other frequencies.
  bool holds(int64_t cached, int64_t known) const override;

  const RopeOptions options;
  torch::Tensor frequencies = {};  ///< [R/2], a parameter if options.freqs is kLearned, else undefined

 private:
  Rotation learned_rotation(const LayerCall& call) const;
  RowTable& table(int64_t length);

  std::map<int64_t, RowTable> tables_ = {};  ///< by length; one, of length 0, for schedules that have one
};
TORCH_MODULE(Rope);

/// @throws std::invalid_argument for unknown options; c10::ValueError if a schedule lacks its factor
Encoding make_rope(const SchemeRequest& request, const settings::Spec& spec);
std::vector<std::pair<std::string, std::string>> rope_canonical(const SchemeRequest& request,
                                                                const settings::Spec& spec);
std::vector<std::array<std::string, 3>> rope_option_list();

}  // namespace sextant::position
