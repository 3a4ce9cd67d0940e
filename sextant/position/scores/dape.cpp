#include "sextant/position/scores/dape.h"

#include "sextant/position/linear_start.h"
#include "sextant/position/logits.h"
#include "sextant/position/registry.h"

namespace sextant::position {
namespace {
/// B, [B|1, H|1, Q|1, S].
torch::Tensor bias_of(const ScoreTerms& terms, AttentionProblem problem, const std::string& over) {
  const bool alone = !terms.query_scale.defined() && !terms.softcap && !terms.mask.causal && !terms.mask.window;
  TORCH_CHECK_VALUE(alone, "dape: over must name a scheme that gives a bias alone, got ", over);
  problem.bias = terms.bias;
  return dense_bias(problem);
}
}  // namespace

DapeImpl::DapeImpl(const DapeOptions& options, std::shared_ptr<ScoreEncoding> inner) : options(options) {
  TORCH_CHECK_VALUE(inner != nullptr, "dape: over must name a scheme on scores, got ", options.over);
  TORCH_CHECK_VALUE(options.width >= 1, "dape: width must be at least 1, got ", options.width);
  inner_ = register_module("inner", std::move(inner));
  const int64_t heads = options.heads, width = options.width;
  in_weight = register_parameter("in_weight", linear_start({width, 2 * heads}, 2 * heads, options.generator));
  in_bias = register_parameter("in_bias", linear_start({width}, 2 * heads, options.generator));
  out_weight = register_parameter("out_weight", linear_start({heads, width}, width, options.generator));
}

ScoreTerms DapeImpl::terms(const AttentionProblem& problem, const LayerCall& call) {
  const torch::Tensor scores = scaled_logits(problem);
  const torch::Tensor bias = bias_of(inner_->terms(problem, call), problem, options.over).expand_as(scores);
  const torch::Tensor both = torch::cat({scores, bias}, 1).permute({0, 2, 3, 1});  // [B, Q, S, 2H]
  const auto type = scores.scalar_type();
  const torch::Tensor hidden = torch::leaky_relu(torch::linear(both, in_weight.to(type), in_bias.to(type)));
  const torch::Tensor correction = torch::linear(hidden, out_weight.to(type)).permute({0, 3, 1, 2});
  return {.bias = {DenseBias{bias + correction}}};
}

Encoding make_dape(const SchemeRequest& request, const settings::Spec& spec) {
  const DapeOptions options = settings::read(spec, DapeOptions::of(request, spec));
  TORCH_CHECK_VALUE(options.over != "dape", "dape: over must name another scheme, got dape");
  // What reads the data may leave out what no softmax sees, as fox does: no input for a network.
  TORCH_CHECK_VALUE(!(scheme_entry(options.over).traits & kReads),
                    "dape: over must name a scheme that does not read the data, got ", options.over);
  const Encoding inner = request.nested(options.over);
  const auto* scores = std::get_if<std::shared_ptr<ScoreEncoding>>(&inner);
  return std::make_shared<DapeImpl>(options, scores == nullptr ? nullptr : *scores);
}

}  // namespace sextant::position
