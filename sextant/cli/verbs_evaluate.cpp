#include <unistd.h>

#include <array>

#include "sextant/cli/binding.h"
#include "sextant/cli/errors.h"
#include "sextant/cli/line_source.h"
#include "sextant/cli/signals.h"
#include "sextant/cli/streams.h"
#include "sextant/cli/verbs.h"
#include "sextant/io/file.h"
#include "sextant/tasks/eval.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/generate.h"
#include "sextant/tasks/generate_pixels.h"
#include "sextant/tasks/open_labelled.h"
#include "sextant/tasks/ppl.h"
#include "sextant/tasks/predict.h"
#include "sextant/tasks/predict_images.h"
#include "sextant/tasks/predict_series.h"
#include "sextant/tasks/predict_sounds.h"
#include "sextant/tasks/translate.h"

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

Outcome run_paint(const Call& call) {
  const auto result = tasks::generate_pixels(filled(call.config, tasks::GeneratePixelsOptions{}), call.context);
  return {.json = to_json(result), .document = document(result), .files = {{".png", to_png(result)}}};
}

Outcome run_generate(const Call& call) {
  if (tasks::task_of(call.config.text("run.model")) == "pixels") return run_paint(call);
  tasks::GenerateTextOptions options = filled(call.config, tasks::GenerateTextOptions{});
  if (options.prompt == "-") options.prompt = read_stdin();
  const bool stream = !call.json && call.config.text("run.output").empty();
  const auto result = tasks::generate_text(options, call.context, stream ? tasks::OnText(print_out) : tasks::OnText());
  return {.json = to_json(result),
          .text = stream ? "\n" : options.prompt + result.text + "\n",
          .exit = stop_signal() == 0 ? kDone : 128 + stop_signal()};
}

/// Puts predictions where they belong: to stdout at once, or into the outcome.
void answer(const std::vector<tasks::Prediction>& predictions, const Call& call, Outcome& outcome) {
  std::string text;
  for (const tasks::Prediction& prediction : predictions) {
    text += tasks::line_of(prediction) + "\n";
    if (call.json) outcome.json["predictions"].push_back(tasks::to_json(prediction));
  }
  const bool stream = !call.json && call.config.text("run.output").empty();
  stream ? print_out(text) : void(outcome.text += text);
}

/// A prediction for each line of the input, as lines come.
template <class Predictor>
Outcome answer_lines(const Call& call, const tasks::PredictOptions& options, Predictor& predictor) {
  LineSource source = lines_of_input(options.input);
  Outcome outcome{.json = {{"schema", "sextant.predict/1"}, {"predictions", io::Json::array()}}};
  while (stop_signal() == 0) {
    const std::vector<std::string> lines = source.next(static_cast<size_t>(options.batch));
    if (lines.empty()) break;
    answer(predictor.predict(lines), call, outcome);
  }
  outcome.exit = stop_signal() == 0 ? kDone : 128 + stop_signal();
  return outcome;
}

Outcome predict_images(const Call& call, const tasks::PredictOptions& options) {
  tasks::ImagePredictor predictor(options, call.context);
  if (tasks::is_list_of_paths(options.input)) return answer_lines(call, options, predictor);
  Outcome outcome{.json = {{"schema", "sextant.predict/1"}, {"predictions", io::Json::array()}}};
  answer(predictor.predict_set(options.input), call, outcome);
  return outcome;
}

Outcome predict_sounds(const Call& call, const tasks::PredictOptions& options) {
  tasks::SoundPredictor predictor(options, call.context);
  Outcome outcome = answer_lines(call, options, predictor);
  predictor.tell_all();
  return outcome;
}

Outcome predict_series(const Call& call, const tasks::PredictOptions& options) {
  const std::string bytes = options.input == "-" ? read_stdin()
                                                 : tasks::or_fail({.code = "E-DATA-FILE", .message = {}},
                                                                  [&] { return io::read_file(options.input); });
  Outcome outcome{.json = {{"schema", "sextant.predict/1"}, {"predictions", io::Json::array()}}};
  answer(tasks::predict_series(options, bytes, call.context), call, outcome);
  return outcome;
}

Outcome run_predict(const Call& call) {
  const tasks::PredictOptions options = filled(call.config, tasks::PredictOptions{});
  if (tasks::task_of(options.model) == "image") return predict_images(call, options);
  if (tasks::task_of(options.model) == "series") return predict_series(call, options);
  if (tasks::task_of(options.model) == "audio") return predict_sounds(call, options);
  tasks::Predictor predictor(options, call.context);
  Outcome outcome = answer_lines(call, options, predictor);
  if (predictor.lengths().over_limit > 0) call.context.line(tasks::sentence_of(predictor.lengths(), predictor.limit()));
  outcome.json["lengths"] = tasks::to_json(predictor.lengths(), predictor.limit());
  return outcome;
}

LineSource lines_of(const std::string& input) {
  switch (tasks::kind_of_input(input)) {
    case tasks::InputKind::kStdin:
      return {};
    case tasks::InputKind::kFile:
      return lines_of_input(input);
    case tasks::InputKind::kSentence:
      break;
  }
  return LineSource(input);
}

Outcome run_translate(const Call& call) {
  const tasks::TranslateOptions options = filled(call.config, tasks::TranslateOptions{});
  LineSource source = lines_of(options.input);
  tasks::Translator translator(options, call.context);
  const bool stream = !call.json && call.config.text("run.output").empty();
  Outcome outcome{.json = {{"schema", "sextant.translate/1"}}};
  outcome.json["translations"] = io::Json::array();
  while (stop_signal() == 0) {
    const std::vector<std::string> lines = source.next(static_cast<size_t>(options.batch));
    if (lines.empty()) break;
    std::string text;
    for (const std::string& translation : translator.translate(lines)) {
      text += translation + "\n";
      if (call.json) outcome.json["translations"].push_back(translation);
    }
    stream ? print_out(text) : void(outcome.text += text);
  }
  const data::TextLengths& lengths = translator.lengths();
  if (lengths.over_limit > 0) call.context.line(tasks::sentence_of(lengths, translator.limit()));
  outcome.json["lengths"] = tasks::to_json(lengths, translator.limit());
  outcome.exit = stop_signal() == 0 ? kDone : 128 + stop_signal();
  return outcome;
}

}  // namespace

std::vector<Verb> evaluating_verbs() {
  return {
      {.name = "eval",
       .summary = "a model's figures on a text, texts with labels, sentence pairs or a synthetic task",
       .synopsis = "MODEL --data PATH|synthetic:TASK [--fail-under METRIC=VALUE]",
       .examples = {{"sextant eval runs/lm-rope-1 --data builtin:shakespeare", "loss and perplexity on a text"},
                    {"sextant eval runs/synthetic-rope-1 --data synthetic:copy --lengths 16,32,64", "by length"},
                    {"sextant eval runs/trec --data test.tsv", "a classifier's accuracy, by label"},
                    {"sextant eval runs/en-de --data test.en,test.de", "a translator's BLEU and chrF"},
                    {"sextant eval runs/synthetic-rope-1 --data synthetic:copy --fail-under exact=0.9",
                     "exit code 7 below nine in ten"}},
       .options = rows_of(tasks::EvalOptions{}),
       .required = {"model", "data"},
       .run = run_eval},
      {.name = "predict",
       .summary = "the labels a classifier gives to texts, images, sounds or series, one line of answer for each",
       .synopsis = "MODEL [FILE|-] [--top-k N]",
       .examples = {{"echo 'Who wrote Hamlet?' | sextant predict runs/trec", "one question from a pipe"},
                    {"sextant predict runs/trec questions.txt --top-k 3", "three labels a line, likeliest first"},
                    {"ls photos/*.png | sextant predict runs/pets", "pictures, or sounds, by their paths"},
                    {"sextant predict runs/mnist t10k-images-idx3-ubyte.gz", "each image of a set"},
                    {"sextant predict runs/trec questions.txt --json", "the same as JSON"}},
       .options = rows_of(tasks::PredictOptions{}),
       .required = {"model"},
       .run = run_predict},
      {.name = "translate",
       .summary = "what a translator writes about texts, one line for each line",
       .synopsis = "MODEL [FILE|-|\"a sentence\"] [--beam N]",
       .examples = {{"sextant translate runs/en-zh 'Hello, world!'", "a sentence"},
                    {"sextant translate runs/en-de test.en --beam 8 -o test.out.txt", "a file, more thoroughly"},
                    {"cat test.en | sextant translate runs/en-de - --beam 1", "a pipe, the likeliest word each time"}},
       .options = rows_of(tasks::TranslateOptions{}),
       .required = {"model"},
       .run = run_translate},
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
       .summary = "text from a trained decoder, token by token, or images from a painter of pixels",
       .synopsis = "MODEL --prompt TEXT|- [--tokens N]",
       .examples = {{"sextant generate runs/lm-rope-1 --prompt 'ROMEO:' --tokens 200", "two hundred tokens more"},
                    {"sextant generate runs/lm-rope-1 --prompt 'To be' --temperature 0", "always the likeliest token"},
                    {"echo 'KING:' | sextant generate runs/lm-rope-1 --prompt - --top-p 0.9", "a prompt from a pipe"},
                    {"sextant generate runs/digits --samples 10 -o digits.png", "images, a row for each label"}},
       .options = rows_of(tasks::GenerateTextOptions{}, tasks::GeneratePixelsOptions{}),
       .required = {"model"},
       .run = run_generate},
  };
}

}  // namespace sextant::cli
