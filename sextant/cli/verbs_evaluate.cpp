#include <unistd.h>

#include <array>

#include "sextant/cli/binding.h"
#include "sextant/cli/errors.h"
#include "sextant/cli/signals.h"
#include "sextant/cli/streams.h"
#include "sextant/cli/verbs.h"
#include "sextant/io/file.h"
#include "sextant/io/lines.h"
#include "sextant/tasks/eval.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/generate.h"
#include "sextant/tasks/open_labelled.h"
#include "sextant/tasks/ppl.h"
#include "sextant/tasks/predict.h"

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

/// Complete lines as they come, so that whoever waits at the other end of a pipe is answered; the last may lack its
/// end.
class LineSource {
 public:
  explicit LineSource(const std::string& input) {
    if (input == "-") return;
    text_ = io::read_file(input);
    ended_ = true;
  }
  /// At least one line, at most `most`; none at the end.
  std::vector<std::string> next(size_t most) {
    while (!ended_ && unread().find('\n') == std::string_view::npos) fill();
    std::vector<std::string> lines;
    std::string_view rest = unread();
    while (lines.size() < most && !rest.empty() && (ended_ || rest.find('\n') != std::string_view::npos))
      lines.emplace_back(io::take_line(rest));
    begin_ = text_.size() - rest.size();
    return lines;
  }

 private:
  void fill() {
    text_.erase(0, begin_);  // here alone: once for each read, not for each handful of lines
    begin_ = 0;
    std::array<char, 1 << 16> buffer;
    const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count > 0) text_.append(buffer.data(), static_cast<size_t>(count));
    ended_ = count <= 0;
  }

  std::string_view unread() const { return std::string_view(text_).substr(begin_); }

  std::string text_ = {};
  size_t begin_ = 0;  ///< of what is still to be given out
  bool ended_ = false;
};

Outcome run_predict(const Call& call) {
  const tasks::PredictOptions options = filled(call.config, tasks::PredictOptions{});
  tasks::Predictor predictor(options, call.context);
  LineSource source = tasks::or_fail({.code = "E-DATA-FILE", .message = {}}, [&] { return LineSource(options.input); });
  const bool stream = !call.json && call.config.text("run.output").empty();
  Outcome outcome{.json = {{"schema", "sextant.predict/1"}}};
  outcome.json["predictions"] = io::Json::array();
  while (stop_signal() == 0) {
    const std::vector<std::string> lines = source.next(static_cast<size_t>(options.batch));
    if (lines.empty()) break;
    std::string text;
    for (const tasks::Prediction& prediction : predictor.predict(lines)) {
      text += tasks::line_of(prediction) + "\n";
      if (call.json) outcome.json["predictions"].push_back(tasks::to_json(prediction));
    }
    stream ? print_out(text) : void(outcome.text += text);
  }
  if (predictor.lengths().over_limit > 0) call.context.line(tasks::sentence_of(predictor.lengths(), predictor.limit()));
  outcome.json["lengths"] = tasks::to_json(predictor.lengths(), predictor.limit());
  outcome.exit = stop_signal() == 0 ? kDone : 128 + stop_signal();
  return outcome;
}

}  // namespace

std::vector<Verb> evaluating_verbs() {
  return {
      {.name = "eval",
       .summary = "a model's figures on a text, texts with labels or a synthetic task",
       .synopsis = "MODEL --data PATH|synthetic:TASK [--fail-under METRIC=VALUE]",
       .examples = {{"sextant eval runs/lm-rope-1 --data builtin:shakespeare", "loss and perplexity on a text"},
                    {"sextant eval runs/synthetic-rope-1 --data synthetic:copy --lengths 16,32,64", "by length"},
                    {"sextant eval runs/trec --data test.tsv", "a classifier's accuracy, by label"},
                    {"sextant eval runs/synthetic-rope-1 --data synthetic:copy --fail-under exact=0.9",
                     "exit code 7 below nine in ten"}},
       .options = rows_of(tasks::EvalOptions{}),
       .required = {"model", "data"},
       .run = run_eval},
      {.name = "predict",
       .summary = "the labels a classifier gives to texts, one line of answer for each line",
       .synopsis = "MODEL [FILE|-] [--top-k N]",
       .examples = {{"echo 'Who wrote Hamlet?' | sextant predict runs/trec", "one question from a pipe"},
                    {"sextant predict runs/trec questions.txt --top-k 3", "three labels a line, likeliest first"},
                    {"sextant predict runs/trec questions.txt --json", "the same as JSON"}},
       .options = rows_of(tasks::PredictOptions{}),
       .required = {"model"},
       .run = run_predict},
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
