#include "sextant/cli/binding.h"
#include "sextant/cli/errors.h"
#include "sextant/cli/line_source.h"
#include "sextant/cli/signals.h"
#include "sextant/cli/streams.h"
#include "sextant/cli/verbs.h"
#include "sextant/tasks/tokenizer.h"

namespace sextant::cli {

namespace {

constexpr size_t kLinesAtOnce = 256;

Outcome run_train(const Call& call) {
  const auto result = tasks::train_tokenizer(filled(call.config, tasks::TrainTokenizerOptions{}));
  call.context.line(std::to_string(result.tokens) + " tokens");
  return {.json = {{"schema", "sextant.tokenizer_train/1"}, {"tokens", result.tokens}},
          .text = result.file,
          .files = {{".json", result.file}}};
}

/// Calls `answer` for each line of the input until it ends or a signal comes.
template <class Answer>
int for_each_line(const tasks::TokenizerOptions& options, Answer&& answer) {
  LineSource source = lines_of_input(options.input);
  while (stop_signal() == 0) {
    const std::vector<std::string> lines = source.next(kLinesAtOnce);
    if (lines.empty()) break;
    for (const std::string& line : lines) answer(line);
  }
  return stop_signal() == 0 ? kDone : 128 + stop_signal();
}

/// One line of text for each line of the input, to stdout at once or into the outcome.
class Answers {
 public:
  Answers(const Call& call, const char* name)
      : name_(name),
        stream_(!call.json && call.config.text("run.output").empty()),
        outcome_{.json = {{"schema", "sextant.tokenizer/1"}, {name, io::Json::array()}}} {}

  void add(const std::string& line, io::Json value) {
    outcome_.json[name_].push_back(std::move(value));
    stream_ ? print_out(line + "\n") : void(outcome_.text += line + "\n");
  }
  Outcome outcome(int exit) && {
    outcome_.exit = exit;
    return std::move(outcome_);
  }

 private:
  const char* name_;
  bool stream_;
  Outcome outcome_;
};

Outcome run_encode(const Call& call) {
  const auto options = filled(call.config, tasks::TokenizerOptions{});
  tasks::LineTokenizer tokenizer(options);
  Answers answers(call, "ids");
  const int exit = for_each_line(options, [&](const std::string& line) {
    const std::vector<int64_t> ids = tokenizer.encode(line);
    answers.add(tasks::line_of(ids), ids);
  });
  return std::move(answers).outcome(exit);
}

Outcome run_decode(const Call& call) {
  const auto options = filled(call.config, tasks::TokenizerOptions{});
  tasks::LineTokenizer tokenizer(options);
  Answers answers(call, "texts");
  const int exit = for_each_line(options, [&](const std::string& line) {
    const std::string text = tokenizer.decode(line);
    answers.add(tasks::line_of(text), text);
  });
  return std::move(answers).outcome(exit);
}

Outcome run_check(const Call& call) {
  const auto options = filled(call.config, tasks::TokenizerOptions{});
  tasks::LineTokenizer tokenizer(options);
  const int exit = for_each_line(options, [&](const std::string& line) { tokenizer.check(line); });
  const bool equal = tokenizer.differences().empty();
  if (!equal) call.context.line("check failed: texts with other ids than recorded");
  return {.json = tasks::check_json(tokenizer),
          .document = tasks::check_document(tokenizer),
          .exit = exit != kDone ? exit
                  : equal       ? kDone
                                : kCheckFailed};
}

std::vector<settings::Option> rows_without_parsing() {
  return without(rows_of(tasks::TokenizerOptions{}), {"parse-special"});
}

}  // namespace

std::vector<Verb> tokenizer_verbs() {
  return {
      {.name = "tokenizer train",
       .summary = "a tokenizer.json learned from a text",
       .synopsis = "SPEC --data FILE [-o FILE.json]",
       .examples = {{"sextant tokenizer train bpe:4096 --data corpus.txt -o tokenizer.json", "byte pairs"},
                    {"sextant tokenizer train wordpiece:8000 --data corpus.txt -o tokenizer.json", "BERT's kind"},
                    {"sextant tokenizer train bpe:512 --data corpus.txt --special-tokens=false -o tokenizer.json",
                     "for running text alone"}},
       .options = rows_of(tasks::TrainTokenizerOptions{}),
       .required = {"spec", "data"},
       .run = run_train},
      {.name = "tokenizer encode",
       .summary = "the ids of texts, one line for each line",
       .synopsis = "TOKENIZER [FILE|-] [--parse-special]",
       .examples = {{"echo 'Hello, world!' | sextant tokenizer encode tokenizer.json", "a line from a pipe"},
                    {"sextant tokenizer encode gpt2/ texts.txt -o ids.txt", "vocab.json and merges.txt of a folder"},
                    {"sextant tokenizer encode tokenizer.json chat.txt --parse-special", "<|user|> as one token"}},
       .options = rows_of(tasks::TokenizerOptions{}),
       .required = {"vocabulary"},
       .run = run_encode},
      {.name = "tokenizer decode",
       .summary = "the texts of ids, one line for each line",
       .synopsis = "TOKENIZER [FILE|-]",
       .examples = {{"echo '15496 11 995 0' | sextant tokenizer decode gpt2/", "ids with spaces between them"},
                    {"sextant tokenizer decode tokenizer.json ids.txt --json", "line ends within texts kept"},
                    {"sextant tokenizer encode vocab.txt a.txt | sextant tokenizer decode vocab.txt",
                     "there and back"}},
       .options = rows_without_parsing(),
       .required = {"vocabulary"},
       .run = run_decode},
      {.name = "tokenizer check",
       .summary = "whether texts have the ids that another program recorded",
       .synopsis = "TOKENIZER [FILE|-]",
       .examples = {{"sextant tokenizer check vocab.txt questions.tsv",
                     "lines of a text, a tab and ids; 7 if one differs"},
                    {"paste texts.txt ids.txt | sextant tokenizer check tokenizer.json", "recorded in two files"},
                    {"sextant tokenizer check gpt2/ recorded.tsv --json", "every difference"}},
       .options = rows_of(tasks::TokenizerOptions{}),
       .required = {"vocabulary"},
       .run = run_check},
  };
}

}  // namespace sextant::cli
