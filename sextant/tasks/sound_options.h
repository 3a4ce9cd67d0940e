// What a model of sounds is made from: its data as options.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sextant/data/labelled.h"
#include "sextant/data/mel.h"
#include "sextant/data/read_sound.h"
#include "sextant/data/sound_list.h"

namespace sextant::tasks {

struct SoundDataOptions {
  std::string data = {};  ///< a path
  std::string test = {};  ///< the same; empty = a share of `data`
  data::SoundListOptions list = {};
  data::LabelledOptions table = {};  ///< of a table of paths
  data::SoundReading reading = {};
  data::MelOptions mel = {};
  double tick = 0;        ///< seconds that count as one position; 0 = from one row to the next
  double hold_out = 0.1;  ///< share of the training sounds that chooses; without `test` as much again is tested
  int64_t batch = 32;     ///< sounds a micro-batch
  int64_t data_seed = 42;

  bool operator==(const SoundDataOptions&) const = default;
};
template <class Visit>
void fields(SoundDataOptions& options, Visit&& visit) {
  visit("data", options.data, "sounds with labels: a folder of .wav, .flac, .ogg, or a table of their paths");
  visit("test", options.test, "sounds to report on; without it a share of the data is kept for that");
  fields(options.list, visit);
  fields(options.table, visit);
  fields(options.reading, visit);
  fields(options.mel, visit);
  visit("tick", options.tick, "seconds that count as one position; 0 = from one row to the next");
  visit("hold-out", options.hold_out, "share of the training sounds that chooses the best weights");
  visit("batch-size", options.batch, "sounds a micro-batch");
  visit("data-seed", options.data_seed, "of the parts held out and of the order of sounds");
}

}  // namespace sextant::tasks
