#include "sextant/tasks/compare/measure.h"

#include <c10/util/Exception.h>
#include <fmt/core.h>

#include <algorithm>

#include "sextant/eval/reduce.h"
#include "sextant/eval/score.h"
#include "sextant/tasks/failure.h"

namespace sextant::tasks {
namespace {

/// Tokens one call reads: the attention scores of 4,096 tokens at length 1,024 take 64 MiB at four heads.
constexpr int64_t kBatchTokens = 4096;

std::vector<int64_t> bytes_of(const torch::Tensor& tokens, const std::vector<int64_t>& token_bytes) {
  std::vector<int64_t> bytes;
  bytes.reserve(static_cast<size_t>(tokens.numel()));
  for (int64_t i = 0; i < tokens.numel(); ++i) bytes.push_back(token_bytes[tokens.const_data_ptr<int64_t>()[i]]);
  return bytes;
}

eval::Result run(models::Transformer& model, const Experiment& experiment, const torch::Tensor& test,
                 const eval::Plan& plan) {
  const std::vector<torch::Tensor> documents = {test.contiguous()};
  const std::vector<double> nll = eval::score(model, {.documents = documents, .batch_tokens = kBatchTokens}, plan);
  return eval::reduce(nll, plan, eval::at_targets(plan, {bytes_of(documents.front(), experiment.token_bytes)}));
}

void add(const PlannedTest& test, const eval::Result& result, RunRecord& record) {
  const std::string protocol = eval::print(result.protocol);
  if (result.protocol.contexts.empty()) {
    record.measures.push_back(
        {test.family, protocol, test.length, result.targets, result.nats, eval::bits_per_byte(result)});
  } else {
    for (const eval::Point& point : result.points) {
      record.measures.push_back({test.family, protocol, point.at + result.protocol.scored, point.targets, point.nats,
                                 eval::bits_per_byte(point)});
    }
  }
  if (result.protocol.kind != eval::ProtocolKind::kPosition) return;
  // The curve of the longest windows holds the shorter ones' positions.
  record.by_position.clear();
  for (const eval::Point& bucket : result.buckets) record.by_position.push_back({bucket.at, bucket.nats});
}

/// The contexts that stay within the trained length, as a test of their own; none if there are none.
std::optional<PlannedTest> within(const PlannedTest& test, int64_t trained) {
  PlannedTest part = test;
  std::erase_if(part.plan.protocol.contexts, [&](int64_t c) { return c + test.plan.protocol.scored > trained; });
  if (part.plan.protocol.contexts.empty()) return std::nullopt;
  // Planned anew over the same anchors: only windows of contexts kept.
  std::erase_if(part.plan.windows,
                [&](const eval::Window& w) { return w.asked + test.plan.protocol.scored > trained; });
  return part;
}

void refuse(const PlannedTest& test, const std::string& sentence, int64_t trained, RunRecord& record) {
  const std::string protocol = eval::print(test.plan.protocol);
  if (test.plan.protocol.contexts.empty()) {
    record.refusals.push_back({protocol, test.length, sentence});
    return;
  }
  for (const int64_t context : test.plan.protocol.contexts) {
    const int64_t length = context + test.plan.protocol.scored;
    if (length > trained) record.refusals.push_back({protocol, length, sentence});
  }
}

}  // namespace

bool measure(models::Transformer& model, const Experiment& experiment, const FoldData& fold,
             const std::function<bool()>& stop, RunRecord& record) {
  const int64_t trained = experiment.options.length;
  for (const PlannedTest& test : fold.tests) {
    if (stop && stop()) return false;
    try {
      add(test, run(model, experiment, fold.test, test.plan), record);
    } catch (const c10::ValueError& error) {
      if (test.length <= trained) throw;
      refuse(test, sentence(error), trained, record);
      if (const auto part = within(test, trained)) add(*part, run(model, experiment, fold.test, part->plan), record);
    }
  }
  return true;
}

double selection_loss(models::Transformer& model, const Experiment& experiment, const FoldData& fold) {
  const eval::Plan plan =
      eval::plan(eval::parse_protocol(fmt::format("chunk:{}", experiment.options.length)), {fold.selection.numel()});
  return run(model, experiment, fold.selection, plan).nats;
}

}  // namespace sextant::tasks
