#include "sextant/tasks/generate.h"

#include <c10/util/Exception.h>
#include <torch/utils.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <utility>
#include <vector>

#include "sextant/models/nonfinite.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/open_model.h"
#include "sextant/tasks/stop_text.h"

namespace sextant::tasks {
namespace {

std::vector<int64_t> encode(const text::Vocabulary& vocabulary, const std::string& prompt) {
  if (prompt.empty()) {
    throw Failure({.code = "E-USAGE-VALUE",
                   .message = "prompt must not be empty",
                   .why = "a decoder continues a text",
                   .hints = {"--prompt TEXT"}});
  }
  return or_fail({.code = "E-TOKENIZER",
                  .message = {},
                  .where = "--prompt",
                  .hints = {"a prompt of characters the model was trained on"}},
                 [&] { return vocabulary.encode(prompt); });
}

/// @param logits  the model's answer to the prompt
/// @throws Failure E-MODEL-TENSOR naming the part of the model that answers with NaN or infinity
void expect_numbers(const torch::Tensor& logits, OpenedModel& opened, const std::vector<int64_t>& prompt) {
  if (torch::isfinite(logits).all().item<bool>()) return;
  const torch::Tensor tokens = torch::tensor(prompt, torch::kInt64).unsqueeze(0);
  const std::string part = models::first_nonfinite(*opened.contents.model, {.tokens = tokens});
  throw Failure({.code = "E-MODEL-TENSOR",
                 .message = "the model answers with numbers that are not finite, first in " + part,
                 .where = opened.folder.string(),
                 .why = "a weight is NaN or infinite, or so large that a sum overflows",
                 .hints = {"an earlier checkpoint of the run", "sextant inspect MODEL   (shows each tensor)"}});
}

/// Only a setting that cannot be is the caller's fault: what `on_token` throws stays what it is.
/// @param on_read  called once the prompt has been read, before the first token is written
std::vector<int64_t> continued(OpenedModel& opened, const std::vector<int64_t>& prompt,
                               const eval::GenerateOptions& settings, const std::function<void()>& on_read) {
  const eval::Begin begin = [&](int64_t batch, int64_t longest) -> eval::Step {
    return [&, step = eval::decoder(opened.contents.model)(batch, longest),
            read = false](const torch::Tensor& tokens) mutable {
      torch::Tensor logits = step(tokens);
      if (std::exchange(read, true)) return logits;
      expect_numbers(logits, opened, prompt);
      on_read();
      return logits;
    };
  };
  try {
    return eval::generate(begin, prompt, settings);
  } catch (const c10::ValueError& error) {
    throw failure_of(error, {.code = "E-USAGE-VALUE", .message = {}});
  }
}

}  // namespace

GenerateTextResult generate_text(const GenerateTextOptions& options, const Context& context, const OnText& on_text) {
  OpenedModel opened = open_model(options.model, context.device);
  const text::Vocabulary& vocabulary = opened.contents.vocabulary;
  const std::vector<int64_t> prompt = encode(vocabulary, options.prompt);
  check_reach(opened, std::ssize(prompt) + std::max<int64_t>(options.tokens - 1, 0), context);  // the last is not read

  std::string text;
  StopText shown = or_fail({.code = "E-USAGE-VALUE", .message = {}}, [&] { return StopText(options.stop); });
  const auto show = [&](const std::string& piece) {
    text += piece;
    if (on_text && !piece.empty()) on_text(piece);
  };
  const eval::GenerateOptions settings{.tokens = options.tokens,
                                       .seed = static_cast<uint64_t>(options.seed),
                                       .sampling = options.sampling,
                                       .on_token = [&](int64_t token) {
                                         show(shown.feed(vocabulary.spelled(token)));
                                         return !shown.stopped() && !context.stopping();
                                       }};
  const torch::NoGradGuard no_grad;
  opened.contents.model->eval();
  const auto tell_prompt = [&] {
    if (on_text) on_text(options.prompt);
  };
  if (options.tokens == 0) tell_prompt();  // nothing is read
  const auto begin = std::chrono::steady_clock::now();
  const std::vector<int64_t> tokens = continued(opened, prompt, settings, tell_prompt);
  show(shown.rest());
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return {.text = text, .prompt_tokens = std::ssize(prompt), .tokens = std::ssize(tokens), .seconds = seconds};
}

io::Json to_json(const GenerateTextResult& result) {
  return {
      {"schema", "sextant.generate/1"},
      {"text", result.text},
      {"prompt_tokens", result.prompt_tokens},
      {"tokens", result.tokens},
      {"timing", {{"wall_s", result.seconds}, {"tokens_per_s", static_cast<double>(result.tokens) / result.seconds}}}};
}

}  // namespace sextant::tasks
