#include "sextant/position/rotation/selective_rope.h"

#include "sextant/position/ids.h"
#include "sextant/position/linear_start.h"
#include "sextant/position/rotation/frequencies.h"
#include "sextant/position/short_convolution.h"

namespace sextant::position {
namespace {
/// Places in Memory::running.
enum Kept : size_t { kSum, kTokens, kDocuments };

RotaryBasis basis_of(const SelectiveRopeOptions& options) {
  return {options.head_channels, options.base, "selective-rope"};
}

void check_options(const SelectiveRopeOptions& options) {
  TORCH_CHECK_VALUE(options.channels % options.key_heads == 0, "selective-rope: key heads must divide ",
                    options.channels, " channels, got ", options.key_heads);
  TORCH_CHECK_VALUE(options.rank >= 1, "selective-rope: rank must be at least 1, got ", options.rank);
  TORCH_CHECK_VALUE(options.conv >= 1, "selective-rope: conv must be at least 1, got ", options.conv);
  check_basis(basis_of(options));
}

/// x [B, T, C] with each head's part brought to length 1.
torch::Tensor unit_parts(const torch::Tensor& x, int64_t heads) {
  constexpr double kNoZero = 1e-6;  // fla's l2_norm: under the root, beside the squares
  const torch::Tensor parts = x.unflatten(-1, {heads, -1});
  return (parts / (parts.square().sum(-1, true) + kNoZero).sqrt()).flatten(-2);
}

/// `before`, then `here`, along tokens.
torch::Tensor after(const torch::Tensor& before, const torch::Tensor& here) {
  return before.defined() ? torch::cat({before, here}, 1) : here;
}

torch::Tensor last(const torch::Tensor& tokens, int64_t count) {
  return tokens.slice(1, std::max<int64_t>(tokens.size(1) - count, 0));
}

/// int64 [B, T]; without documents all tokens are of one.
torch::Tensor documents_of(const Positions& here, const torch::Tensor& x) {
  if (here.documents.defined()) return here.documents.to(x.device()).expand({x.size(0), x.size(1)});
  return torch::zeros({x.size(0), x.size(1)}, torch::dtype(torch::kInt64).device(x.device()));
}
}  // namespace

SelectiveRopeImpl::SelectiveRopeImpl(const SelectiveRopeOptions& options) : options(options) {
  check_options(options);
  const int64_t pairs = options.key_heads * options.head_channels / 2;
  const auto start = [&](at::IntArrayRef shape, int64_t inputs) {
    return linear_start(shape, inputs, options.generator);
  };
  down = register_parameter("down", start({options.rank, options.channels}, options.channels));
  up = register_parameter("up", start({pairs, options.rank}, options.rank));
  if (options.conv > 1) taps = register_parameter("taps", start({pairs, options.conv}, options.conv));
}

/// φ of this call's tokens, [B, T, K·D/2].
torch::Tensor SelectiveRopeImpl::steps(const LayerCall& call) const {
  const auto type = table_dtype(call.x);
  const torch::Tensor x = unit_parts(call.x.to(type), options.key_heads);
  const torch::Tensor read = torch::matmul(torch::matmul(x, down.to(type).t()), up.to(type).t());
  if (options.conv == 1) return read;
  std::vector<torch::Tensor>& kept = call.memory.running;
  const torch::Tensor tokens = after(kept[kTokens], read);
  const torch::Tensor documents = after(kept[kDocuments], documents_of(call.queries, call.x));
  kept[kTokens] = last(tokens, options.conv - 1);
  kept[kDocuments] = last(documents, options.conv - 1);
  return last(short_convolution(tokens, taps, documents), read.size(1));
}

Rotation SelectiveRopeImpl::rotation(const LayerCall& call, int64_t) {
  std::vector<torch::Tensor>& kept = call.memory.running;
  kept.resize(options.conv > 1 ? 3 : 1);
  const torch::Tensor own = steps(call).to(torch::kFloat64);
  const torch::Tensor before = kept[kSum].defined() ? kept[kSum] : torch::zeros_like(own).sum(1);
  const torch::Tensor sums = own.cumsum(1) + before.unsqueeze(1);
  kept[kSum] = before + own.sum(1);
  const torch::Tensor frequencies =
      torch::tensor(rotary_frequencies(basis_of(options)), torch::kFloat64).to(sums.device());
  const torch::Tensor keys = sums.unflatten(-1, {options.key_heads, -1}).transpose(1, 2) * frequencies;
  const torch::Tensor queries = keys.repeat_interleave(options.heads / options.key_heads, 1);
  const torch::ScalarType type = table_dtype(call.x);
  return {.q_cos = queries.cos().to(type),
          .q_sin = queries.sin().to(type),
          .k_cos = keys.cos().to(type),
          .k_sin = keys.sin().to(type)};
}

}  // namespace sextant::position
