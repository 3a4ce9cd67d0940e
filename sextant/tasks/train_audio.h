// `train audio`: a reader of log-mel rows that learns the labels of sounds, or to write down strings of them.
//
// As `train classify`: a share of the training sounds chooses the best weights, and the figures are of sounds that
// chose nothing: other recordings of the same speakers, or with --group speakers never heard. Strings are the sounds
// of a part joined (data/sound_strings.h), learned without saying where each stands (models/transcriber.h).
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sextant/data/sound_strings.h"
#include "sextant/eval/classification.h"
#include "sextant/eval/error_rate.h"
#include "sextant/io/json.h"
#include "sextant/report/document.h"
#include "sextant/settings/spec.h"
#include "sextant/tasks/classification_report.h"
#include "sextant/tasks/classifier_options.h"
#include "sextant/tasks/context.h"
#include "sextant/tasks/image_options.h"
#include "sextant/tasks/majority.h"
#include "sextant/tasks/run_folder.h"
#include "sextant/tasks/sound_input.h"
#include "sextant/tasks/sound_options.h"
#include "sextant/train/loop.h"

namespace sextant::tasks {

enum class SoundTarget { kLabel, kString };
constexpr auto names_of(SoundTarget) {
  return std::array<std::pair<std::string_view, SoundTarget>, 2>{
      {{"label", SoundTarget::kLabel}, {"string", SoundTarget::kString}}};
}

struct TrainAudioOptions {
  SoundDataOptions data = {};
  SoundTarget target = SoundTarget::kLabel;
  data::SoundStringOptions strings = {};
  int64_t test_strings = 300;
  ReaderOptions model = {.dropout = 0.1};
  train::TrainOptions train = {.lr = 1e-3, .warmup = "5%", .better = train::Better::kHigher};
  double epochs = 30;      ///< passes over the training sounds; 0 = use train.steps
  int64_t log_every = 10;  ///< steps
  RunOptions run = {};

  bool operator==(const TrainAudioOptions&) const = default;
};
template <class Visit>
void fields(TrainAudioOptions& options, Visit&& visit) {
  fields(options.data, visit);
  visit("target", options.target, "what is learned: the label of each sound, or strings of sounds joined");
  fields(options.strings, visit);
  visit("test-samples", options.test_strings, "strings made of the sounds that choose, and of those reported on");
  fields(options.model, unless_of_words(visit));
  fields(options.train, visit);
  visit("epochs", options.epochs, "passes over the training sounds, in place of steps; 0 = use steps");
  visit("log-every", options.log_every, "steps between lines of metrics.jsonl");
}
static_assert(settings::Fields<TrainAudioOptions>);

/// Figures of labels: the best weights on sounds that chose nothing.
struct LabelFigures {
  eval::Classification test;
  Majority majority;
};
/// Figures of strings.
struct StringFigures {
  eval::Edits edits;  ///< over all test strings
  int64_t strings;
  int64_t right;  ///< strings without an error
};

struct TrainAudioResult {
  std::filesystem::path folder;
  train::TrainResult training;
  int64_t parameters;
  std::string pos;
  SoundInput input;
  std::vector<std::string> labels;
  int64_t train_sounds;
  std::optional<LabelFigures> of_labels;
  std::optional<StringFigures> of_strings;
};

/// @throws Failure as run_training and open_sound_parts; E-SPEC for an encoding the reader has no place for;
///         E-USAGE-VALUE for bands, windows or strings that cannot be
TrainAudioResult train_audio(const TrainAudioOptions& options, const Context& context);

/// What a model reads: "40 mel bands every 10 ms at 8000 Hz, positions by order".
std::string in_words(const SoundInput& input);
report::Document document(const TrainAudioResult& result);
io::Json to_json(const TrainAudioResult& result);

}  // namespace sextant::tasks
