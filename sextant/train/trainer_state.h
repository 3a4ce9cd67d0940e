// Where a training run stands, as trainer.json keeps it. Knows no tensor.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sextant/io/json.h"

namespace sextant::train {

/// Everything a loop knows beyond weights, optimiser and generator.
struct TrainerState {
  int64_t step = 0;           ///< optimiser steps done
  int64_t planned_steps = 0;  ///< total the schedule runs over
  int64_t tokens = 0;         ///< read so far
  double loss = 0;            ///< of the last step, nats per target
  std::optional<double> best = {};
  int64_t best_step = 0;
  int64_t stale = 0;  ///< evaluations since the last gain

  bool operator==(const TrainerState&) const = default;
};

/// {"schema":"sextant.trainer/1","step":1200,…}
io::Json to_json(const TrainerState& state);

/// @param where  what errors name first: the path
/// @throws std::runtime_error `WHERE: …` for another schema, or a field that is missing, negative or of another type
TrainerState trainer_state(const io::Json& json, std::string_view where);

}  // namespace sextant::train
