// The rows of this folder in the registry. A new encoding adds its own here, and touches no other folder.
#include "sextant/position/row.h"
#include "sextant/position/rule/shaw_values.h"
#include "sextant/position/scores/shaw.h"

namespace sextant::position {
namespace {
constexpr unsigned kShaw = kRelative | kUnbounded | kPerLayer;
constexpr Variant kShawVariants[] = {{"shaw:values=false,right=0", kShaw}};

Encoding make_shaw(const SchemeRequest& request, const settings::Spec& spec) {
  const ShawOptions options = settings::read(spec, ShawOptions::of(request, spec));
  auto keys = std::make_shared<ShawImpl>(options);
  if (!options.values) return keys;
  return std::make_shared<ShawValuesImpl>(keys, shaw_rows(options), options.head_channels, options.generator);
}
}  // namespace

std::vector<SchemeEntry> rule_rows() {
  return {row_made_by<ShawOptions>(
      make_shaw,
      {.name = "shaw",
       .site = Site::kRule,
       .traits = kShaw,
       .what = "trained vectors of the clipped distance",
       .source = "arXiv:1803.02155 §3.2",
       .lesson =
           {.idea =
                "Every clipped distance between query and key has a trained vector beside the key, and one beside the "
                "value.",
            .formula = "score[i, j] = q_i · (k_j + a_K[c])/√D, output = Σ weight·(v_j + a_V[c]), c = clip(j - i)",
            .enters = "attention rule; with values=false a bias on scores",
            .limits = "All distances past clip= count alike. The value vectors fit no fused attention kernel."},
       .variants = kShawVariants})};
}

}  // namespace sextant::position
