#include "sextant/models/transcriber.h"

#include <ostream>
#include <set>

#include "sextant/models/initialise.h"

namespace sextant::models {
namespace {

TranscriberOptions checked(const ModelOptions& options) {
  TORCH_CHECK_VALUE(options.transcriber && !options.transcriber->symbols.empty(),
                    "transcriber: symbols must be at least 1, got none");
  std::set<std::string> seen;
  for (const std::string& symbol : options.transcriber->symbols)
    TORCH_CHECK_VALUE(seen.insert(symbol).second, "transcriber: symbols must differ, got '", symbol, "' twice");
  return *options.transcriber;
}

/// A path needs a row for each symbol and one more between equal neighbours.
void expect_rows(const torch::Tensor& rows, const torch::Tensor& targets, const torch::Tensor& counts) {
  torch::Tensor need = counts.clone();
  if (targets.size(1) > 1) {
    const torch::Tensor left = targets.slice(1, 0, -1), right = targets.slice(1, 1);
    need += ((left == right) & (right != data::kIgnore)).sum(1);
  }
  const torch::Tensor short_by = need - rows;
  const int64_t worst = short_by.argmax().item<int64_t>();
  TORCH_CHECK_VALUE(short_by[worst].item<int64_t>() <= 0, "transcriber: row ", worst, " of the batch has ",
                    rows[worst].item<int64_t>(), " places, its targets need ", need[worst].item<int64_t>());
}

}  // namespace

TranscriberImpl::TranscriberImpl(const ModelOptions& given, uint64_t seed)
    : options(checked(given)), reader_(make_sequence_reader(given, seed)) {
  std::visit([&](auto& module) { register_module("reader", module); }, reader_);
  const int64_t channels = channels_of(reader_);
  head_ =
      register_module("head", nn::Linear(nn::LinearOptions{.in = channels, .out = std::ssize(options.symbols) + 1}));
  initialise(*head_, {.layers = 1, .channels = channels}, seed);
}

torch::Tensor TranscriberImpl::scores(const TokenCall& call, const Watch& watch) {
  const torch::Tensor read = hidden(reader_, call, watch);
  return head_->forward(dropping_of(call).at(kHeadPlace).of(read, dropout_of(reader_)));
}

torch::Tensor TranscriberImpl::loss_sum(const torch::Tensor& scores, const data::Batch& batch,
                                        double label_smoothing) const {
  TORCH_CHECK_VALUE(label_smoothing == 0, "transcriber: label-smoothing must be 0, got ", label_smoothing);
  const torch::Tensor targets = batch.targets.to(torch::kCPU), said = targets != data::kIgnore;
  const torch::Tensor counts = said.sum(1);
  const torch::Tensor rows = batch.documents.defined() ? (batch.documents >= 0).sum(1).to(torch::kCPU)
                                                       : torch::full({scores.size(0)}, scores.size(1), torch::kLong);
  expect_rows(rows, targets, counts);
  // Sums over many paths need a long type; the operator wants time first.
  const torch::Tensor log = scores.to(torch::kFloat32).log_softmax(-1).transpose(0, 1);
  return at::ctc_loss(log, targets.masked_fill(said.logical_not(), 0), rows, counts,
                      /*blank=*/std::ssize(options.symbols), at::Reduction::Sum);
}

ModelOptions TranscriberImpl::described() const {
  ModelOptions whole = models::described(reader_);
  whole.transcriber = options;
  return whole;
}

void TranscriberImpl::pretty_print(std::ostream& stream) const {
  stream << "sextant::Transcriber(" << options.symbols.size() << " symbols, pos=" << pos_of(described()) << ")";
}

}  // namespace sextant::models
