#include "sextant/train/trainer_state.h"

#include <fmt/core.h>

#include <stdexcept>
#include <string>

#include "sextant/io/field.h"

namespace sextant::train {
namespace {

constexpr std::string_view kSchema = "sextant.trainer/1";

}  // namespace

io::Json to_json(const TrainerState& state) {
  io::Json json = {
      {"schema", kSchema}, {"step", state.step}, {"planned_steps", state.planned_steps}, {"tokens", state.tokens}};
  io::set_number(json, "loss", state.loss);
  json["best"] = nullptr;
  if (state.best) io::set_number(json, "best", *state.best);
  json["best_step"] = state.best_step;
  json["stale"] = state.stale;
  return json;
}

TrainerState trainer_state(const io::Json& json, std::string_view where) {
  const std::string& schema = io::text_field(json, "schema", where);
  if (schema != kSchema) {
    throw std::runtime_error(fmt::format("{}: schema must be {}, got '{}'", where, kSchema, schema));
  }
  TrainerState state = {.step = io::count_field(json, "step", where),
                        .planned_steps = io::count_field(json, "planned_steps", where),
                        .tokens = io::count_field(json, "tokens", where),
                        .loss = io::real_field(json, "loss", where),
                        .best_step = io::count_field(json, "best_step", where),
                        .stale = io::count_field(json, "stale", where)};
  if (!io::field(json, "best", where).is_null()) state.best = io::real_field(json, "best", where);
  return state;
}

}  // namespace sextant::train
