// `plot`: an encoding, its dot products, its bias by distance, its wavelengths, a learning-rate schedule, the learning
// curve of a run, or the log-mel bands of a sound, as pictures.
#pragma once

#include <string>

#include "sextant/io/json.h"
#include "sextant/report/document.h"
#include "sextant/settings/spec.h"
#include "sextant/tasks/context.h"

namespace sextant::tasks {

struct PlotOptions {
  std::string what = {};
  std::string pos = {};
  int64_t channels = 64;
  int64_t heads = 8;
  std::string positions = "0..127";
  int64_t longest = 512;
  std::string schedule = "cosine";
  std::string warmup = "5%";
  int64_t steps = 1000;
  double lr = 3e-4;
  double min_lr = 0;
  int64_t seed = 42;

  bool operator==(const PlotOptions&) const = default;
};
template <class Visit>
void fields(PlotOptions& options, Visit&& visit) {
  visit("what", options.what,
        "an encoding, dot-products, bias, wavelengths, lr-schedule, a sound file, or the folder of a run");
  visit("pos", options.pos, "the encoding whose dot-products, bias or wavelengths are drawn");
  visit("channels", options.channels, "width of an embedding; width of a head for rotations");
  visit("heads", options.heads, "attention heads");
  visit("positions", options.positions, "positions drawn: 0..127");
  visit("longest", options.longest, "training length, marked where it matters");
  visit("schedule", options.schedule, "of lr-schedule: cosine, linear, wsd, …");
  visit("warmup", options.warmup, "of lr-schedule: steps, or a share such as 5%");
  visit("steps", options.steps, "of lr-schedule");
  visit("lr", options.lr, "peak of lr-schedule");
  visit("min-lr", options.min_lr, "end of lr-schedule");
  visit("seed", options.seed, "of the first values of trained tables");
}
static_assert(settings::Fields<PlotOptions>);

struct PlotResult {
  std::string what;
  report::Document pictures;
};

/// @throws Failure E-USAGE-VALUE if `what` is none of these, or the encoding has no such picture; E-DATA-FILE for a
///         folder without metrics; as values() does
PlotResult plot(const PlotOptions& options, const Context& context);

report::Document document(const PlotResult& result);
/// "sextant.plot/1", with the parts of report/json.h
io::Json to_json(const PlotResult& result);

}  // namespace sextant::tasks
