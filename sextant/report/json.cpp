#include "sextant/report/json.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace sextant::report {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json cell(const Cell& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* count = std::get_if<int64_t>(&value)) return *count;
  if (const auto* real = std::get_if<double>(&value)) return number(*real);
  return nullptr;
}

Json axis(const Axis& axis) {
  static constexpr const char* kScales[] = {"linear", "log2", "log10"};
  return {{"label", axis.label}, {"unit", axis.unit}, {"scale", kScales[static_cast<int>(axis.scale)]}};
}

Json marks(const std::vector<Mark>& marks) {
  Json list = Json::array();
  for (const Mark& mark : marks) list.push_back({{"at", number(mark.at)}, {"label", mark.label}});
  return list;
}

Json heat_axis(const HeatAxis& axis) {
  Json names = Json::array();
  for (int64_t i = 0; i < axis.count; ++i) names.push_back(name_of(axis, i));
  return {{"label", axis.label}, {"names", std::move(names)}};
}

struct Writer {
  Json operator()(const Heading& heading) const {
    return {{"kind", "heading"}, {"level", heading.level}, {"text", heading.text}};
  }
  Json operator()(const Paragraph& paragraph) const { return {{"kind", "paragraph"}, {"text", paragraph.text}}; }
  Json operator()(const Table& table) const {
    check(table);
    Json columns = Json::array(), rows = Json::array();
    for (const Column& column : table.columns) columns.push_back({{"name", column.name}, {"unit", column.unit}});
    for (const auto& cells : table.rows) {
      rows.push_back(Json::array());
      for (const Cell& value : cells) rows.back().push_back(cell(value));
    }
    return {{"kind", "table"}, {"caption", table.caption}, {"columns", columns}, {"rows", rows}};
  }
  Json operator()(const Chart& chart) const {
    Json list = Json::array();
    for (const Series& series : chart.series) {
      Json points = Json::array();
      for (const Point& p : series.points) points.push_back({number(p.x), number(p.y), number(p.low), number(p.high)});
      list.push_back({{"name", series.name}, {"points", std::move(points)}});
    }
    return {{"kind", "chart"},
            {"title", chart.title},
            {"x", axis(chart.x)},
            {"y", axis(chart.y)},
            {"series", list},
            {"vertical", marks(chart.vertical)},
            {"horizontal", marks(chart.horizontal)}};
  }
  Json operator()(const HeatMap& map) const {
    check(map);
    Json rows = Json::array();
    for (int64_t row = 0; row < map.rows.count; ++row) {
      rows.push_back(Json::array());
      for (int64_t i = 0; i < map.columns.count; ++i)
        rows.back().push_back(number(map.values[row * map.columns.count + i]));
    }
    return {{"kind", "heat-map"},       {"title", map.title},          {"value", map.value},
            {"unit", map.unit},         {"rows", heat_axis(map.rows)}, {"columns", heat_axis(map.columns)},
            {"values", std::move(rows)}};
  }
  Json operator()(const Code& code) const { return {{"kind", "code"}, {"caption", code.caption}, {"text", code.text}}; }
  Json operator()(const AnswerCard& card) const {
    Json facts = Json::array();
    for (const auto& [word, value] : card.facts) facts.push_back({{"name", word}, {"value", value}});
    return {{"kind", "answer"}, {"answer", card.answer}, {"facts", std::move(facts)}};
  }
  Json operator()(const RawJson& json) const {
    Json value = Json::parse(json.text, nullptr, false);
    if (value.is_discarded()) throw std::invalid_argument(fmt::format("document: part '{}' is no JSON", json.name));
    return {{"kind", "json"}, {"name", json.name}, {"value", std::move(value)}};
  }
};

}  // namespace

std::string to_json(const Document& document) {
  Json parts = Json::array();
  for (const Part& part : document.parts) parts.push_back(std::visit(Writer(), part));
  const Json whole = {{"schema", "sextant.document/1"}, {"title", document.title}, {"parts", std::move(parts)}};
  return whole.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace sextant::report
