#include "sextant/tasks/encodings.h"

#include "sextant/settings/value.h"
#include "sextant/tasks/failure.h"

namespace sextant::tasks {
namespace {

EncodingRow row_of(const position::SchemeEntry& entry, std::string kind) {
  return {.name = std::string(entry.name),
          .kind = std::move(kind),
          .site = std::string(word_of(entry.site)),
          .traits = trait_words(entry.traits),
          .what = std::string(entry.what),
          .source = std::string(entry.source),
          .options = entry.options()};
}

EncodingRow row_of(const position::AssignerEntry& entry) {
  return {.name = std::string(entry.name),
          .kind = "ids",
          .site = {},
          .what = std::string(entry.what),
          .source = std::string(entry.source),
          .options = entry.options()};
}

report::Table table_of(const EncodingsResult& result, const std::string& kind, std::string caption) {
  using report::Align;
  report::Table table = {.caption = std::move(caption),
                         .columns = {{.name = "name", .align = Align::kLeft},
                                     {.name = "place", .align = Align::kLeft},
                                     {.name = "what", .align = Align::kLeft},
                                     {.name = "traits", .align = Align::kLeft},
                                     {.name = "source", .align = Align::kLeft}}};
  for (const EncodingRow& row : result.rows) {
    if (row.kind != kind) continue;
    table.rows.push_back({row.name, row.site, row.what, settings::join(row.traits, ", "), row.source});
  }
  return table;
}

io::Json json_of(const EncodingRow& row) {
  io::Json options = io::Json::array();
  for (const auto& [key, fallback, sentence] : row.options) {
    options.push_back({{"key", key}, {"default", fallback}, {"sentence", sentence}});
  }
  return {{"name", row.name}, {"kind", row.kind},     {"site", row.site},  {"traits", row.traits},
          {"what", row.what}, {"source", row.source}, {"options", options}};
}

}  // namespace

std::string_view word_of(position::Site site) {
  switch (site) {
    case position::Site::kNowhere:
      return "nowhere";
    case position::Site::kEmbedding:
      return "embedding";
    case position::Site::kRotation:
      return "rotation";
    case position::Site::kScores:
      return "scores";
    case position::Site::kRule:
      return "rule";
  }
  return "nowhere";
}

std::vector<std::string> trait_words(unsigned traits) {
  static constexpr std::pair<position::Trait, std::string_view> kWords[] = {
      {position::kRelative, "relative"},
      {position::kUnbounded, "unbounded"},
      {position::kPerLayer, "per layer"},
      {position::kCausalOnly, "causal only"},
      {position::kReal, "real positions"},
      {position::kGrid, "grids"},
      {position::kReads, "reads data"},
      {position::kRawKeys, "raw keys"},
      {position::kNoTakeBack, "running state"},
      {position::kOneSequence, "one sequence"},
      {position::kUnitRows, "rows of amplitude 1"}};
  std::vector<std::string> words;
  for (const auto& [trait, word] : kWords) {
    if ((traits & trait) != 0) words.emplace_back(word);
  }
  return words;
}

EncodingsResult list_encodings() {
  EncodingsResult result = {};
  for (const position::SchemeEntry& entry : position::schemes()) result.rows.push_back(row_of(entry, "encoding"));
  for (const position::SchemeEntry& entry : position::modifiers()) result.rows.push_back(row_of(entry, "modifier"));
  for (const position::AssignerEntry& entry : position::assigners()) result.rows.push_back(row_of(entry));
  return result;
}

EncodingRow show_encoding(std::string_view name) {
  for (const position::AssignerEntry& entry : position::assigners()) {
    if (entry.name == name) return row_of(entry);
  }
  const position::SchemeEntry& entry =
      or_fail({.code = "E-SPEC", .message = {}, .hints = {"sextant encodings list"}},
              [&]() -> const position::SchemeEntry& { return position::scheme_entry(name); });
  const auto& modifiers = position::modifiers();
  const bool modifier = &entry >= modifiers.data() && &entry < modifiers.data() + modifiers.size();
  EncodingRow row = row_of(entry, modifier ? "modifier" : "encoding");
  for (const auto& option : position::common_options(entry)) row.options.push_back(option);
  return row;
}

report::Document document(const EncodingsResult& result) {
  return {.title = "Positional encodings",
          .parts = {table_of(result, "encoding", "Encodings"), table_of(result, "modifier", "Modifiers, added with +"),
                    table_of(result, "ids", "Positions, chosen with ids="),
                    report::Paragraph{
                        .text = "One spec names places, layers and heads: sinusoidal+alibi, rope@0-2,nope@3, "
                                "alibi[0-3]+rope[4-7]. More: sextant encodings show NAME, sextant explain NAME."}}};
}

report::Document document(const EncodingRow& row) {
  report::Table options = {.caption = "Options",
                           .columns = {{.name = "key", .align = report::Align::kLeft},
                                       {.name = "default", .align = report::Align::kLeft},
                                       {.name = "meaning", .align = report::Align::kLeft}}};
  for (const auto& [key, fallback, sentence] : row.options) options.rows.push_back({key, fallback, sentence});
  report::AnswerCard card = {.answer = row.what, .facts = {{"kind", row.kind}}};
  if (!row.site.empty()) card.facts.emplace_back("place", row.site);
  if (!row.traits.empty()) card.facts.emplace_back("traits", settings::join(row.traits, ", "));
  card.facts.emplace_back("source", row.source);
  report::Document result = {.title = row.name, .parts = {std::move(card)}};
  if (!options.rows.empty()) result.parts.push_back(std::move(options));
  return result;
}

io::Json to_json(const EncodingsResult& result) {
  io::Json rows = io::Json::array();
  for (const EncodingRow& row : result.rows) rows.push_back(json_of(row));
  return {{"schema", "sextant.encodings/1"}, {"encodings", std::move(rows)}};
}

io::Json to_json(const EncodingRow& row) {
  io::Json json = {{"schema", "sextant.encoding/1"}};
  json.update(json_of(row));
  return json;
}

}  // namespace sextant::tasks
