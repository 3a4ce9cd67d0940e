// What `values` found, as document, JSON, CSV and .npy.
#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "sextant/io/npy.h"
#include "sextant/report/csv.h"
#include "sextant/settings/value.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/values.h"

namespace sextant::tasks {
namespace {

using Kind = ValuesArray::Kind;

constexpr int64_t kTableColumns = 8, kTableRows = 64;  // more are a picture

/// The position, query, key, … at a place of an axis: its number as given, else its index.
std::vector<std::string> names_on(const ValuesResult& result, const std::string& axis, int64_t count) {
  const std::vector<double>* numbers = axis == "position" ? &result.positions
                                       : axis == "query"  ? &result.queries
                                       : axis == "key"    ? &result.keys
                                                          : nullptr;
  std::vector<std::string> names;
  for (int64_t i = 0; i < count; ++i)
    names.push_back(numbers ? settings::print_real((*numbers)[i]) : std::to_string(i));
  return names;
}

void set(report::Cell& cell, double value, Kind kind) {
  if (kind == Kind::kReal) {
    cell.emplace<double>(value);
  } else if (kind == Kind::kInteger) {
    cell.emplace<int64_t>(static_cast<int64_t>(value));
  } else {
    cell.emplace<std::string>(value != 0 ? "yes" : "no");
  }
}

/// A one-dimensional array stands upright: one row a place.
report::Table upright(const ValuesArray& array) {
  report::Table table = {.caption = array.name,
                         .columns = {{.name = array.axes[0]}, {.name = array.name, .digits = 9}}};
  for (int64_t i = 0; i < array.shape[0]; ++i) {
    auto& row = table.rows.emplace_back(2);
    row[0].emplace<int64_t>(i);
    set(row[1], array.values[i], array.kind);
  }
  return table;
}

report::Table table_of(const ValuesResult& result, const ValuesArray& array) {
  if (array.shape.size() == 1) return upright(array);
  report::Table table = {.caption = array.name, .columns = {}};
  const size_t leading = array.shape.size() - 1;
  std::vector<std::vector<std::string>> names;
  for (size_t axis = 0; axis <= leading; ++axis) names.push_back(names_on(result, array.axes[axis], array.shape[axis]));
  for (size_t axis = 0; axis < leading; ++axis) table.columns.push_back({.name = array.axes[axis]});
  for (const std::string& name : names[leading])
    table.columns.push_back({.name = array.axes[leading] + " " + name, .digits = 9});
  const int64_t across = array.shape[leading], rows = std::ssize(array.values) / across;
  for (int64_t r = 0; r < rows; ++r) {
    auto& row = table.rows.emplace_back(leading + across);
    int64_t rest = r;
    for (size_t axis = leading; axis-- > 0; rest /= array.shape[axis]) {
      row[axis].emplace<std::string>(names[axis][rest % array.shape[axis]]);
    }
    for (int64_t i = 0; i < across; ++i) set(row[leading + i], array.values[r * across + i], array.kind);
  }
  return table;
}

/// One matrix, or the n-th of a stack of them.
report::HeatMap map_of(const ValuesResult& result, const ValuesArray& array, int64_t n) {
  const size_t rows = array.shape.size() - 2, columns = rows + 1;
  const int64_t size = array.shape[rows] * array.shape[columns];
  return {.title = array.shape.size() == 2 ? array.name : fmt::format("{}, {} {}", array.name, array.axes[0], n),
          .rows = {.label = array.axes[rows],
                   .count = array.shape[rows],
                   .names = names_on(result, array.axes[rows], array.shape[rows])},
          .columns = {.label = array.axes[columns],
                      .count = array.shape[columns],
                      .names = names_on(result, array.axes[columns], array.shape[columns])},
          .values = {array.values.begin() + n * size, array.values.begin() + (n + 1) * size},
          .value = array.name,
          .colours = report::Colours::kDiverging};
}

void append_parts(std::vector<report::Part>& parts, const ValuesResult& result, const ValuesArray& array) {
  const bool small = array.shape.back() <= kTableColumns && std::ssize(array.values) / array.shape.back() <= kTableRows;
  if (array.shape.size() == 1 || small) {
    parts.push_back(table_of(result, array));
    return;
  }
  const int64_t maps = array.shape.size() == 2 ? 1 : array.shape[0];
  for (int64_t n = 0; n < maps; ++n) parts.push_back(map_of(result, array, n));
}

io::Json nested(const ValuesArray& array, size_t axis, int64_t& next) {
  if (axis == array.shape.size()) {
    const double value = array.values[next++];
    if (array.kind == Kind::kReal) return value;
    return array.kind == Kind::kFlag ? io::Json(value != 0) : io::Json(static_cast<int64_t>(value));
  }
  io::Json list = io::Json::array();
  for (int64_t i = 0; i < array.shape[axis]; ++i) list.push_back(nested(array, axis + 1, next));
  return list;
}

bool has(const ValuesResult& result, std::string_view axis) {
  for (const ValuesArray& array : result.arrays) {
    if (std::find(array.axes.begin(), array.axes.end(), axis) != array.axes.end()) return true;
  }
  return false;
}

/// Whole numbers as integers.
io::Json numbers(const std::vector<double>& values) {
  io::Json list = io::Json::array();
  for (const double value : values) {
    const auto whole = static_cast<int64_t>(value);
    list.push_back(static_cast<double>(whole) == value ? io::Json(whole) : io::Json(value));
  }
  return list;
}

std::string note(const ValuesResult& result) {
  if (result.reads) return "It depends on the data; these numbers are for data that is all zeros.";
  if (result.trained)
    return fmt::format("It is trained; these are the numbers it starts with, drawn with seed {}.", result.options.seed);
  return {};
}

}  // namespace

report::Document document(const ValuesResult& result) {
  report::Document made = {.title = "Values of " + result.spec};
  report::AnswerCard card = {.answer = result.spec, .facts = {{"place", result.site}}};
  if (!result.configuration.empty()) card.facts.emplace_back("read from", result.configuration);
  if (!result.layout.empty()) {
    card.facts.emplace_back("layout", result.layout);
    card.facts.emplace_back("attention factor", settings::print_real(result.attention_factor));
  }
  made.parts.push_back(std::move(card));
  if (const std::string text = note(result); !text.empty()) made.parts.push_back(report::Paragraph{.text = text});
  for (const ValuesArray& array : result.arrays) append_parts(made.parts, result, array);
  return made;
}

io::Json to_json(const ValuesResult& result) {
  const ValuesOptions& options = result.options;
  io::Json json = {{"schema", "sextant.values/1"}, {"spec", result.spec},
                   {"site", result.site},          {"channels", options.channels},
                   {"heads", options.heads},       {"dtype", settings::detail::Text<ValueType>::print(options.dtype)},
                   {"trained", result.trained},    {"reads_data", result.reads}};
  if (!result.configuration.empty()) json["configuration"] = result.configuration;
  if (result.trained) json["seed"] = options.seed;
  if (has(result, "position")) json["positions"] = numbers(result.positions);
  if (has(result, "query")) json["queries"] = numbers(result.queries);
  if (has(result, "key")) json["keys"] = numbers(result.keys);
  if (!result.layout.empty()) {
    json["layout"] = result.layout;
    json["attention_factor"] = result.attention_factor;
  }
  for (const ValuesArray& array : result.arrays) {
    int64_t next = 0;
    json[array.name] = nested(array, 0, next);
  }
  return json;
}

std::string to_csv(const ValuesResult& result) {
  report::Document tables = {.title = result.spec};
  for (const ValuesArray& array : result.arrays) tables.parts.push_back(table_of(result, array));
  if (tables.parts.empty()) {
    throw Failure({.code = "E-USAGE-VALUE", .message = "'" + result.spec + "' has no numbers to write"});
  }
  return report::to_csv(tables);
}

std::string to_npy(const ValuesResult& result, std::string_view name) {
  for (const std::string_view first : {"rows", "cos", "bias"}) {
    for (const ValuesArray& array : result.arrays) {
      if (name.empty() && array.name == first) name = first;
    }
  }
  const ValuesArray& array = array_named(result, name);
  return io::npy_bytes(std::span<const double>(array.values), array.shape);
}

}  // namespace sextant::tasks
