#include "sextant/tasks/configuration.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>

#include "sextant/io/file.h"
#include "sextant/io/json.h"
#include "sextant/models/transformer.h"

namespace sextant::tasks {
namespace {

std::string section_of(const ConfigRow& row) { return row.key.substr(0, row.key.find('.')); }
std::string name_of(const ConfigRow& row) { return row.key.substr(row.key.find('.') + 1); }

}  // namespace

std::string config_key(std::string_view name) {
  static const std::map<std::string_view, std::string> exceptions = {{"data", "data.path"},
                                                                     {"data-seed", "data.seed"},
                                                                     {"test-windows", "test.windows"},
                                                                     {"test-samples", "test.samples"},
                                                                     {"pos", "encodings.pos"},
                                                                     {"encoder-pos", "encodings.encoder-pos"},
                                                                     {"cross-pos", "encodings.cross-pos"},
                                                                     {"beam", "test.beam"},
                                                                     {"length-penalty", "test.length-penalty"},
                                                                     {"bleu-tokenizer", "test.bleu-tokenizer"},
                                                                     {"baseline", "test.baseline"},
                                                                     {"rank-timeout", "budget.rank-timeout"},
                                                                     {"seed", "run.seed"},
                                                                     {"time", "budget.time"}};
  static const std::set<std::string_view> of_data = {"tokenizer",
                                                     "test",
                                                     "hold-out",
                                                     "text-col",
                                                     "label-col",
                                                     "src-col",
                                                     "tgt-col",
                                                     "label-split",
                                                     "header",
                                                     "bad-rows",
                                                     "vocabulary-size",
                                                     "least-count",
                                                     "image-size",
                                                     "colours",
                                                     "levels",
                                                     "augment-shift",
                                                     "augment-flip",
                                                     "id-col",
                                                     "time-col",
                                                     "value-cols",
                                                     "label-from-name",
                                                     "group",
                                                     "mixing",
                                                     "rate",
                                                     "bands",
                                                     "window",
                                                     "hop",
                                                     "lowest",
                                                     "highest",
                                                     "mel-scale",
                                                     "tick",
                                                     "target",
                                                     "string-shortest",
                                                     "string-longest",
                                                     "gap"};
  static const std::set<std::string_view> of_readers = {"patch",     "encoder-layers", "architecture", "state",
                                                        "both-ways", "pooling",        "vectors",      "vector-use"};
  if (const auto found = exceptions.find(name); found != exceptions.end()) return found->second;
  if (of_data.contains(name)) return "data." + std::string(name);
  models::TransformerOptions model{.vocabulary = 0};
  bool of_model = of_readers.contains(name);
  fields(model, [&](std::string_view field, const auto&, std::string_view) { of_model = of_model || field == name; });
  return (of_model ? "model." : "train.") + std::string(name);
}

// TOML's basic strings escape what JSON's do.
std::string toml_text(std::string_view text) { return io::to_text(io::Json(text)); }

std::string to_toml(const std::vector<ConfigRow>& rows) {
  std::vector<std::string> sections;
  for (const ConfigRow& row : rows) {
    if (std::find(sections.begin(), sections.end(), section_of(row)) == sections.end()) {
      sections.push_back(section_of(row));
    }
  }
  std::string text;
  for (const std::string& section : sections) {
    text += fmt::format("{}[{}]\n", text.empty() ? "" : "\n", section);
    for (const ConfigRow& row : rows) {
      if (section_of(row) == section) text += fmt::format("{} = {}\n", name_of(row), row.value);
    }
  }
  return text;
}

std::vector<ConfigRow> read_toml_rows(const std::filesystem::path& path) {
  std::istringstream lines(io::read_file(path));
  std::vector<ConfigRow> rows;
  std::string section;
  int64_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    const size_t equals = line.find(" = ");
    if (line.starts_with('[') && line.ends_with(']')) {
      section = line.substr(1, line.size() - 2);
    } else if (equals != std::string::npos && !section.empty()) {
      rows.push_back({.key = section + "." + line.substr(0, equals), .value = line.substr(equals + 3)});
    } else if (!line.empty()) {
      throw std::runtime_error(fmt::format("{}:{}: expected KEY = VALUE, found '{}'", path.string(), number, line));
    }
  }
  return rows;
}

}  // namespace sextant::tasks
