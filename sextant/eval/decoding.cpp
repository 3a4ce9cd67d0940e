#include "sextant/eval/decoding.h"

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <span>
#include <utility>

#include "sextant/eval/evaluating.h"
#include "sextant/models/session.h"

namespace sextant::eval {

namespace {

/// Prompts of one length with answers of one length, as one batch.
struct Questions {
  torch::Tensor prompts;  ///< int64 [B, P]
  torch::Tensor answers;  ///< int64 [B, n], without the end token
};

/// What became of them.
struct Answers {
  torch::Tensor forced;   ///< int64 [B, n]
  torch::Tensor stopped;  ///< int64 [B]: length at which the end was chosen
};

/// Answer tokens without the end token.
int64_t symbols_of(const data::Sample& sample, const ExactMatchOptions& options) {
  return std::ssize(sample.answer) - (options.end ? 1 : 0);
}

using Part = std::vector<int64_t> data::Sample::*;

/// The first `length` tokens of a part of some samples.  int64 [B, length]
torch::Tensor stack(const std::vector<data::Sample>& samples, std::span<const size_t> which, Part part,
                    int64_t length) {
  std::vector<torch::Tensor> rows;
  for (const size_t i : which) {
    const auto tokens = torch::ArrayRef<int64_t>(samples[i].*part).slice(0, static_cast<size_t>(length));
    rows.push_back(torch::tensor(tokens, torch::kInt64));
  }
  return torch::stack(rows);
}

/// Decodes with the end suppressed up to the true length, and then freely until every row has ended.
Answers decode(const Begin& begin, const Questions& questions, const ExactMatchOptions& options) {
  const int64_t rows = questions.prompts.size(0);
  const int64_t length = questions.answers.size(1);
  const int64_t most = length + (options.end ? options.extra : 0);
  const Step step = begin(rows, questions.prompts.size(1) + most);
  torch::Tensor stopped = torch::full({rows}, most, torch::kInt64);
  std::vector<torch::Tensor> forced;
  torch::Tensor tokens = questions.prompts;
  for (int64_t t = 0; t < most; ++t) {
    torch::Tensor logits = step(tokens).to(torch::kCPU);
    if (options.end) {
      const torch::Tensor ends = logits.argmax(1).eq(*options.end);
      stopped = torch::where(ends & stopped.gt(t), t, stopped);
      if (t >= length && stopped.le(t).all().item<bool>()) break;
      if (t < length)
        logits = logits.index_fill(1, torch::tensor({*options.end}), -std::numeric_limits<float>::infinity());
    }
    const torch::Tensor chosen = logits.argmax(1);
    if (t < length) forced.push_back(chosen);
    tokens = chosen.unsqueeze(1);
  }
  return {.forced = torch::stack(forced, 1), .stopped = stopped};
}

/// Samples whose prompts and answers are equally long share their calls.
std::map<std::pair<int64_t, int64_t>, std::vector<size_t>> by_shape(const std::vector<data::Sample>& samples,
                                                                    const ExactMatchOptions& options) {
  std::map<std::pair<int64_t, int64_t>, std::vector<size_t>> groups;
  for (size_t i = 0; i < samples.size(); ++i)
    groups[{std::ssize(samples[i].prompt), symbols_of(samples[i], options)}].push_back(i);
  return groups;
}

void check(const std::vector<data::Sample>& samples, const ExactMatchOptions& options) {
  TORCH_CHECK_VALUE(!samples.empty(), "exact match: at least one sample is needed, got 0");
  TORCH_CHECK_VALUE(options.extra >= 1, "exact match: extra must be at least 1, got ", options.extra);
  for (size_t i = 0; i < samples.size(); ++i) {
    const data::Sample& sample = samples[i];
    TORCH_CHECK_VALUE(!sample.prompt.empty(), "exact match: sample ", i, " has an empty prompt");
    TORCH_CHECK_VALUE(symbols_of(sample, options) >= 1, "exact match: sample ", i, " has an empty answer");
    TORCH_CHECK_VALUE(!options.end || sample.answer.back() == *options.end, "exact match: sample ", i,
                      " must end with token ", *options.end, ", got ", sample.answer.back());
  }
}

/// Counts of what became of samples; shares once all are in.
struct Tally {
  int64_t exact = 0;
  int64_t forced = 0;
  int64_t early = 0;
  int64_t error = 0;
};

void count(const Answers& answers, const Questions& questions, Tally& tally) {
  const int64_t length = questions.answers.size(1);
  const torch::Tensor right = answers.forced.eq(questions.answers).all(1);
  tally.forced += right.sum().item<int64_t>();
  tally.exact += (right & answers.stopped.eq(length)).sum().item<int64_t>();
  tally.early += answers.stopped.lt(length).sum().item<int64_t>();
  tally.error += (answers.stopped - length).abs().sum().item<int64_t>();
}

void keep(const torch::Tensor& forced, std::span<const size_t> which, std::vector<std::vector<int64_t>>& decoded) {
  const torch::Tensor rows = forced.contiguous();
  for (size_t b = 0; b < which.size(); ++b) {
    const int64_t* row = rows.const_data_ptr<int64_t>() + static_cast<int64_t>(b) * rows.size(1);
    decoded[which[b]].assign(row, row + rows.size(1));
  }
}

}  // namespace

Begin decoder(models::Transformer& model) {
  return [model](int64_t batch, int64_t longest) -> Step {
    const auto session = std::make_shared<models::Session>(model, batch, longest);
    return [session](const torch::Tensor& tokens) { return session->step(tokens).select(1, -1); };
  };
}

ExactMatch exact_match_with(const Begin& begin, const std::vector<data::Sample>& samples,
                            const ExactMatchOptions& options) {
  check(samples, options);
  const torch::NoGradGuard no_grad;
  ExactMatch result = {.samples = std::ssize(samples),
                       .exact = 0,
                       .forced = 0,
                       .stopped_early = 0,
                       .length_error = 0,
                       .decoded = std::vector<std::vector<int64_t>>(samples.size())};
  Tally tally;
  for (const auto& [shape, group] : by_shape(samples, options)) {
    const auto [asked, answered] = shape;
    const auto rows = static_cast<size_t>(std::max<int64_t>(1, options.batch_tokens / (asked + answered)));
    for (size_t from = 0; from < group.size(); from += rows) {
      const std::span<const size_t> which = std::span(group).subspan(from, std::min(rows, group.size() - from));
      const Questions questions = {.prompts = stack(samples, which, &data::Sample::prompt, asked),
                                   .answers = stack(samples, which, &data::Sample::answer, answered)};
      const Answers answers = decode(begin, questions, options);
      count(answers, questions, tally);
      keep(answers.forced, which, result.decoded);
    }
  }
  const auto share = [&](int64_t count) { return static_cast<double>(count) / static_cast<double>(result.samples); };
  result.exact = share(tally.exact);
  result.forced = share(tally.forced);
  result.stopped_early = share(tally.early);
  result.length_error = share(tally.error);
  return result;
}

ExactMatch exact_match(models::Transformer& model, const std::vector<data::Sample>& samples,
                       const ExactMatchOptions& options) {
  const Evaluating evaluating(*model);
  return exact_match_with(decoder(model), samples, options);
}

double teacher_forced_accuracy(models::Transformer& model, const std::vector<data::Sample>& samples,
                               int64_t batch_tokens) {
  check(samples, {.end = std::nullopt, .batch_tokens = batch_tokens});
  const torch::NoGradGuard no_grad;
  const Evaluating evaluating(*model);
  int64_t right = 0;
  int64_t scored = 0;
  for (const auto& [shape, group] : by_shape(samples, {})) {
    const auto rows = static_cast<size_t>(std::max<int64_t>(1, batch_tokens / (shape.first + shape.second)));
    for (size_t from = 0; from < group.size(); from += rows) {
      std::vector<data::Sample> some;
      for (size_t i = from; i < std::min(from + rows, group.size()); ++i) some.push_back(samples[group[i]]);
      const data::Batch batch = data::join(some);
      const torch::Tensor asked = batch.targets.ne(data::kIgnore);
      const torch::Tensor chosen = model->forward({.tokens = batch.tokens}).argmax(2).to(torch::kCPU);
      right += (chosen.eq(batch.targets) & asked).sum().item<int64_t>();
      scored += asked.sum().item<int64_t>();
    }
  }
  return static_cast<double>(right) / static_cast<double>(scored);
}

}  // namespace sextant::eval
