// What a verb has to say, as a list of parts. Every renderer takes this one value.
//
//   terminal.h   markdown.h   json.h   html.h   take whole documents
//   svg.h   png.h                              take pictures, or all pictures of a document under each other
//   csv.h                                      takes the numbers behind tables and pictures
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "sextant/report/chart.h"
#include "sextant/report/heatmap.h"
#include "sextant/report/table.h"

namespace sextant::report {

struct Heading {
  std::string text;
  int level = 2;  ///< 2 or 3; the document's title is level 1
};

/// Plain text. In HTML "https://…" and "arXiv:…" become links.
struct Paragraph {
  std::string text;
};

/// Text to be copied: the command that makes this document again, a formula, an excerpt.
struct Code {
  std::string text;
  std::string caption = {};
};

/// The answer first: one sentence, then its facts, each a word and a value.
struct AnswerCard {
  std::string answer;
  std::vector<std::pair<std::string, std::string>> facts = {};
};

/// A result as JSON text, for readers who go on computing.
struct RawJson {
  std::string name;
  std::string text;
};

using Part = std::variant<Heading, Paragraph, Table, Chart, HeatMap, Code, AnswerCard, RawJson>;

struct Document {
  std::string title;
  std::vector<Part> parts = {};
};

}  // namespace sextant::report
