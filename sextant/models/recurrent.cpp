#include "sextant/models/recurrent.h"

#include <ATen/CPUGeneratorImpl.h>

#include <ostream>
#include <utility>

#include "sextant/models/call_positions.h"
#include "sextant/models/initialise.h"
#include "sextant/models/name_folder.h"

namespace sextant::models {
namespace {

void check(const RecurrentOptions& options) {
  const auto at_least = [](const char* name, int64_t least, int64_t value) {
    TORCH_CHECK_VALUE(value >= least, "recurrent: ", name, " must be at least ", least, ", got ", value);
  };
  at_least("features", 0, options.features);
  at_least("vocabulary", options.features == 0 ? 1 : 0, options.vocabulary);
  at_least("channels", 1, options.channels);
  at_least("layers", 1, options.layers);
  at_least("state", 0, options.state);
  at_least("longest", 1, options.longest);
  TORCH_CHECK_VALUE(options.dropout >= 0 && options.dropout < 1, "recurrent: dropout must be in [0, 1), got ",
                    options.dropout);
}

/// Place 1 once, at the bottom: there is no attention for the others to enter.
void check_places(const position::Scheme& scheme) {
  for (const position::LayerScheme& layer : scheme.layers) {
    TORCH_CHECK_VALUE(!layer.rotation && layer.scores.empty() && !layer.rule, "recurrent: '", scheme.spec,
                      "' enters attention, which a recurrent model has none of; one that joins the embeddings "
                      "(sinusoidal, learned, …) or nope fits");
  }
  TORCH_CHECK_VALUE(scheme.input.layers.empty(), "recurrent: '", scheme.spec,
                    "' joins the input of chosen layers; a recurrent model has one input, without @");
}

position::Scheme scheme_of(const RecurrentOptions& options, uint64_t seed) {
  // One layer with one head as wide as the stream, so that an encoding of attention can be built, named and refused.
  position::SchemeRequest request{.channels = options.channels,
                                  .layers = 1,
                                  .heads = 1,
                                  .key_heads = 1,
                                  .head_channels = options.channels,
                                  .longest = options.longest,
                                  .direction = Direction::kCausal,  // each state reads in order, whatever the encoding
                                  .extents = options.extents};
  request.generator = at::detail::createCPUGenerator(seed);
  position::Scheme scheme = position::make_scheme(options.pos, request);
  check_places(scheme);
  return scheme;
}

RecurrentOptions canonical(RecurrentOptions options, const position::Scheme& scheme) {
  options.pos = scheme.spec;
  return options;
}

/// Where each row's tokens stand, padding put aside.
struct Rows {
  torch::Tensor order;             ///< int64 [B, T]: the tokens first, each in its order, then the padding
  torch::Tensor backwards;         ///< int64 [B, T]: the same with the tokens from the last to the first
  torch::Tensor back, back_again;  ///< int64 [B, T]: from `order` and from `backwards` to where the tokens stood
};

Rows rows_of(const TokenCall& call) {
  const torch::Tensor tokens = places_of(call);
  const torch::Tensor index = torch::arange(tokens.size(1), tokens.options()).expand_as(tokens);
  if (!call.documents.defined()) {
    const torch::Tensor turned = index.flip(1);
    return {.order = index, .backwards = turned, .back = index, .back_again = turned};
  }
  const torch::Tensor padding = call.documents < 0;
  const torch::Tensor changes =
      (call.documents != call.documents.amax(1, /*keepdim=*/true)).logical_and(padding.logical_not());
  TORCH_CHECK_VALUE(!changes.any().item<bool>(),
                    "recurrent: a row must hold one document, got several; a state would run from one into the next");
  Rows rows{
      .order = padding.to(torch::kLong).argsort(/*stable=*/true, 1), .backwards = {}, .back = {}, .back_again = {}};
  const torch::Tensor last = padding.logical_not().sum(1, /*keepdim=*/true) - 1;
  rows.backwards = rows.order.gather(1, torch::where(index <= last, last - index, index));
  rows.back = rows.order.argsort(/*stable=*/true, 1);
  rows.back_again = rows.backwards.argsort(/*stable=*/true, 1);
  return rows;
}

/// x at the tokens `index` names.  x [B, T, C], index [B, T]
torch::Tensor at(const torch::Tensor& x, const torch::Tensor& index) {
  return x.gather(1, index.unsqueeze(-1).expand({-1, -1, x.size(2)}));
}

}  // namespace

RecurrentOptions resolved(RecurrentOptions options) {
  check(options);
  if (options.state == 0) options.state = options.channels;
  return options;
}

RecurrentImpl::RecurrentImpl(const RecurrentOptions& given, uint64_t seed)
    : scheme(scheme_of(resolved(given), seed)),
      options(canonical(resolved(given), scheme)),
      reader_(*this, {options.vocabulary, options.features, options.channels}) {
  input_ = register_module("input", nn::InputFusion(options.channels, scheme.input));
  register_layers();
  initialise(*this, {.layers = options.layers, .channels = options.channels}, seed);
  if (scheme.input.encoding) name_folder(*this, "position")->register_module("input", scheme.input.encoding);
}

void RecurrentImpl::register_layers() {
  const auto layers = name_folder(*this, "layers");
  for (int64_t l = 0; l < options.layers; ++l) {
    const nn::RecurrentLayerOptions layer{
        .in = l == 0 ? options.channels : channels(), .state = options.state, .kind = options.kind};
    const auto here = name_folder(*layers, std::to_string(l));
    forward_.push_back(here->register_module("forward", nn::RecurrentLayer(layer)));
    if (options.both_ways) backward_.push_back(here->register_module("backward", nn::RecurrentLayer(layer)));
  }
}

torch::Tensor RecurrentImpl::embedded(const TokenCall& call, const nn::Dropping& dropping) {
  ModelCache fresh;
  torch::Tensor x = input_->scaled(reader_.read(call));
  const CallPositions here = take_in(call, scheme, options.longest, fresh);
  position::Memory memory;
  if (input_->applies(0)) x = input_->forward({x, here.input, fresh.input_keys, memory}, dropping.at(0));
  return dropping.at(1).of(x, options.dropout);
}

torch::Tensor RecurrentImpl::hidden(const TokenCall& given, const Watch& watch) {
  const TokenCall call = on_device(given, reader_.weight().device());
  const nn::Dropping dropping = dropping_of(call);
  torch::Tensor x = embedded(call, dropping.at(0));
  if (watch) watch("embedding", x);
  const Rows rows = rows_of(call);
  for (size_t l = 0; l < forward_.size(); ++l) {
    torch::Tensor read = at(forward_[l]->forward(at(x, rows.order)), rows.back);
    if (options.both_ways) {
      const torch::Tensor turned = backward_[l]->forward(at(x, rows.backwards));
      read = torch::cat({read, at(turned, rows.back_again)}, 2);
    }
    x = dropping.at(l + 1).of(read, options.dropout);
    if (watch) watch("layers." + std::to_string(l), x);
  }
  return x;
}

void RecurrentImpl::pretty_print(std::ostream& stream) const {
  stream << "sextant::Recurrent(" << options.layers << " layers, " << options.channels
         << " channels, pos=" << options.pos << ")";
}

}  // namespace sextant::models
