#include "sextant/eval/translate.h"

#include <memory>
#include <utility>

#include "sextant/data/bucketed_order.h"
#include "sextant/eval/evaluating.h"
#include "sextant/models/session.h"
#include "sextant/text/vocabulary.h"

namespace sextant::eval {
namespace {

std::vector<std::vector<int64_t>> batches_of(const std::vector<std::vector<int64_t>>& texts, int64_t batch) {
  std::vector<int64_t> lengths;
  for (const std::vector<int64_t>& text : texts) lengths.push_back(std::ssize(text));
  return data::batches_by_length(lengths, batch);
}

BeamDecoder decoder_of(models::EncoderDecoder& model, const data::PaddedTexts& sources, int64_t longest) {
  const auto session = std::make_shared<models::Session>(
      model, models::SourceTexts{.tokens = sources.tokens, .documents = sources.documents}, longest);
  return {.step = [session](const torch::Tensor& tokens) { return session->step(tokens).select(1, -1); },
          .pick = [session](const torch::Tensor& rows) { session->pick(rows); }};
}

}  // namespace

std::vector<Hypothesis> translations(models::EncoderDecoder& model, const std::vector<std::vector<int64_t>>& sources,
                                     const TranslateOptions& options, const std::function<bool()>& stop) {
  TORCH_CHECK_VALUE(options.batch >= 1, "translate: batch must be at least 1, got ", options.batch);
  const torch::NoGradGuard no_grad;
  const Evaluating evaluating(*model);
  const BeamOptions beam{.begin = text::kBegin,
                         .end = text::kEnd,
                         .longest = options.longest > 0 ? options.longest : model->options.longest,
                         .width = options.width,
                         .length_penalty = options.length_penalty,
                         .forbidden = {text::kPad, text::kUnknown, text::kBegin}};
  std::vector<Hypothesis> best(sources.size());
  for (const std::vector<int64_t>& rows : batches_of(sources, options.batch)) {
    if (stop && stop()) break;
    const BeamDecoder decoder = decoder_of(model, data::padded(sources, rows, text::kPad), beam.longest);
    std::vector<std::vector<Hypothesis>> found = beam_search(decoder, std::ssize(rows), beam);
    for (size_t i = 0; i < rows.size(); ++i) best[static_cast<size_t>(rows[i])] = std::move(found[i].front());
  }
  return best;
}

double nats_per_token(models::EncoderDecoder& model, const data::EncodedPairs& pairs, int64_t batch) {
  const torch::NoGradGuard no_grad;
  const Evaluating evaluating(*model);
  double sum = 0;
  int64_t scored = 0;
  for (const std::vector<int64_t>& rows : data::batches_by_length(data::lengths_of(pairs), batch)) {
    const data::Batch texts = data::batch_of(pairs, rows);
    const torch::Tensor logits = model->scores(models::call_of(texts)).to(torch::kCPU).flatten(0, 1);
    sum +=
        at::cross_entropy_loss(logits, texts.targets.flatten(), {}, at::Reduction::Sum, data::kIgnore).item<double>();
    scored += texts.targets.ne(data::kIgnore).sum().item<int64_t>();
  }
  return sum / static_cast<double>(scored);
}

}  // namespace sextant::eval
