#include "sextant/models/classifier.h"

#include <limits>
#include <ostream>
#include <set>
#include <utility>

#include "sextant/models/initialise.h"

namespace sextant::models {
namespace {

void check_labels(const std::vector<std::string>& labels) {
  TORCH_CHECK_VALUE(labels.size() >= 2, "classifier: labels must be at least 2, got ", labels.size());
  std::set<std::string> seen;
  for (const std::string& label : labels)
    TORCH_CHECK_VALUE(seen.insert(label).second, "classifier: labels must differ, got '", label, "' twice");
}

/// A decoder's first token has seen nothing but itself, and an encoder's last is as good as any other: only the outputs
/// that can know the whole text may stand for it.
void check_pooling(const ModelOptions& options) {
  const auto* transformer = std::get_if<TransformerOptions>(&options.backbone);
  const bool causal = transformer ? transformer->direction == Direction::kCausal
                                  : !std::get<RecurrentOptions>(options.backbone).both_ways;
  TORCH_CHECK_VALUE(!causal || options.classifier->pooling != Pooling::kFirst,
                    "classifier: pooling must be mean, max or last, got first, which this reader makes of the first "
                    "token alone");
}

ClassifierOptions checked(const ModelOptions& options) {
  TORCH_CHECK_VALUE(options.classifier.has_value(), "classifier: labels must be given, got none");
  TORCH_CHECK_VALUE(!std::holds_alternative<EncoderDecoderOptions>(options.backbone),
                    "classifier: the reader must be a transformer or recurrent, got an encoder-decoder");
  check_labels(options.classifier->labels);
  check_pooling(options);
  return *options.classifier;
}

}  // namespace

torch::Tensor pooled(const torch::Tensor& hidden, const torch::Tensor& documents, Pooling pooling) {
  const torch::Tensor own = documents.defined()
                                ? documents >= 0
                                : torch::ones({hidden.size(0), hidden.size(1)}, hidden.options().dtype(torch::kBool));
  const torch::Tensor weight = own.unsqueeze(-1);
  const torch::Tensor any = own.any(1, /*keepdim=*/true);
  switch (pooling) {
    case Pooling::kMean:
      return hidden.masked_fill(weight.logical_not(), 0).sum(1) / own.sum(1, /*keepdim=*/true).clamp_min(1);
    case Pooling::kMax: {
      const torch::Tensor lowest = hidden.masked_fill(weight.logical_not(), -std::numeric_limits<double>::infinity());
      return lowest.amax(1).masked_fill(any.logical_not(), 0);
    }
    case Pooling::kFirst:
    case Pooling::kLast: {
      const torch::Tensor index = torch::arange(1, own.size(1) + 1, own.options().dtype(torch::kLong)) * own;
      // Padding counts 0 among the last ones, and as far away as can be among the first.
      const torch::Tensor at =
          pooling == Pooling::kLast ? index.argmax(1) : index.masked_fill(own.logical_not(), own.size(1) + 1).argmin(1);
      const torch::Tensor rows = hidden.gather(1, at.view({-1, 1, 1}).expand({-1, 1, hidden.size(2)})).squeeze(1);
      return rows.masked_fill(any.logical_not(), 0);
    }
  }
  TORCH_CHECK(false, "sextant, internal: a pooling without a formula");
}

ClassifierImpl::ClassifierImpl(const ModelOptions& given, uint64_t seed)
    : options(checked(given)), reader_(make_sequence_reader(given, seed)) {
  std::visit([&](auto& module) { register_module("reader", module); }, reader_);
  const int64_t channels = channels_of(reader_);
  head_ = register_module("head", nn::Linear(nn::LinearOptions{.in = channels, .out = std::ssize(options.labels)}));
  initialise(*head_, {.layers = 1, .channels = channels}, seed);
}

torch::Tensor ClassifierImpl::scores(const TokenCall& call, const Watch& watch) {
  const torch::Tensor hidden = models::hidden(reader_, call, watch);
  const torch::Tensor documents = call.documents.defined() ? call.documents.to(hidden.device()) : call.documents;
  torch::Tensor text = pooled(hidden, documents, options.pooling);
  if (watch) watch("pooled", text);
  text = dropping_of(call).at(kHeadPlace).of(text, dropout_of(reader_));
  return head_->forward(text);
}

ModelOptions ClassifierImpl::described() const {
  ModelOptions whole = models::described(reader_);
  whole.classifier = options;
  return whole;
}

void ClassifierImpl::pretty_print(std::ostream& stream) const {
  stream << "sextant::Classifier(" << options.labels.size() << " labels, pos=" << pos_of(described()) << ")";
}

}  // namespace sextant::models
