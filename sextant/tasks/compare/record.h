// What one run of a comparison left behind: one line of results.jsonl. Nothing in it depends on the clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sextant/io/json.h"

namespace sextant::tasks {

/// One protocol at one length.
struct Measure {
  std::string family;    ///< "slide": the protocol without its numbers
  std::string protocol;  ///< "slide:256,32"
  int64_t length;        ///< tokens of the longest window; of suffix and crop context + scored
  int64_t targets;
  double nats;  ///< per token
  double bits_per_byte;

  bool operator==(const Measure&) const = default;
};

/// A length an encoding refuses, with its sentence.
struct Refusal {
  std::string protocol;
  int64_t length;
  std::string sentence;

  bool operator==(const Refusal&) const = default;
};

struct PositionBucket {
  int64_t from;  ///< first position of [from, 2·from)
  double nats;   ///< per token

  bool operator==(const PositionBucket&) const = default;
};

struct RunRecord {
  std::string arm;
  std::string spec;  ///< canonical
  int64_t seed;
  int64_t fold;
  int64_t parameters;
  int64_t steps;
  double lr;
  std::vector<std::pair<int64_t, double>> curve = {};  ///< step, loss on the part that chooses, nats per target
  std::vector<Measure> measures = {};
  std::vector<Refusal> refusals = {};
  std::vector<PositionBucket> by_position = {};
  std::vector<std::pair<std::string, double>> figures = {};  ///< by name, of tasks without lengths: "accuracy"
  std::optional<std::string> diverged = {};                  ///< the sentence, if training did

  bool operator==(const RunRecord&) const = default;
};

io::Json to_json(const RunRecord& record);
/// @throws std::runtime_error "WHERE: …" naming the field that is missing or of another type
RunRecord run_record(const io::Json& json, const std::string& where);

}  // namespace sextant::tasks
