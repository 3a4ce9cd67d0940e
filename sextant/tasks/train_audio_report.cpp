// What `train audio` tells, to people and to programs.
#include <fmt/core.h>

#include "sextant/tasks/train_audio.h"

namespace sextant::tasks {
namespace {

std::string answer_of(const TrainAudioResult& result) {
  if (result.of_labels) {
    const eval::Classification& test = result.of_labels->test;
    return fmt::format("{:.1f} % of {} sounds right (± {:.1f})", 100 * test.accuracy(), test.texts,
                       100 * accuracy_interval(test));
  }
  const StringFigures& test = *result.of_strings;
  return fmt::format("{:.1f} % error in {} strings of {} symbols", 100 * test.edits.rate(), test.strings,
                     test.edits.said);
}

void add_facts(const LabelFigures& figures, report::AnswerCard& card) {
  card.facts.emplace_back("macro F1", fmt::format("{:.4f}", figures.test.macro_f1()));
  card.facts.emplace_back("loss", fmt::format("{:.4f} nats/sound", figures.test.nats));
  card.facts.emplace_back("baseline", fmt::format("{:.1f} % by always answering '{}'",
                                                  100 * figures.majority.figures.accuracy(), figures.majority.label));
}

void add_facts(const StringFigures& figures, report::AnswerCard& card) {
  card.facts.emplace_back("strings",
                          fmt::format("{:.1f} % without an error",
                                      100 * static_cast<double>(figures.right) / static_cast<double>(figures.strings)));
  card.facts.emplace_back("edits",
                          fmt::format("{} substitutions, {} deletions, {} insertions", figures.edits.substitutions,
                                      figures.edits.deletions, figures.edits.insertions));
}

io::Json to_json(const StringFigures& figures) {
  return {{"strings", figures.strings},
          {"strings_right", figures.right},
          {"symbols", figures.edits.said},
          {"error_rate", figures.edits.rate()},
          {"substitutions", figures.edits.substitutions},
          {"deletions", figures.edits.deletions},
          {"insertions", figures.edits.insertions}};
}

}  // namespace

std::string in_words(const SoundInput& input) {
  const double tick = input.tick > 0 ? input.tick : input.mel.hop;
  const std::string places = input.timed ? fmt::format("time in steps of {:g} s", tick) : std::string("order");
  return fmt::format("{} mel bands every {:g} ms at {} Hz, positions by {}", input.mel.bands, 1000 * input.mel.hop,
                     input.rate, places);
}

report::Document document(const TrainAudioResult& result) {
  report::AnswerCard card{
      .answer = answer_of(result),
      .facts = {{"run", result.folder.string()},
                {"pos", result.pos},
                {"reads", in_words(result.input)},
                {"parameters", std::to_string(result.parameters)},
                {"trained", fmt::format("{} steps on {} sounds", result.training.steps, result.train_sounds)}}};
  if (result.of_labels) add_facts(*result.of_labels, card);
  if (result.of_strings) add_facts(*result.of_strings, card);
  if (result.training.best) {
    card.facts.emplace_back("chosen", fmt::format("step {}, {:.4f} on the sounds that choose",
                                                  result.training.best_step, *result.training.best));
  }
  report::Document document{.title = "train audio", .parts = {card}};
  if (result.of_labels) {
    document.parts.emplace_back(class_table(result.of_labels->test, result.labels));
    document.parts.emplace_back(confusion_table(result.of_labels->test, result.labels));
  }
  return document;
}

io::Json to_json(const TrainAudioResult& result) {
  io::Json json = {{"schema", "sextant.train/1"},
                   {"task", "audio"},
                   {"run", result.folder.string()},
                   {"pos", result.pos},
                   {"parameters", result.parameters},
                   {"steps", result.training.steps},
                   {"stopped_early", result.training.ending == train::Ending::kEarly},
                   {"train_sounds", result.train_sounds},
                   {"sound", to_json(result.input)},
                   {"labels", result.labels}};
  if (result.of_labels) {
    json["test"] = to_json(result.of_labels->test, result.labels);
    json["majority"] = {{"label", result.of_labels->majority.label},
                        {"accuracy", result.of_labels->majority.figures.accuracy()}};
  }
  if (result.of_strings) json["test"] = to_json(*result.of_strings);
  if (result.training.best) json["best"] = {{"accuracy", *result.training.best}, {"step", result.training.best_step}};
  json["timing"] = {{"wall_s", result.training.seconds}};
  return json;
}

}  // namespace sextant::tasks
