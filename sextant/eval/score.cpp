#include "sextant/eval/score.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <tuple>
#include <utility>

#include "sextant/eval/evaluating.h"

namespace sextant::eval {

namespace {

constexpr int64_t kScoreEntries = int64_t{1} << 25;  // attention scores of a call: 128 MiB in float32
constexpr int64_t kLogitEntries = int64_t{1} << 22;  // logits of a call: 32 MiB in float64

/// A window and where its first NLL belongs.
struct Job {
  const Window* window;
  int64_t place;
};
/// Windows that go into one call together: tokens read, targets, first position.
using Shape = std::tuple<int64_t, int64_t, int64_t>;

std::map<Shape, std::vector<Job>> jobs_by_shape(const Plan& plan) {
  std::map<Shape, std::vector<Job>> jobs;
  int64_t place = 0;
  for (const Window& window : plan.windows) {
    const int64_t scored = window.end - window.score_from;
    if (scored > 0) jobs[{input_length(window), scored, window.position_offset}].push_back({&window, place});
    place += scored;
  }
  return jobs;
}

/// What the model reads in a window.  int64 [T]
torch::Tensor input_of(const Window& window, const ScoreInput& input) {
  const torch::Tensor& document = input.documents[static_cast<size_t>(window.document)];
  std::vector<torch::Tensor> parts;
  if (window.prefix > 0) parts.push_back(torch::full({window.prefix}, *input.bos, torch::kInt64));
  if (window.filler > 0) parts.push_back(document.slice(0, 0, window.filler));
  parts.push_back(document.slice(0, window.begin, window.end - 1));
  return torch::cat(parts);
}

ScoreCall call_of(std::span<const Job> jobs, const ScoreInput& input) {
  std::vector<torch::Tensor> tokens;
  std::vector<torch::Tensor> targets;
  for (const Job& job : jobs) {
    const Window& window = *job.window;
    tokens.push_back(input_of(window, input));
    targets.push_back(input.documents[static_cast<size_t>(window.document)].slice(0, window.score_from, window.end));
  }
  return {.tokens = torch::stack(tokens),
          .targets = torch::stack(targets),
          .position_offset = jobs[0].window->position_offset};
}

void check(const ScoreInput& input, const Plan& plan) {
  TORCH_CHECK_VALUE(input.batch_tokens >= 1, "score: batch_tokens must be at least 1, got ", input.batch_tokens);
  TORCH_CHECK_VALUE(input.documents.size() == plan.lengths.size(), "score: the plan has ", plan.lengths.size(),
                    " documents, got ", input.documents.size());
  for (size_t d = 0; d < plan.lengths.size(); ++d)
    TORCH_CHECK_VALUE(input.documents[d].dim() == 1 && input.documents[d].size(0) == plan.lengths[d] &&
                          input.documents[d].scalar_type() == torch::kInt64,
                      "score: document ", d, " must be int64 [", plan.lengths[d], "], got ",
                      input.documents[d].scalar_type(), " ", input.documents[d].sizes());
  const bool prefixed =
      std::any_of(plan.windows.begin(), plan.windows.end(), [](const Window& window) { return window.prefix > 0; });
  TORCH_CHECK_VALUE(!prefixed || input.bos, "score: protocol '", print(plan.protocol),
                    "' puts a first token before the text, but the model has none");
}

/// Copies the NLL of a call to their places.
void store(const torch::Tensor& nll, std::span<const Job> jobs, std::vector<double>& all) {
  const torch::Tensor values = nll.detach().to(torch::kCPU, torch::kFloat64).contiguous();
  const double* from = values.const_data_ptr<double>();
  const int64_t scored = values.size(1);
  for (size_t b = 0; b < jobs.size(); ++b)
    for (int64_t i = 0; i < scored; ++i, ++from) {
      TORCH_CHECK_VALUE(std::isfinite(*from), "score: the NLL of document ", jobs[b].window->document, ", token ",
                        jobs[b].window->score_from + i, " is not finite, got ", *from);
      all[static_cast<size_t>(jobs[b].place + i)] = *from;
    }
}

torch::Device device_of(models::Transformer& model) { return model->parameters().at(0).device(); }

/// -ln p of targets [N] after hidden states [N, C], in float64 and in pieces.  [N]
torch::Tensor nll_of_hidden(models::Transformer& model, const torch::Tensor& hidden, const torch::Tensor& targets) {
  const int64_t rows = std::max<int64_t>(1, kLogitEntries / model->options.vocabulary);
  std::vector<torch::Tensor> pieces;
  for (int64_t from = 0; from < hidden.size(0); from += rows) {
    const torch::Tensor logits = model->logits(hidden.slice(0, from, from + rows)).to(torch::kFloat64);
    const torch::Tensor wanted = logits.gather(1, targets.slice(0, from, from + rows).unsqueeze(1)).squeeze(1);
    pieces.push_back(logits.logsumexp(1) - wanted);
  }
  return torch::cat(pieces);
}

/// Hidden states of the last `scored` tokens, read in blocks of `block` through a cache; undefined if the encoding's
/// tables change with what is known, for which a block is not part of the whole.  [B, M, C]
torch::Tensor hidden_by_block(models::Transformer& model, const models::TokenCall& whole, int64_t block,
                              int64_t scored) {
  const int64_t length = whole.tokens.size(1);
  models::ModelCache cache;
  std::vector<torch::Tensor> kept;
  for (int64_t from = 0; from < length; from += block) {
    const int64_t end = std::min(from + block, length);
    if (!model->holds(end, length)) return {};
    models::TokenCall call = whole;
    call.tokens = whole.tokens.slice(1, from, end);
    const torch::Tensor hidden = model->hidden(call, cache);
    const int64_t first = std::max(from, length - scored);
    if (first < end) kept.push_back(hidden.slice(1, first - from));
  }
  return torch::cat(kept, 1);
}

torch::Tensor last_hidden(models::Transformer& model, const ScoreCall& call) {
  const int64_t rows = call.tokens.size(0);
  const int64_t length = call.tokens.size(1);
  const int64_t scored = call.targets.size(1);
  models::TokenCall whole = {.tokens = call.tokens.to(device_of(model)), .longest = length};
  if (call.position_offset > 0) whole.shift = torch::full({rows, 1}, call.position_offset, whole.tokens.options());
  const int64_t block = std::max<int64_t>(1, kScoreEntries / (rows * model->options.heads * length));
  if (block < length && model->options.direction == models::Direction::kCausal) {
    const torch::Tensor hidden = hidden_by_block(model, whole, block, scored);
    if (hidden.defined()) return hidden;
  }
  return model->hidden(whole).slice(1, length - scored);
}

}  // namespace

std::vector<double> score_with(const NllOf& nll_of, const ScoreInput& input, const Plan& plan) {
  check(input, plan);
  const torch::NoGradGuard no_grad;
  std::vector<double> all(targets(plan).size());
  for (const auto& [shape, jobs] : jobs_by_shape(plan)) {
    const auto rows = static_cast<size_t>(std::max<int64_t>(1, input.batch_tokens / std::get<0>(shape)));
    for (size_t from = 0; from < jobs.size(); from += rows) {
      const std::span<const Job> batch = std::span(jobs).subspan(from, std::min(rows, jobs.size() - from));
      const ScoreCall call = call_of(batch, input);
      const torch::Tensor nll = nll_of(call);
      TORCH_CHECK_VALUE(nll.sizes() == call.targets.sizes(), "score: one NLL per target is needed, ",
                        call.targets.sizes(), ", got ", nll.sizes());
      store(nll, batch, all);
    }
  }
  return all;
}

std::vector<double> score(models::Transformer& model, const ScoreInput& input, const Plan& plan) {
  const Evaluating evaluating(*model);
  return score_with(from_model(model), input, plan);
}

NllOf from_log_probabilities(std::function<torch::Tensor(const torch::Tensor& tokens)> log_probabilities) {
  return [log_probabilities = std::move(log_probabilities)](const ScoreCall& call) {
    const int64_t unscored = call.tokens.size(1) - call.targets.size(1);
    const torch::Tensor scored = log_probabilities(call.tokens).slice(1, unscored);
    return -scored.gather(2, call.targets.unsqueeze(2)).squeeze(2);
  };
}

NllOf from_model(models::Transformer& model) {
  return [model](const ScoreCall& call) mutable {
    const torch::Tensor hidden = last_hidden(model, call);
    const torch::Tensor targets = call.targets.to(hidden.device());
    return nll_of_hidden(model, hidden.flatten(0, 1), targets.flatten()).view(targets.sizes());
  };
}

double mean_loss(models::Transformer& model, const data::BatchAt& batches, int64_t count) {
  TORCH_CHECK_VALUE(count >= 1, "mean loss: at least 1 batch is needed, got ", count);
  const torch::NoGradGuard no_grad;
  const Evaluating evaluating(*model);
  const torch::Device device = device_of(model);
  double sum = 0;
  int64_t targets = 0;
  for (int64_t step = 0; step < count; ++step) {
    const data::Batch batch = data::on_device(batches(step), device);
    const torch::Tensor scored = batch.targets.ne(data::kIgnore);
    const torch::Tensor wanted = batch.targets.masked_select(scored);
    if (wanted.numel() == 0) continue;
    const torch::Tensor hidden = model->hidden(models::call_of(batch));
    sum += nll_of_hidden(model, hidden.index({scored}), wanted).sum().item<double>();
    targets += wanted.numel();
  }
  TORCH_CHECK_VALUE(targets > 0, "mean loss: no target is scored in ", count, " batches");
  return sum / static_cast<double>(targets);
}

}  // namespace sextant::eval
