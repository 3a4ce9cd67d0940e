#include "sextant/tasks/plot_sound.h"

#include <fmt/core.h>

#include <filesystem>

#include "sextant/data/mel.h"
#include "sextant/data/sound_list.h"
#include "sextant/io/audio.h"
#include "sextant/tasks/failure.h"

namespace sextant::tasks {

bool is_sound(const std::string& what) { return data::is_sound(what); }

report::HeatMap log_mel_map(const std::string& path) {
  return or_fail({.code = "E-AUDIO", .message = {}}, [&] {
    const io::Audio audio = io::read_audio(path, io::Mixing::kMean);
    const data::MelOptions options;
    const data::LogMel mel(options, audio.rate);
    const torch::Tensor picture = mel.rows(audio.samples).t().flip(0).to(torch::kFloat64).contiguous();
    const int64_t bands = picture.size(0), rows = picture.size(1);
    return report::HeatMap{
        .title = fmt::format("{}: {:.2f} s at {} Hz, {} mel bands", std::filesystem::path(path).filename().string(),
                             audio.seconds(), audio.rate, bands),
        .rows = {.label = "band", .count = bands, .first = bands - 1, .step = -1},
        .columns = {.label = fmt::format("time in {:g} ms", 1000 * mel.seconds_per_row()), .count = rows},
        .values = {picture.data_ptr<double>(), picture.data_ptr<double>() + picture.numel()},
        .value = "energy",
        .range = {{-1, 1}}};
  });
}

}  // namespace sextant::tasks
