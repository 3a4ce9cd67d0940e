// A matrix of numbers to be seen as colours, and its pooling to what a picture can show.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sextant::report {

/// Sequential: viridis, for magnitudes. Diverging: blue, white at 0, orange, for signed numbers.
enum class Colours { kSequential, kDiverging };

/// How many cells become one when the picture is smaller than the matrix. Max is of the number itself.
enum class Pooling { kMean, kMax };

struct HeatAxis {
  std::string label;
  int64_t count;
  std::vector<std::string> names = {};  ///< one per index; empty: first + index·step
  int64_t first = 0;
  int64_t step = 1;
};

struct HeatMap {
  std::string title;
  HeatAxis rows;                ///< from the top
  HeatAxis columns;             ///< from the left
  std::vector<double> values;   ///< [rows.count][columns.count], row-major; NaN: no value
  std::string value = "value";  ///< what a number is
  std::string unit = {};
  Colours colours = Colours::kSequential;
  Pooling pooling = Pooling::kMean;
  std::optional<std::pair<double, double>> range = {};  ///< ends of the colour scale; none: those of the numbers
};

/// @throws std::invalid_argument naming the map and both sizes, unless values fit the axes and counts are positive
void check(const HeatMap& map);

/// The name of one row or column.
std::string name_of(const HeatAxis& axis, int64_t index);

/// Ends of the colour scale: the range given, or that of the finite numbers; symmetric about 0 if diverging.
std::pair<double, double> colour_range(const HeatMap& map);

/// The map with at most `rows` x `columns` cells, each the mean or the maximum of a block; names are the first of
/// each block. The colour range stays that of the whole map, and the title is untouched.
HeatMap pooled(const HeatMap& map, int64_t rows, int64_t columns);

/// "position x channel, 4096 x 512, each cell the mean of 16 x 4; value from -1 to 1": what a reader must know.
/// @param shown  `map` itself or what pooled() made of it
std::string caption(const HeatMap& map, const HeatMap& shown);

}  // namespace sextant::report
