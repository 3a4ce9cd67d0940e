#include "sextant/tasks/compare/record.h"

#include <stdexcept>

#include "sextant/io/field.h"

namespace sextant::tasks {

using io::Json;

namespace {

constexpr const char* kSchema = "sextant.compare.run/1";

/// {NAME: count, "nats_per_token": number}
Json point(const char* name, int64_t at, double nats) {
  Json json = {{name, at}};
  io::set_number(json, "nats_per_token", nats);
  return json;
}

Json to_json(const Measure& m) {
  Json json = {{"family", m.family}, {"protocol", m.protocol}, {"length", m.length}, {"targets", m.targets}};
  io::set_number(json, "nats_per_token", m.nats);
  io::set_number(json, "bits_per_byte", m.bits_per_byte);
  return json;
}

}  // namespace

io::Json to_json(const RunRecord& record) {
  Json json;
  json["schema"] = kSchema;
  json["arm"] = record.arm;
  json["spec"] = record.spec;
  json["seed"] = record.seed;
  json["fold"] = record.fold;
  json["parameters"] = record.parameters;
  json["steps"] = record.steps;
  json["lr"] = record.lr;
  if (record.diverged) json["diverged"] = *record.diverged;
  json["curve"] = Json::array();
  for (const auto& [step, nats] : record.curve) json["curve"].push_back(point("step", step, nats));
  json["measures"] = Json::array();
  for (const Measure& m : record.measures) json["measures"].push_back(to_json(m));
  json["refusals"] = Json::array();
  for (const Refusal& r : record.refusals) {
    json["refusals"].push_back({{"protocol", r.protocol}, {"length", r.length}, {"sentence", r.sentence}});
  }
  json["by_position"] = Json::array();
  for (const PositionBucket& b : record.by_position) json["by_position"].push_back(point("from", b.from, b.nats));
  if (!record.figures.empty()) {
    json["figures"] = Json::array();
    for (const auto& [name, value] : record.figures) {
      Json figure = {{"name", name}};
      io::set_number(figure, "value", value);
      json["figures"].push_back(figure);
    }
  }
  return json;
}

RunRecord run_record(const io::Json& json, const std::string& where) {
  const std::string& schema = io::text_field(json, "schema", where);
  if (schema != kSchema) throw std::runtime_error(where + ": schema must be " + kSchema + ", got '" + schema + "'");
  RunRecord record{.arm = io::text_field(json, "arm", where),
                   .spec = io::text_field(json, "spec", where),
                   .seed = io::count_field(json, "seed", where),
                   .fold = io::count_field(json, "fold", where),
                   .parameters = io::count_field(json, "parameters", where),
                   .steps = io::count_field(json, "steps", where),
                   .lr = io::real_field(json, "lr", where)};
  if (json.contains("diverged")) record.diverged = io::text_field(json, "diverged", where);
  for (const Json& p : io::list_field(json, "curve", where)) {
    record.curve.emplace_back(io::count_field(p, "step", where), io::real_field(p, "nats_per_token", where));
  }
  for (const Json& m : io::list_field(json, "measures", where)) {
    record.measures.push_back({.family = io::text_field(m, "family", where),
                               .protocol = io::text_field(m, "protocol", where),
                               .length = io::count_field(m, "length", where),
                               .targets = io::count_field(m, "targets", where),
                               .nats = io::real_field(m, "nats_per_token", where),
                               .bits_per_byte = io::real_field(m, "bits_per_byte", where)});
  }
  for (const Json& r : io::list_field(json, "refusals", where)) {
    record.refusals.push_back({.protocol = io::text_field(r, "protocol", where),
                               .length = io::count_field(r, "length", where),
                               .sentence = io::text_field(r, "sentence", where)});
  }
  for (const Json& b : io::list_field(json, "by_position", where)) {
    record.by_position.push_back(
        {.from = io::count_field(b, "from", where), .nats = io::real_field(b, "nats_per_token", where)});
  }
  if (json.contains("figures")) {
    for (const Json& f : io::list_field(json, "figures", where))
      record.figures.emplace_back(io::text_field(f, "name", where), io::real_field(f, "value", where));
  }
  return record;
}

}  // namespace sextant::tasks
