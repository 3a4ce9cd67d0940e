// What a model of series is fed: which values, on what scale, and where in time its rows stand.
//
// Kept with the model under "meta"."series", so that who uses it shows it series as training did.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sextant/data/feature_batches.h"
#include "sextant/data/series.h"
#include "sextant/io/json.h"
#include "sextant/models/options.h"

namespace sextant::tasks {

struct SeriesInput {
  std::string id = "id", time = "t";              ///< columns
  std::vector<std::string> names = {};            ///< of the values, F of them
  std::vector<double> mean = {}, deviation = {};  ///< [F], of the training rows: a value becomes (x - mean) / deviation
  double origin = 0;                              ///< the time that is position 0
  double tick = 1;                                ///< of time, in the table's unit: one position
  bool timed = true;  ///< rows stand at their time, which the encoding takes; else at their order
  int64_t rows = 0;   ///< read of a series, from its beginning

  bool operator==(const SeriesInput&) const = default;
};

/// The scale of training series: columns, means and deviations, the earliest time, the median gap as the tick, the
/// longest.
/// @param columns  .values names them all
/// @throws std::invalid_argument for no rows
SeriesInput series_input(const std::vector<data::Series>& series, const data::SeriesColumns& columns);

/// The columns of a table for such a model.
data::SeriesColumns columns_of(const SeriesInput& input);

/// A series on its way into a model.
data::FeatureExample example_of(const data::Series& series, const SeriesInput& input,
                                std::vector<int64_t> targets = {});

io::Json to_json(const SeriesInput& input);
/// @param meta  of a model folder
/// @throws Failure E-MODEL-FILE for a model that was not trained on series, or whose folder does not say how
SeriesInput series_input_of(const io::Json& meta, const models::ModelOptions& model,
                            const std::filesystem::path& folder);

}  // namespace sextant::tasks
