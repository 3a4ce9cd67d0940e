// The rows of this folder in the registry. A new encoding adds its own here, and touches no other folder.
#include "sextant/position/row.h"
#include "sextant/position/rule/pope.h"
#include "sextant/position/rule/shaw_values.h"
#include "sextant/position/scores/shaw.h"

namespace sextant::position {
namespace {
constexpr unsigned kShaw = kRelative | kUnbounded | kPerLayer;
constexpr Variant kShawVariants[] = {{"shaw:values=false,right=0", kShaw}};

constexpr Variant kPopeVariants[] = {{"pope:init=uniform", kRelative | kUnbounded | kPerLayer | kReal}};

Encoding make_shaw(const SchemeRequest& request, const settings::Spec& spec) {
  const ShawOptions options = settings::read(spec, ShawOptions::of(request, spec));
  auto keys = std::make_shared<ShawImpl>(options);
  if (!options.values) return keys;
  return std::make_shared<ShawValuesImpl>(keys, shaw_rows(options), options.head_channels, options.generator);
}
}  // namespace

std::vector<SchemeEntry> rule_rows() {
  return {
      row_made_by<ShawOptions>(
          make_shaw,
          {.name = "shaw",
           .site = Site::kRule,
           .traits = kShaw,
           .what = "trained vectors of the clipped distance",
           .source = "arXiv:1803.02155 §3.2",
           .lesson = {.idea = "Every clipped distance between query and key has a trained vector beside the key, and "
                              "one beside the "
                              "value.",
                      .formula =
                          "score[i, j] = q_i · (k_j + a_K[c])/√D, output = Σ weight·(v_j + a_V[c]), c = clip(j - i)",
                      .enters = "attention rule; with values=false a bias on scores",
                      .limits =
                          "All distances past clip= count alike. The value vectors fit no fused attention kernel."},
           .variants = kShawVariants}),
      row<PopeImpl>(
          {.name = "pope",
           .site = Site::kRule,
           .traits = kRelative | kUnbounded | kPerLayer | kReal,
           .what = "content in the size of a channel, position in its angle",
           .source = "arXiv:2509.10534 §3",
           .lesson =
               {.idea = "In RoPE the angle of a pair says both what and where. Here a channel's size says what, made "
                        "positive, and its angle says where; a trained offset says at which distance it matters most.",
                .formula = "score[i, j] = Σ_c softplus(q_ic)·softplus(k_jc)·cos((i - j)·base^(-c/D) - δ_c)/√D",
                .enters = "attention rule",
                .limits = "Every channel is its own pair, so queries and keys are twice as wide when they are "
                          "multiplied. Needs all heads of a layer."},
           .variants = kPopeVariants})};
}

}  // namespace sextant::position
