#include <unistd.h>

#include <array>

#include "sextant/cli/binding.h"
#include "sextant/cli/errors.h"
#include "sextant/cli/signals.h"
#include "sextant/cli/streams.h"
#include "sextant/cli/verbs.h"
#include "sextant/io/file.h"
#include "sextant/tasks/eval.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/generate.h"
#include "sextant/tasks/ppl.h"

namespace sextant::cli {

namespace {

Outcome run_eval(const Call& call) {
  const auto result = tasks::evaluate(filled(call.config, tasks::EvalOptions{}), call.context);
  if (!result.failed.empty()) call.context.line("check failed: " + result.failed);
  return {.json = to_json(result), .document = document(result), .exit = result.failed.empty() ? kDone : kCheckFailed};
}

Outcome run_ppl(const Call& call) {
  const auto result = tasks::perplexities(filled(call.config, tasks::PplOptions{}), call.context);
  return {.json = to_json(result), .document = document(result)};
}

std::string read_stdin() {
  std::string text;
  std::array<char, 1 << 16> buffer;
  for (ssize_t count = 0; (count = ::read(STDIN_FILENO, buffer.data(), buffer.size())) > 0;)
    text.append(buffer.data(), static_cast<size_t>(count));
  return text;
}

Outcome run_generate(const Call& call) {
  tasks::GenerateTextOptions options = filled(call.config, tasks::GenerateTextOptions{});
  if (options.prompt == "-") options.prompt = read_stdin();
  const bool stream = !call.json && call.config.text("run.output").empty();
  const auto result = tasks::generate_text(options, call.context, stream ? tasks::OnText(print_out) : tasks::OnText());
  return {.json = to_json(result),
          .text = stream ? "\n" : options.prompt + result.text + "\n",
          .exit = stop_signal() == 0 ? kDone : 128 + stop_signal()};
}

}  // namespace

std::vector<Verb> evaluating_verbs() {
  return {
      {.name = "eval",
       .summary = "a model's figures on a text or a synthetic task",
       .synopsis = "MODEL --data PATH|synthetic:TASK [--fail-under METRIC=VALUE]",
       .examples = {{"sextant eval runs/lm-rope-1 --data builtin:shakespeare", "loss and perplexity on a text"},
                    {"sextant eval runs/synthetic-rope-1 --data synthetic:copy --lengths 16,32,64", "by length"},
                    {"sextant eval runs/synthetic-rope-1 --data synthetic:copy --fail-under exact=0.9",
                     "exit code 7 below nine in ten"}},
       .options = rows_of(tasks::EvalOptions{}),
       .required = {"model", "data"},
       .run = run_eval},
      {.name = "ppl",
       .summary = "the perplexity of a model on a text, always with its protocol",
       .synopsis = "MODEL --data PATH [--protocol P] [--lengths N,N]",
       .examples = {{"sextant ppl runs/lm-rope-1 --data builtin:shakespeare", "sliding windows of the trained length"},
                    {"sextant ppl runs/lm-alibi-1 --data corpus.txt --protocol chunk --lengths 64,128,256,512",
                     "past the trained length"},
                    {"sextant ppl runs/lm-rope-1 --data corpus.txt --test-tokens 20000 --json",
                     "a part of it, as JSON"}},
       .options = rows_of(tasks::PplOptions{}),
       .required = {"model", "data"},
       .run = run_ppl},
      {.name = "generate",
       .summary = "text from a trained decoder, token by token",
       .synopsis = "MODEL --prompt TEXT|- [--tokens N]",
       .examples = {{"sextant generate runs/lm-rope-1 --prompt 'ROMEO:' --tokens 200", "two hundred tokens more"},
                    {"sextant generate runs/lm-rope-1 --prompt 'To be' --temperature 0", "always the likeliest token"},
                    {"echo 'KING:' | sextant generate runs/lm-rope-1 --prompt - --top-p 0.9", "a prompt from a pipe"}},
       .options = rows_of(tasks::GenerateTextOptions{}),
       .required = {"model", "prompt"},
       .run = run_generate},
  };
}

}  // namespace sextant::cli
