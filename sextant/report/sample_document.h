// A document with every kind of part and hostile labels, for tests and for looking at.
#pragma once

#include <cmath>
#include <limits>

#include "sextant/report/document.h"

namespace sextant::report {

constexpr const char* kHostile = "<script>alert('x')</script> & \"quotes\"";

inline Chart sample_chart() {
  Chart chart = {.title = "Loss beyond the training length",
                 .x = {.label = "length", .unit = "tokens", .scale = Scale::kLog2},
                 .y = {.label = "loss", .unit = "nats/token"}};
  for (const auto& [name, slope] : {std::pair{"rope", 0.3}, {"alibi", 0.05}, {kHostile, 0.15}}) {
    Series series = {.name = name};
    for (int k = 0; k < 6; ++k) {
      const double y = 1.5 + slope * k;
      series.points.push_back({.x = std::exp2(6 + k), .y = y, .low = y - 0.05, .high = y + 0.05});
    }
    chart.series.push_back(series);
  }
  chart.vertical = {{.at = 256, .label = "training length"}};
  chart.horizontal = {{.at = 2.5, .label = "chance"}};
  return chart;
}

inline HeatMap sample_map() {
  HeatMap map = {.title = "Sinusoidal encoding",
                 .rows = {.label = "position", .count = 32},
                 .columns = {.label = "channel", .count = 16},
                 .values = {},
                 .colours = Colours::kDiverging};
  for (int position = 0; position < 32; ++position) {
    for (int channel = 0; channel < 16; ++channel) {
      const double angle = position * std::pow(1e4, -(channel / 2) / 8.0);
      map.values.push_back(channel % 2 == 0 ? std::sin(angle) : std::cos(angle));
    }
  }
  map.values[5] = std::numeric_limits<double>::quiet_NaN();
  return map;
}

inline Table sample_table() {
  Table table = {
      .caption = "Encodings, best first",
      .columns = {
          {.name = "encoding", .align = Align::kLeft}, {.name = "loss", .unit = "nats/token"}, {.name = "runs"}}};
  table.rows.resize(3, std::vector<Cell>(3));
  table.rows[0] = {"rope", 1.23456, int64_t{5}};
  table.rows[1] = {kHostile, 10.5, int64_t{12}};
  table.rows[2][0] = "nope, \"plain\"";
  return table;
}

inline Document sample_document() {
  return {.title = "Sample of every part",
          .parts = {
              AnswerCard{.answer = "rope is best", .facts = {{"difference", "0.12 nats/token"}, {"source", kHostile}}},
              Heading{.text = "Results"},
              Paragraph{.text = std::string("See arXiv:2104.09864, or https://example.org/a?b=1. ") + kHostile},
              sample_table(), sample_chart(), sample_map(),
              Code{.text = "sextant compare --pos rope --pos 'alibi'", .caption = "To do it again"},
              RawJson{.name = "result", .text = R"({"loss":1.5,"text":"</script>"})"}}};
}

}  // namespace sextant::report
