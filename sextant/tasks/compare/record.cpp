#include "sextant/tasks/compare/record.h"

#include <stdexcept>

namespace sextant::tasks {

using io::Json;

io::Json to_json(const RunRecord& record) {
  Json json;
  json["schema"] = "sextant.compare.run/1";
  json["arm"] = record.arm;
  json["spec"] = record.spec;
  json["seed"] = record.seed;
  json["fold"] = record.fold;
  json["parameters"] = record.parameters;
  json["steps"] = record.steps;
  json["lr"] = record.lr;
  if (record.diverged) json["diverged"] = *record.diverged;
  json["curve"] = Json::array();
  for (const auto& [step, nats] : record.curve) json["curve"].push_back({{"step", step}, {"nats_per_token", nats}});
  json["measures"] = Json::array();
  for (const Measure& m : record.measures) {
    json["measures"].push_back({{"family", m.family},
                                {"protocol", m.protocol},
                                {"length", m.length},
                                {"targets", m.targets},
                                {"nats_per_token", m.nats},
                                {"bits_per_byte", m.bits_per_byte}});
  }
  json["refusals"] = Json::array();
  for (const Refusal& r : record.refusals) {
    json["refusals"].push_back({{"protocol", r.protocol}, {"length", r.length}, {"sentence", r.sentence}});
  }
  json["by_position"] = Json::array();
  for (const PositionBucket& b : record.by_position) {
    json["by_position"].push_back({{"from", b.from}, {"nats_per_token", b.nats}});
  }
  return json;
}

RunRecord run_record(const io::Json& json, const std::string& where) {
  try {
    RunRecord record{.arm = json.at("arm"),
                     .spec = json.at("spec"),
                     .seed = json.at("seed"),
                     .fold = json.at("fold"),
                     .parameters = json.at("parameters"),
                     .steps = json.at("steps"),
                     .lr = json.at("lr")};
    if (json.contains("diverged")) record.diverged = json.at("diverged").get<std::string>();
    for (const Json& point : json.at("curve")) {
      record.curve.emplace_back(point.at("step").get<int64_t>(), point.at("nats_per_token").get<double>());
    }
    for (const Json& m : json.at("measures")) {
      record.measures.push_back({m.at("family"), m.at("protocol"), m.at("length"), m.at("targets"),
                                 m.at("nats_per_token"), m.at("bits_per_byte")});
    }
    for (const Json& r : json.at("refusals")) {
      record.refusals.push_back({r.at("protocol"), r.at("length"), r.at("sentence")});
    }
    for (const Json& b : json.at("by_position")) record.by_position.push_back({b.at("from"), b.at("nats_per_token")});
    return record;
  } catch (const Json::exception& error) {
    throw std::runtime_error(where + ": no record of a run: " + error.what());
  }
}

}  // namespace sextant::tasks
