#include "sextant/tasks/explain.h"

#include <fmt/format.h>

#include <algorithm>

#include "sextant/settings/value.h"
#include "sextant/tasks/explain_texts.h"
#include "sextant/tasks/failure.h"

namespace sextant::tasks {
namespace {

constexpr int64_t kTokens = 12;  // of the shift check
constexpr double kSame = 1e-9;   // float64 rounding through one layer stays far below
const std::vector<double> kShifts = {1, 100, 4096, 0.5};

template <class Texts>
auto found(const Texts& texts, std::string_view name, auto key) {
  return std::find_if(texts.begin(), texts.end(), [&](const auto& text) { return text.*key == name; });
}

/// Every name there is an explanation of.
std::vector<std::string> known_names() {
  std::vector<std::string> names;
  for (const EncodingRow& row : list_encodings().rows) names.push_back(row.name);
  for (const TermText& term : term_texts()) names.emplace_back(term.name);
  for (const ErrorText& error : error_texts()) names.emplace_back(error.code);
  return names;
}

/// Sizes of the shift check: heads of eight channels, and a trained length that the longest whole shift leaves.
position::SchemeRequest check_request(int64_t heads) {
  constexpr int64_t kHeadChannels = 8;
  return {.channels = kHeadChannels * heads,
          .layers = 1,
          .heads = heads,
          .key_heads = heads,
          .head_channels = kHeadChannels,
          .longest = 512};
}

ExplainResult of_encoding(const ExplainOptions& options, const Context& context) {
  const EncodingRow row = show_encoding(settings::parse(options.name).front().name);
  ExplainResult result = {.name = options.name, .kind = row.kind, .sections = {}, .traits = row.traits};
  if (row.kind == "encoding") {
    const position::Lesson& lesson = position::scheme_entry(row.name).lesson;
    result.sections = {{"idea", std::string(lesson.idea)},
                       {"formula", std::string(lesson.formula)},
                       {"enters", std::string(lesson.enters)},
                       {"limits", std::string(lesson.limits)}};
  } else {
    result.sections.emplace_back("idea", row.what);
  }
  result.sections.emplace_back("source", row.source);
  if (row.kind != "encoding") return result;
  result.numbers.push_back(values({.spec = options.name,
                                   .channels = options.channels,
                                   .heads = options.heads,
                                   .positions = options.positions,
                                   .queries = options.positions,
                                   .keys = options.positions},
                                  context));
  result.shifts = or_fail({.code = "E-SPEC", .message = {}, .where = "spec '" + options.name + "'"},
                          [&] { return shift_changes(options.name, check_request(options.heads), kTokens, kShifts); });
  return result;
}

std::string worded(const ShiftChange& shift) {
  if (!shift.change) return "refused: " + shift.refusal;
  if (*shift.change < kSame) return fmt::format("unchanged (largest relative change {:.1e})", *shift.change);
  return fmt::format("changed by {:.2g} of the largest output", *shift.change);
}

report::Table table_of(const std::vector<ShiftChange>& shifts) {
  report::Table table = {
      .caption = fmt::format("Measured: attention over the same {} tokens, every position moved", kTokens),
      .columns = {{.name = "moved by", .unit = "tokens"}, {.name = "outputs", .align = report::Align::kLeft}}};
  for (const ShiftChange& shift : shifts) {
    auto& row = table.rows.emplace_back(2);
    row[0].emplace<double>(shift.shift);
    row[1].emplace<std::string>(worded(shift));
  }
  return table;
}

std::string titled(const std::string& section) {
  static constexpr std::pair<std::string_view, std::string_view> kTitles[] = {
      {"idea", "Idea"},     {"formula", "Formula"}, {"enters", "Where it enters"}, {"limits", "What it cannot do"},
      {"source", "Source"}, {"cause", "Cause"},     {"fix", "What to do"},         {"text", "Meaning"},
      {"see", "Try"}};
  const auto title =
      std::find_if(std::begin(kTitles), std::end(kTitles), [&](const auto& t) { return t.first == section; });
  return title == std::end(kTitles) ? section : std::string(title->second);
}

}  // namespace

ExplainResult explain(const ExplainOptions& options, const Context& context) {
  if (const auto term = found(term_texts(), options.name, &TermText::name); term != term_texts().end()) {
    return {.name = options.name,
            .kind = "term",
            .sections = {{"text", std::string(term->text)}, {"see", std::string(term->see)}}};
  }
  if (const auto error = found(error_texts(), options.name, &ErrorText::code); error != error_texts().end()) {
    return {.name = options.name,
            .kind = "error",
            .sections = {{"cause", std::string(error->cause)}, {"fix", std::string(error->fix)}}};
  }
  const std::string head = options.name.substr(0, options.name.find_first_of(":+@,["));
  const auto names = known_names();
  const bool alias = head == "none" || head == "rotary";
  if (!alias && std::find(names.begin(), names.end(), head) == names.end()) {
    throw Failure({.code = "E-USAGE-VALUE",
                   .message = fmt::format("'{}' is no encoding, term or error code{}", options.name,
                                          settings::did_you_mean(head, names)),
                   .hints = {"sextant encodings list"}});
  }
  return of_encoding(options, context);
}

report::Document document(const ExplainResult& result) {
  report::Document made = {.title = result.name};
  for (const auto& [section, text] : result.sections) {
    if (section == "source") continue;
    made.parts.push_back(report::Heading{.text = titled(section)});
    if (section == "formula" || section == "see") {
      made.parts.push_back(report::Code{.text = text});
    } else {
      made.parts.push_back(report::Paragraph{.text = text});
    }
  }
  for (const ValuesResult& numbers : result.numbers) {
    made.parts.push_back(report::Heading{.text = "Worked numbers"});
    for (report::Part& part : document(numbers).parts) made.parts.push_back(std::move(part));
  }
  if (!result.shifts.empty()) made.parts.push_back(table_of(result.shifts));
  for (const auto& [section, text] : result.sections) {
    if (section != "source") continue;
    made.parts.push_back(report::Heading{.text = titled(section)});
    made.parts.push_back(report::Paragraph{.text = text});
  }
  return made;
}

io::Json to_json(const ExplainResult& result) {
  io::Json json = {
      {"schema", "sextant.explain/1"}, {"name", result.name}, {"kind", result.kind}, {"traits", result.traits}};
  for (const auto& [section, text] : result.sections) json[section] = text;
  for (const ValuesResult& numbers : result.numbers) json["values"] = to_json(numbers);
  if (result.shifts.empty()) return json;
  io::Json shifts = io::Json::array();
  for (const ShiftChange& shift : result.shifts) {
    io::Json row = {{"shift", shift.shift}, {"change", shift.change ? io::Json(*shift.change) : io::Json(nullptr)}};
    if (!shift.refusal.empty()) row["refusal"] = shift.refusal;
    shifts.push_back(std::move(row));
  }
  json["shifts"] = std::move(shifts);
  return json;
}

}  // namespace sextant::tasks
