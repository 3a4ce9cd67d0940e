#include "sextant/data/labelled.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "sextant/data/held_out.h"
#include "sextant/io/delimited.h"
#include "sextant/io/file.h"
#include "sextant/io/json.h"
#include "sextant/io/lines.h"
#include "sextant/io/sha256.h"
#include "sextant/settings/value.h"

namespace sextant::data {
namespace {

constexpr std::array<std::string_view, 9> kTextNames = {"text",    "sentence", "sequence", "review", "question",
                                                        "comment", "path",     "file",     "image"};
constexpr std::array<std::string_view, 4> kLabelNames = {"label", "class", "category", "target"};
constexpr std::array<std::string_view, 3> kOtherNames = {"id", "name", "rating"};
constexpr std::string_view kFastTextPrefix = "__label__";

template <class Names>
bool listed(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

/// One file being read: what is wrong with a row is thrown or counted here.
class Collector {
 public:
  Collector(const std::filesystem::path& path, std::string sha256, const LabelledOptions& options)
      : options_(options),
        faults_(path, options.bad_rows),
        file_{.path = path, .texts = {}, .sha256 = std::move(sha256), .form = {}} {}

  void bad_row(int64_t line, const std::string& what) { faults_.add(line, what); }
  void add(int64_t line, std::string text, std::string_view label) {
    if (faults_.refuses(line, text) || faults_.refuses(line, label)) return;
    if (!options_.label_split.empty()) label = label.substr(0, label.find(options_.label_split));
    file_.texts.push_back({std::move(text), std::string(label), line});
  }
  void read_as(std::string form) { file_.form = std::move(form); }
  LabelledFile finish() && {
    if (file_.texts.empty()) throw std::runtime_error(file_.path.string() + ": is empty: it has no row with a text");
    file_.skipped = faults_.skipped();
    file_.faults = faults_.told();
    return std::move(file_);
  }
  const LabelledOptions& options() const { return options_; }
  const RowFaults& faults() const { return faults_; }

 private:
  const LabelledOptions& options_;
  RowFaults faults_;
  LabelledFile file_;
};

/// Where a row has its text and its label; no label where the file has one column.
struct Columns {
  size_t text = 0;
  std::optional<size_t> label = {};
  size_t count = 1;
  std::string said = {};
};

bool is_header(const std::vector<std::string>& row, const LabelledOptions& options) {
  if (options.header != Header::kAuto) return options.header == Header::kYes;
  const bool asked = std::ranges::any_of(row, [&](const std::string& name) {
    return !name.empty() && (name == options.text_column || name == options.label_column);
  });
  return asked || std::ranges::all_of(row, [](const std::string& name) {
           return listed(kTextNames, name) || listed(kLabelNames, name) || listed(kOtherNames, name);
         });
}

template <class Names>
std::optional<size_t> usual(const FirstRow& row, const Names& names) {
  if (!row.header) return std::nullopt;
  for (size_t i = 0; i < row.fields.size(); ++i)
    if (listed(names, row.fields[i])) return i;
  return std::nullopt;
}

Columns columns_of(const FirstRow& row, const Collector& collector) {
  const LabelledOptions& o = collector.options();
  Columns columns{.count = row.fields.size()};
  columns.text = o.text_column.empty() ? usual(row, kTextNames).value_or(columns.count - 1)
                                       : column_of(row, o.text_column, "text", collector.faults());
  columns.label =
      o.label_column.empty() ? usual(row, kLabelNames) : column_of(row, o.label_column, "label", collector.faults());
  // Unnamed columns: the label stands first, unless the text does.
  if (!columns.label && columns.count > 1) columns.label = columns.text == 0 ? columns.count - 1 : 0;
  columns.said = columns.label ? fmt::format("columns {} (label) and {} (text)", said(row, *columns.label),
                                             said(row, columns.text))
                               : fmt::format("column {} (text)", said(row, columns.text));
  return columns;
}

void read_table(std::string_view bytes, io::Delimiter delimiter, Collector& collector) {
  io::DelimitedReader reader(bytes, delimiter);
  std::optional<Columns> columns;
  while (auto row = reader.next()) {
    if (!row->fault.empty()) {
      collector.bad_row(row->line, row->fault);
      continue;
    }
    if (!columns) {
      const bool header = is_header(row->fields, collector.options());
      columns = columns_of({row->fields, header}, collector);
      collector.read_as((delimiter == io::Delimiter::kTab ? "tsv, " : "csv, ") + columns->said);
      if (header) continue;
    }
    if (row->fields.size() != columns->count) {
      collector.bad_row(row->line, fmt::format("expected {} fields, found {}", columns->count, row->fields.size()));
      continue;
    }
    const std::string label = columns->label ? row->fields[*columns->label] : "";
    if (columns->label && label.empty()) {
      collector.bad_row(row->line, "the label is empty");
      continue;
    }
    collector.add(row->line, std::move(row->fields[columns->text]), label);
  }
}

/// The first field of the usual names that the object has.
template <class Names>
std::string field_name(const io::Json& object, const std::string& asked, const Names& names) {
  if (!asked.empty()) return asked;
  for (const std::string_view name : names)
    if (object.contains(name)) return std::string(name);
  return std::string(names.front());
}

std::string json_text(const io::Json& value) {
  return value.is_string() ? value.get<std::string>() : io::to_text(value);
}

void read_json_rows(std::string_view bytes, Collector& collector) {
  collector.read_as("jsonl");
  int64_t line = 0;
  for (std::string_view rest = bytes; !rest.empty();) {
    const std::string_view text = io::take_line(rest);
    ++line;
    if (text.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    io::Json object;
    try {
      object = io::parse_json(text, "not JSON");
    } catch (const std::runtime_error& error) {
      collector.bad_row(line, error.what());
      continue;
    }
    if (!object.is_object()) {
      collector.bad_row(line, "expected an object with fields, found " + io::to_text(object));
      continue;
    }
    const LabelledOptions& o = collector.options();
    const std::string text_name = field_name(object, o.text_column, kTextNames);
    const std::string label_name = field_name(object, o.label_column, kLabelNames);
    if (!object.contains(text_name) || !object[text_name].is_string()) {
      collector.bad_row(line, fmt::format("field '{}' must be a text, found {}", text_name,
                                          object.contains(text_name) ? io::to_text(object[text_name]) : "nothing"));
      continue;
    }
    const std::string label = object.contains(label_name) ? json_text(object[label_name]) : "";
    if (label.empty() || label == "null") {
      collector.bad_row(line, fmt::format("field '{}' must hold a label, found nothing", label_name));
      continue;
    }
    collector.add(line, object[text_name].get<std::string>(), label);
  }
}

void read_label_first(std::string_view bytes, Collector& collector) {
  collector.read_as("lines, label first");
  int64_t line = 0;
  for (std::string_view rest = bytes; !rest.empty();) {
    const std::string_view row = io::take_line(rest);
    ++line;
    const size_t end = row.find_first_of(" \t");
    std::string_view label = row.substr(0, end);
    if (label.empty()) {
      collector.bad_row(line, "expected a label, then a space and the text, found " +
                                  std::string(row.empty() ? "nothing" : "a space"));
      continue;
    }
    if (label.starts_with(kFastTextPrefix)) label.remove_prefix(kFastTextPrefix.size());
    collector.add(line, std::string(end == std::string_view::npos ? "" : row.substr(end + 1)), label);
  }
}

}  // namespace

LabelledFile read_labelled(const std::filesystem::path& path, const LabelledOptions& options) {
  const std::string bytes = io::read_file(path);
  std::string_view text = bytes;
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (text.empty()) throw std::runtime_error(path.string() + ": is empty");
  Collector collector(path, io::sha256_hex(bytes), options);
  const std::string ending = path.extension().string();
  if (ending == ".csv") {
    read_table(text, io::Delimiter::kComma, collector);
  } else if (ending == ".tsv") {
    read_table(text, io::Delimiter::kTab, collector);
  } else if (ending == ".jsonl" || ending == ".ndjson") {
    read_json_rows(text, collector);
  } else {
    read_label_first(text, collector);
  }
  return std::move(collector).finish();
}

std::vector<std::string> distinct(std::vector<std::string> labels) {
  std::ranges::sort(labels);
  labels.erase(std::ranges::unique(labels).begin(), labels.end());
  const bool numbers =
      std::ranges::all_of(labels, [](const auto& label) { return settings::parse_real(label).has_value(); });
  if (numbers) std::ranges::stable_sort(labels, {}, [](const auto& label) { return *settings::parse_real(label); });
  return labels;
}

std::vector<std::string> labels_of(const std::vector<LabelledText>& texts) {
  std::vector<std::string> labels;
  for (const LabelledText& text : texts) labels.push_back(text.label);
  return distinct(std::move(labels));
}

HeldOut hold_out(const std::vector<LabelledText>& texts, double share, uint64_t seed) {
  std::vector<std::string> labels;
  for (const LabelledText& text : texts) labels.push_back(text.label);
  const std::vector<bool> held = held_out(labels, share, seed);
  return {.train = chosen(texts, held, false), .test = chosen(texts, held, true)};
}

}  // namespace sextant::data
