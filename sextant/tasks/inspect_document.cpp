#include <algorithm>

#include "sextant/tasks/inspect.h"

namespace sextant::tasks {
namespace {

using report::Align;

/// Text as it is, all else as JSON.
report::Cell cell_of(const io::Json& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer()) return value.get<int64_t>();
  if (value.is_number_float()) return value.get<double>();
  return io::to_text(value);
}

std::string shape_text(const std::vector<int64_t>& shape) {
  std::string text;
  for (const int64_t size : shape) text += (text.empty() ? "" : " × ") + std::to_string(size);
  return text.empty() ? "scalar" : text;
}

/// Facts of one group; groups are told in the order they first appear.
report::Table facts_table(const std::string& group, const std::vector<Fact>& facts) {
  report::Table table{
      .caption = group,
      .columns = {{.name = "what", .align = Align::kLeft}, {.name = "value", .align = Align::kLeft, .digits = 6}}};
  for (const Fact& fact : facts) {
    if (fact.group == group) table.rows.push_back({fact.key, cell_of(fact.value)});
  }
  return table;
}

report::Table tensors_table(const std::vector<TensorFact>& tensors) {
  report::Table table{.caption = "tensors",
                      .columns = {{.name = "name", .align = Align::kLeft},
                                  {.name = "dtype", .align = Align::kLeft},
                                  {.name = "shape", .align = Align::kLeft},
                                  {.name = "elements"}}};
  for (const TensorFact& tensor : tensors) {
    table.rows.push_back({tensor.name, tensor.dtype, shape_text(tensor.shape), tensor.elements});
  }
  return table;
}

report::Table differences_table(const InspectResult& result) {
  report::Table table{.caption = "what differs",
                      .columns = {{.name = "group", .align = Align::kLeft},
                                  {.name = "what", .align = Align::kLeft},
                                  {.name = result.inspected[0].path, .align = Align::kLeft, .digits = 6},
                                  {.name = result.inspected[1].path, .align = Align::kLeft, .digits = 6}}};
  for (const Difference& difference : result.differences) {
    table.rows.push_back({difference.group, difference.key, cell_of(difference.first), cell_of(difference.second)});
  }
  return table;
}

void add_inspection(const Inspection& inspection, report::Document& document) {
  std::vector<std::string> groups;
  for (const Fact& fact : inspection.facts) {
    if (std::ranges::find(groups, fact.group) == groups.end()) groups.push_back(fact.group);
  }
  for (const std::string& group : groups) document.parts.emplace_back(facts_table(group, inspection.facts));
  if (!inspection.tensors.empty()) document.parts.emplace_back(tensors_table(inspection.tensors));
}

io::Json json_of(const Inspection& inspection) {
  io::Json facts = io::Json::object();
  for (const Fact& fact : inspection.facts) facts[fact.group][fact.key] = fact.value;
  io::Json tensors = io::Json::array();
  for (const TensorFact& tensor : inspection.tensors) {
    tensors.push_back(
        {{"name", tensor.name}, {"dtype", tensor.dtype}, {"shape", tensor.shape}, {"elements", tensor.elements}});
  }
  return {{"path", inspection.path},
          {"kind", inspection.kind},
          {"facts", std::move(facts)},
          {"tensors", std::move(tensors)}};
}

}  // namespace

report::Document document(const InspectResult& result) {
  if (result.inspected.size() == 1) {
    report::Document document{.title = result.inspected[0].kind + " " + result.inspected[0].path};
    add_inspection(result.inspected[0], document);
    return document;
  }
  report::Document document{.title = result.inspected[0].path + " and " + result.inspected[1].path};
  if (result.differences.empty()) {
    // Made in its place: g++ 12 sees an overflow that is not there when a Paragraph is moved into the variant.
    document.parts.emplace_back(std::in_place_type<report::Paragraph>,
                                "They are equal in everything inspect looks at.");
  } else {
    document.parts.emplace_back(differences_table(result));
  }
  return document;
}

io::Json to_json(const InspectResult& result) {
  io::Json inspected = io::Json::array(), differences = io::Json::array();
  for (const Inspection& inspection : result.inspected) inspected.push_back(json_of(inspection));
  for (const Difference& difference : result.differences) {
    differences.push_back({{"group", difference.group},
                           {"key", difference.key},
                           {"first", difference.first},
                           {"second", difference.second}});
  }
  return {
      {"schema", "sextant.inspect/1"}, {"inspected", std::move(inspected)}, {"differences", std::move(differences)}};
}

}  // namespace sextant::tasks
