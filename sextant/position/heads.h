// Members on some heads, joined: the other heads get a bias of 0, a temperature of 1, or cosine 1 and sine 0.
//
// Not here: which heads a spec names (registry.h).
#pragma once

#include "sextant/position/scheme.h"

namespace sextant::position {

/// H and K of a layer. Query heads h·K/H … share a key head.
struct HeadCounts {
  int64_t queries;
  int64_t keys;
};

/// Key heads whose query heads are all in `heads`.
/// @throws c10::ValueError naming `who` and the heads, if a key head is shared by one inside and one outside
std::vector<int64_t> key_heads_of(std::string_view who, const std::vector<int64_t>& heads, const HeadCounts& counts);

/// A score encoding on some heads.
class ScoresOnHeads final : public ScoreEncoding {
 public:
  /// @param heads  indices of query heads, ascending
  ScoresOnHeads(std::shared_ptr<ScoreEncoding> inner, std::vector<int64_t> heads, int64_t all_heads);
  /// @throws c10::ValueError if the inner one narrows the mask or caps scores, which holds for all heads at once
  ScoreTerms terms(const AttentionProblem& problem, const LayerCall& call) override;

  const std::vector<int64_t> heads;

 private:
  std::shared_ptr<ScoreEncoding> inner_;
  torch::Tensor chosen_;  ///< bool [H]
};

/// Rotations of one layer, each on heads of its own.
class RotationsOnHeads final : public RotationEncoding {
 public:
  struct Part {
    std::shared_ptr<RotationEncoding> rotation;
    std::vector<int64_t> heads;      ///< query heads
    std::vector<int64_t> key_heads;  ///< theirs
  };
  RotationsOnHeads(std::vector<Part> parts, HeadCounts counts);
  /// Those of the parts that have any.
  /// @throws c10::ValueError if more than one has
  torch::Tensor versions(const Positions& positions) override;
  /// Tables [B|1, H, T, R/2] and [B|1, K, S, R/2].
  /// @throws c10::ValueError if the parts differ in layout or in the number of rotated channels
  Rotation rotation(const LayerCall& call, int64_t version) override;
  bool holds(int64_t cached, int64_t known) const override;

 private:
  std::vector<Part> parts_;
  HeadCounts counts_;
};

/// A rule on some heads, plain attention on the others.
class RuleOnHeads final : public AttentionRule {
 public:
  RuleOnHeads(std::shared_ptr<AttentionRule> inner, std::vector<int64_t> heads, HeadCounts counts);
  torch::Tensor attend(const AttentionProblem& problem, const LayerCall& call) override;

 private:
  std::shared_ptr<AttentionRule> inner_;
  std::vector<int64_t> heads_, others_, key_heads_, other_key_heads_;
};

}  // namespace sextant::position
