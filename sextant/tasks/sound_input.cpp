#include "sextant/tasks/sound_input.h"

#include <fmt/core.h>

#include <algorithm>
#include <stdexcept>

#include "sextant/settings/spec.h"
#include "sextant/tasks/failure.h"

namespace sextant::tasks {

SoundRows::SoundRows(const SoundInput& input) : input_(input), mel_(input.mel, input.rate) {}

int64_t SoundRows::rows_of(int64_t samples) const { return mel_.count(samples); }

data::FeatureExample SoundRows::of(const std::vector<float>& samples, std::vector<int64_t> targets) const {
  torch::Tensor rows = mel_.rows(samples);
  rows = rows.slice(0, 0, std::min(rows.size(0), input_.rows));
  data::FeatureExample example{.features = rows, .targets = std::move(targets)};
  const double tick = input_.tick > 0 ? input_.tick : mel_.seconds_per_row();
  if (input_.timed) example.times = torch::arange(rows.size(0), torch::kFloat64) * (mel_.seconds_per_row() / tick);
  return example;
}

std::vector<data::FeatureExample> examples_of(const std::vector<data::LabelledSound>& sounds, const SoundRows& rows) {
  std::vector<data::FeatureExample> examples;
  for (const data::LabelledSound& sound : sounds) examples.push_back(rows.of(sound.samples, {sound.label}));
  return examples;
}

std::vector<int64_t> classes_of(const std::vector<data::LabelledSound>& sounds) {
  std::vector<int64_t> classes;
  for (const data::LabelledSound& sound : sounds) classes.push_back(sound.label);
  return classes;
}

io::Json to_json(const SoundInput& input) {
  io::Json json = io::Json::object();
  for (const auto& [key, value, sentence] : settings::options_list(input)) json[key] = value;
  return json;
}

SoundInput sound_input_of(const io::Json& meta, const models::ModelOptions& model,
                          const std::filesystem::path& folder) {
  if (!meta.contains("sound") || !meta["sound"].is_object()) {
    throw Failure({.code = "E-MODEL-FILE",
                   .message = fmt::format("'{}' was not trained on sounds", folder.string()),
                   .hints = {"sextant train audio --data FOLDER --label-from-name '{label}_*'"}});
  }
  return or_fail({.code = "E-MODEL-FILE", .message = {}, .where = (folder / "config.json").string()}, [&] {
    settings::Spec spec{.name = "sound"};
    for (const auto& [key, value] : meta["sound"].items())
      spec.options.emplace_back(key, value.is_string() ? value.get<std::string>() : io::to_text(value));
    const SoundInput input = settings::read(spec, SoundInput{});
    if (input.rate < 1 || input.rows < 1 || input.mel.bands != models::features_of(model)) {
      throw std::runtime_error(
          fmt::format("sound: a rate of {}, {} rows and {} bands do not fit a model of {} features", input.rate,
                      input.rows, input.mel.bands, models::features_of(model)));
    }
    return input;
  });
}

}  // namespace sextant::tasks
