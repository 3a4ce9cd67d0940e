// What a model of sounds is fed: the rate, the bands, how many rows, and where rows stand for its encoding.
//
// Kept with the model under "meta"."sound", so that who uses it shows it sounds as training did.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sextant/data/feature_batches.h"
#include "sextant/data/mel.h"
#include "sextant/data/sound_strings.h"
#include "sextant/io/audio.h"
#include "sextant/io/json.h"
#include "sextant/models/model.h"

namespace sextant::tasks {

struct SoundInput {
  int64_t rate = 0;  ///< samples a second
  io::Mixing mixing = io::Mixing::kRefuse;
  data::MelOptions mel = {};
  double tick = 0;    ///< seconds that count as one position; 0 = from one row to the next
  bool timed = true;  ///< rows stand at their time, which the encoding takes; else at their order
  int64_t rows = 0;   ///< read of a sound, from its beginning

  bool operator==(const SoundInput&) const = default;
};
template <class Visit>
void fields(SoundInput& input, Visit&& visit) {
  visit("rate", input.rate, "samples a second");
  visit("mixing", input.mixing, "what is done with a sound of several channels");
  fields(input.mel, visit);
  visit("tick", input.tick, "seconds that count as one position");
  visit("timed", input.timed, "whether rows stand at their time");
  visit("rows", input.rows, "read of a sound");
}

/// Sounds on their way into a model.
class SoundRows {
 public:
  /// @throws c10::ValueError as data::LogMel
  explicit SoundRows(const SoundInput& input);
  /// @param samples  at input.rate
  data::FeatureExample of(const std::vector<float>& samples, std::vector<int64_t> targets = {}) const;
  /// Rows of so many samples, before any cut.
  int64_t rows_of(int64_t samples) const;

 private:
  SoundInput input_;
  data::LogMel mel_;
};

/// Sounds with their label as the one target.
std::vector<data::FeatureExample> examples_of(const std::vector<data::LabelledSound>& sounds, const SoundRows& rows);
std::vector<int64_t> classes_of(const std::vector<data::LabelledSound>& sounds);

io::Json to_json(const SoundInput& input);
/// @param meta  of a model folder
/// @throws Failure E-MODEL-FILE for a model that was not trained on sounds, or whose folder does not say how
SoundInput sound_input_of(const io::Json& meta, const models::ModelOptions& model, const std::filesystem::path& folder);

}  // namespace sextant::tasks
