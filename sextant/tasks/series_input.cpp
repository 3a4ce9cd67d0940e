#include "sextant/tasks/series_input.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "sextant/io/reading.h"
#include "sextant/models/model.h"
#include "sextant/tasks/failure.h"

namespace sextant::tasks {
namespace {

/// The median time from one row to the next; 1 where no series has two moments.
double median_gap(const std::vector<data::Series>& series) {
  std::vector<double> gaps;
  for (const data::Series& one : series)
    for (size_t i = 1; i < one.times.size(); ++i)
      if (one.times[i] > one.times[i - 1]) gaps.push_back(one.times[i] - one.times[i - 1]);
  if (gaps.empty()) return 1;
  const auto middle = gaps.begin() + std::ssize(gaps) / 2;
  std::nth_element(gaps.begin(), middle, gaps.end());
  return *middle;
}

torch::Tensor matrix_of(const std::vector<std::vector<double>>& rows) {
  const auto count = std::ssize(rows), width = std::ssize(rows.front());
  torch::Tensor matrix = torch::empty({count, width}, torch::kFloat64);
  for (int64_t i = 0; i < count; ++i) matrix[i].copy_(torch::tensor(rows[i], torch::kFloat64));
  return matrix;
}

std::vector<double> list_of(const torch::Tensor& row) {
  const torch::Tensor values = row.contiguous();
  return {values.data_ptr<double>(), values.data_ptr<double>() + values.numel()};
}

}  // namespace

SeriesInput series_input(const std::vector<data::Series>& series, const data::SeriesColumns& columns) {
  if (series.empty()) throw std::invalid_argument("series: there must be at least one to learn from, got none");
  std::vector<torch::Tensor> all;
  SeriesInput input{.id = columns.id,
                    .time = columns.time,
                    .names = columns.values,
                    .origin = series.front().times.front(),
                    .tick = median_gap(series)};
  for (const data::Series& one : series) {
    all.push_back(matrix_of(one.values));
    input.origin = std::min(input.origin, one.times.front());
    input.rows = std::max(input.rows, std::ssize(one.times));
  }
  const torch::Tensor rows = torch::cat(all);
  const torch::Tensor deviation = rows.std(0, /*unbiased=*/false);
  input.mean = list_of(rows.mean(0));
  input.deviation = list_of(deviation.masked_fill(deviation == 0, 1));  // a value that never changes says nothing
  return input;
}

data::SeriesColumns columns_of(const SeriesInput& input) {
  return {.id = input.id, .time = input.time, .values = input.names};
}

data::FeatureExample example_of(const data::Series& series, const SeriesInput& input, std::vector<int64_t> targets) {
  const torch::Tensor mean = torch::tensor(input.mean, torch::kFloat64);
  const torch::Tensor deviation = torch::tensor(input.deviation, torch::kFloat64);
  const torch::Tensor rows = (matrix_of(series.values) - mean) / deviation;
  data::FeatureExample example{.features = rows.slice(0, 0, input.rows).to(torch::kFloat32),
                               .targets = std::move(targets)};
  if (!input.timed) return example;
  const torch::Tensor times = torch::tensor(series.times, torch::kFloat64);
  example.times = ((times - input.origin) / input.tick).slice(0, 0, input.rows);
  return example;
}

io::Json to_json(const SeriesInput& input) {
  return {{"id", input.id},     {"time", input.time},           {"names", input.names},
          {"mean", input.mean}, {"deviation", input.deviation}, {"origin", input.origin},
          {"tick", input.tick}, {"timed", input.timed},         {"rows", input.rows}};
}

SeriesInput series_input_of(const io::Json& meta, const models::ModelOptions& model,
                            const std::filesystem::path& folder) {
  if (!meta.contains("series")) {
    throw Failure({.code = "E-MODEL-FILE",
                   .message = fmt::format("'{}' was not trained on series", folder.string()),
                   .hints = {"sextant train series --data TABLE --pos SPEC"}});
  }
  return or_fail({.code = "E-MODEL-FILE", .message = {}}, [&] {
    io::Reading reading(meta["series"], (folder / "config.json").string() + ": series");
    SeriesInput input{.id = reading.text("id").value_or("id"),
                      .time = reading.text("time").value_or("t"),
                      .names = reading.texts("names").value_or(std::vector<std::string>{}),
                      .mean = reading.numbers("mean").value_or(std::vector<double>{}),
                      .deviation = reading.numbers("deviation").value_or(std::vector<double>{}),
                      .origin = reading.number("origin").value_or(0),
                      .tick = reading.number("tick").value_or(0),
                      .timed = reading.flag("timed").value_or(false),
                      .rows = reading.required_integer("rows")};
    const bool fits = input.mean.size() == input.names.size() && input.deviation.size() == input.names.size() &&
                      std::ssize(input.names) == models::features_of(model) && input.tick > 0 && input.rows >= 1;
    if (!fits) reading.refuse("its values do not fit each other or the model");
    return input;
  });
}

}  // namespace sextant::tasks
