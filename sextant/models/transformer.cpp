#include "sextant/models/transformer.h"

#include <ATen/CPUGeneratorImpl.h>

#include <ostream>
#include <utility>

#include "sextant/models/call_positions.h"
#include "sextant/models/initialise.h"
#include "sextant/nn/linear.h"

namespace sextant::models {
namespace {

int64_t usual_feed_forward(const TransformerOptions& options) {
  if (options.feed_forward_kind == FeedForwardKind::kGelu) return 4 * options.channels;
  // Two thirds of 4C, since SwiGLU has three matrices in place of two (arXiv:2002.05202, section 3).
  return (8 * options.channels / 3 + 7) / 8 * 8;
}

void check(const TransformerOptions& options) {
  const auto at_least_one = [](const char* name, int64_t value) {
    TORCH_CHECK_VALUE(value >= 1, "transformer: ", name, " must be at least 1, got ", value);
  };
  if (options.features == 0) at_least_one("vocabulary", options.vocabulary);
  at_least_one("channels", options.channels);
  at_least_one("layers", options.layers);
  at_least_one("heads", options.heads);
  at_least_one("longest", options.longest);
  const auto not_negative = [](const char* name, int64_t value) {
    TORCH_CHECK_VALUE(value >= 0, "transformer: ", name, " must be at least 0, got ", value);
  };
  not_negative("vocabulary", options.vocabulary);
  not_negative("features", options.features);
  not_negative("key-heads", options.key_heads);
  not_negative("head-channels", options.head_channels);
  not_negative("feed-forward", options.feed_forward);
  TORCH_CHECK_VALUE(options.dropout >= 0 && options.dropout < 1, "transformer: dropout must be in [0, 1), got ",
                    options.dropout);
  TORCH_CHECK_VALUE(options.head_channels > 0 || options.channels % options.heads == 0,
                    "transformer: heads must divide ", options.channels, " channels, got ", options.heads);
  TORCH_CHECK_VALUE(options.key_heads == 0 || options.heads % options.key_heads == 0,
                    "transformer: key-heads must divide ", options.heads, " heads, got ", options.key_heads);
}

TransformerOptions canonical(TransformerOptions options, const position::Scheme& scheme) {
  TORCH_CHECK_VALUE(std::ssize(scheme.layers) == options.layers, "transformer: scheme must have ", options.layers,
                    " layers, got ", scheme.layers.size());
  options.pos = scheme.spec;
  return options;
}

}  // namespace

TransformerOptions resolved(TransformerOptions options) {
  check(options);
  options.tied = options.tied && options.features == 0;
  if (options.key_heads == 0) options.key_heads = options.heads;
  if (options.head_channels == 0) options.head_channels = options.channels / options.heads;
  if (options.feed_forward == 0) options.feed_forward = usual_feed_forward(options);
  return options;
}

position::SchemeRequest request_of(const TransformerOptions& options) {
  return {.channels = options.channels,
          .layers = options.layers,
          .heads = options.heads,
          .key_heads = options.key_heads,
          .head_channels = options.head_channels,
          .longest = options.longest,
          .direction = options.direction,
          .extents = options.extents};
}

position::Scheme scheme_of(const TransformerOptions& options, uint64_t seed) {
  position::SchemeRequest request = request_of(options);
  request.generator = at::detail::createCPUGenerator(seed);
  return position::make_scheme(options.pos, request);
}

TransformerImpl::TransformerImpl(const TransformerOptions& given, uint64_t seed)
    : TransformerImpl(given, scheme_of(resolved(given), seed), seed) {}

TransformerImpl::TransformerImpl(const TransformerOptions& given, position::Scheme given_scheme, uint64_t seed)
    : scheme(std::move(given_scheme)),
      options(canonical(resolved(given), scheme)),
      reader_(*this, {options.vocabulary, options.features, options.channels}),
      stack_(*this, options, scheme) {
  if (!options.tied && options.vocabulary > 0)
    head_ = register_parameter("head", torch::zeros({options.vocabulary, options.channels}));
  initialise(*this, {.layers = options.layers, .channels = options.channels}, seed);
  stack_.register_position(*this);
}

torch::Tensor TransformerImpl::hidden(const TokenCall& call, const Watch& watch) {
  ModelCache fresh;
  return hidden(call, fresh, watch);
}

torch::Tensor TransformerImpl::hidden(const TokenCall& given, ModelCache& cache, const Watch& watch) {
  const TokenCall call = on_device(given, reader_.weight().device());
  const torch::Tensor x = reader_.read(call);
  const CallPositions here = take_in(call, scheme, options.longest, cache);
  return stack_.forward({x, here, dropping_of(call)}, cache, watch);
}

torch::Tensor TransformerImpl::logits(const torch::Tensor& hidden) const {
  TORCH_CHECK_VALUE(options.vocabulary > 0, "transformer: vocabulary must be at least 1 to predict tokens, got 0");
  return nn::project(hidden, options.tied ? reader_.weight() : head_);
}

torch::Tensor TransformerImpl::forward(const TokenCall& call) { return logits(hidden(call)); }

torch::Tensor TransformerImpl::scores(const TokenCall& call, const Watch& watch) { return logits(hidden(call, watch)); }

void TransformerImpl::pretty_print(std::ostream& stream) const {
  stream << "sextant::Transformer(" << options.layers << " layers, " << options.channels << " channels, "
         << options.heads << " heads, pos=" << options.pos << ")";
}

}  // namespace sextant::models
