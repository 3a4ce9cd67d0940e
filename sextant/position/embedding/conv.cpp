#include "sextant/position/embedding/conv.h"

#include "sextant/position/ids.h"

namespace sextant::position {
namespace {
/// The norm of each tap, [1, 1, K]: weight norm over dimension 2.
torch::Tensor tap_norms(const torch::Tensor& weight) { return weight.square().sum({0, 1}, true).sqrt(); }

/// Where the tokens go so that `gap` zeros stand between two documents, and none hears the other.  [B, S]
torch::Tensor apart(const torch::Tensor& documents, int64_t gap) {
  const torch::Tensor changed = documents.slice(1, 1) != documents.slice(1, 0, -1);
  const torch::Tensor number = torch::constant_pad_nd(changed.to(torch::kInt64), {1, 0}).cumsum(1);
  return torch::arange(documents.size(1), documents.options()) + number * gap;
}
}  // namespace

ConvImpl::ConvImpl(const ConvOptions& options) : options(options) {
  const int64_t c = options.channels;
  TORCH_CHECK_VALUE(options.kernel >= 1, "conv: kernel must be at least 1, got ", options.kernel);
  TORCH_CHECK_VALUE(options.groups >= 1 && c >= 1 && c % options.groups == 0, "conv: groups must divide ", c,
                    " channels, got ", options.groups);
  const double deviation = 2 / std::sqrt(static_cast<double>(options.kernel * c));
  const torch::Tensor first = torch::randn({c, c / options.groups, options.kernel}, options.generator) * deviation;
  size = register_parameter("size", tap_norms(first));
  direction = register_parameter("direction", first);
  bias = register_parameter("bias", torch::zeros({c}));
}

torch::Tensor ConvImpl::heard(const torch::Tensor& x) const {
  const bool causal = options.direction == Direction::kCausal;
  const int64_t before = causal ? options.kernel - 1 : options.kernel / 2, after = causal ? 0 : options.kernel / 2;
  const torch::Tensor weight = (direction * (size / tap_norms(direction))).to(x.scalar_type());
  const torch::Tensor padded = torch::constant_pad_nd(x.transpose(1, 2), {before, after});
  const std::array<int64_t, 1> step{1}, no_padding{0};
  const torch::Tensor out =
      torch::conv1d(padded, weight, bias.to(x.scalar_type()), step, no_padding, step, options.groups);
  return torch::gelu(out.slice(2, 0, x.size(1))).transpose(1, 2);
}

torch::Tensor ConvImpl::rows(const LayerCall& call) {
  integer_ids("conv", call.queries);  // for its refusals
  const torch::Tensor all = remember(call, 0, call.x.unsqueeze(1)).squeeze(1);
  const int64_t tokens = call.x.size(1), kept = std::min(all.size(1), tokens + options.kernel - 1);
  if (tokens == 0) return call.x;
  const torch::Tensor x = all.slice(1, all.size(1) - kept);
  if (!call.keys.documents.defined()) return heard(x).slice(1, kept - tokens);
  const torch::Tensor documents = call.keys.documents.slice(1, all.size(1) - kept).to(x.device());
  const torch::Tensor places = apart(documents, options.kernel - 1).unsqueeze(-1).expand_as(x);
  const torch::Tensor real = x * (documents >= 0).unsqueeze(-1);
  const torch::Tensor spread =
      x.new_zeros({x.size(0), places.max().item<int64_t>() + 1, x.size(2)}).scatter(1, places, real);
  return heard(spread).gather(1, places).slice(1, kept - tokens);
}

}  // namespace sextant::position
