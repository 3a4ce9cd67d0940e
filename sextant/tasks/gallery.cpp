#include "sextant/tasks/gallery.h"

#include <string>

#include "sextant/position/registry.h"
#include "sextant/report/json.h"
#include "sextant/tasks/encodings.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/plot.h"

namespace sextant::tasks {
namespace {

void add_picture(report::Document& page, const position::SchemeEntry& entry, const Context& context) {
  const PlotOptions options{.what = std::string(entry.name), .positions = "0..63"};
  Context alone = context;  // each picture says how to draw it without the others
  alone.command = "sextant plot " + options.what + " --positions " + options.positions;
  try {
    PlotResult result = plot(options, alone);
    for (report::Part& part : result.pictures.parts) page.parts.push_back(std::move(part));
  } catch (const Failure& refused) {
    page.parts.push_back(report::Paragraph{.text = "No picture: " + std::string(refused.what())});
  }
}

void add_entry(report::Document& page, const position::SchemeEntry& entry, const Context& context) {
  page.parts.push_back(report::Heading{.text = std::string(entry.name)});
  report::AnswerCard card{.answer = std::string(entry.lesson.idea), .facts = {}};
  card.facts.emplace_back("formula", std::string(entry.lesson.formula));
  card.facts.emplace_back("enters", std::string(entry.lesson.enters));
  card.facts.emplace_back("limits", std::string(entry.lesson.limits));
  if (const auto words = trait_words(entry.traits); !words.empty())
    card.facts.emplace_back("claims, each proven by a test", settings::join(words, ", "));
  card.facts.emplace_back("source", std::string(entry.source));
  page.parts.push_back(std::move(card));
  add_picture(page, entry, context);
}

}  // namespace

report::Document gallery(const Context& context) {
  report::Document page{.title = "Where do tokens stand? Every encoding of Sextant", .parts = {}};
  const auto entries = position::schemes();
  for (const position::SchemeEntry& entry : entries) {
    if (context.stopping()) throw Interrupted("sextant encodings gallery");
    add_entry(page, entry, context);
    context.progress(
        {.what = std::string(entry.name), .done = &entry - entries.data() + 1, .total = std::ssize(entries)});
  }
  return page;
}

io::Json gallery_json(const report::Document& page) {
  return {{"schema", "sextant.gallery/1"}, {"parts", io::parse_json(report::to_json(page), "gallery")["parts"]}};
}

}  // namespace sextant::tasks
