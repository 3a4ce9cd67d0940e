#include "sextant/tasks/plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numbers>

#include "sextant/io/json_lines.h"
#include "sextant/report/json.h"
#include "sextant/settings/value.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/plot_sound.h"
#include "sextant/tasks/values.h"
#include "sextant/train/schedule.h"

namespace sextant::tasks {
namespace {

using report::Chart;
using report::HeatMap;

constexpr int64_t kMostCurves = 8;  // heads told apart in one chart

ValuesResult values_of(const std::string& spec, const PlotOptions& options, const Context& context) {
  return values({.spec = spec,
                 .channels = options.channels,
                 .heads = options.heads,
                 .positions = options.positions,
                 .queries = options.positions,
                 .keys = options.positions,
                 .longest = options.longest,
                 .seed = options.seed},
                context);
}

const ValuesArray* find(const ValuesResult& result, std::string_view name) {
  for (const ValuesArray& array : result.arrays) {
    if (array.name == name) return &array;
  }
  return nullptr;
}

[[noreturn]] void refuse(const ValuesResult& result, const std::string& what) {
  throw Failure(
      {.code = "E-USAGE-VALUE", .message = fmt::format("'{}' ({}) has no {} to draw", result.spec, result.site, what)});
}

report::HeatAxis axis_of(const std::string& label, const std::vector<double>& numbers) {
  report::HeatAxis axis = {.label = label, .count = std::ssize(numbers)};
  for (const double number : numbers) axis.names.push_back(settings::print_real(number));
  return axis;
}

HeatMap matrix(const ValuesResult& result, const ValuesArray& array, std::string title) {
  return {.title = std::move(title),
          .rows = axis_of("position", result.positions),
          .columns = {.label = array.axes.back(), .count = array.shape.back()},
          .values = array.values,
          .colours = report::Colours::kDiverging};
}

/// Rows whose dot products tell positions apart: the embedding's, or cosines beside sines.
struct Rows {
  std::vector<double> values;
  int64_t width;
  double scale;  ///< of a dot product, for pairs of unit length: their number
};
Rows rows_of(const ValuesResult& result) {
  if (const ValuesArray* rows = find(result, "rows"))
    return {.values = rows->values, .width = rows->shape[1], .scale = 1};
  const ValuesArray *cos = find(result, "cos"), *sin = find(result, "sin");
  if (cos == nullptr || cos->shape.size() != 2) refuse(result, "rows or rotations");
  const int64_t pairs = cos->shape[1];
  Rows made = {.values = {}, .width = 2 * pairs, .scale = static_cast<double>(pairs)};
  for (int64_t p = 0; p < cos->shape[0]; ++p) {
    for (const ValuesArray* part : {cos, sin}) {
      made.values.insert(made.values.end(), part->values.begin() + p * pairs, part->values.begin() + (p + 1) * pairs);
    }
  }
  return made;
}

HeatMap dot_products(const ValuesResult& result) {
  const Rows rows = rows_of(result);
  const auto count = std::ssize(result.positions);
  HeatMap map = {.title = "Dot products of " + result.spec,
                 .rows = axis_of("position", result.positions),
                 .columns = axis_of("other position", result.positions),
                 .values = {},
                 .value = rows.scale == 1 ? "dot product" : "mean cosine of the pairs",
                 .colours = report::Colours::kDiverging};
  for (int64_t i = 0; i < count; ++i) {
    for (int64_t j = 0; j < count; ++j) {
      double sum = 0;
      for (int64_t c = 0; c < rows.width; ++c) sum += rows.values[i * rows.width + c] * rows.values[j * rows.width + c];
      map.values.push_back(sum / rows.scale);
    }
  }
  return map;
}

/// The bias of the last query against its distance to each key, one curve a head.
Chart bias(const ValuesResult& result) {
  const ValuesArray* array = find(result, "bias");
  if (array == nullptr) refuse(result, "bias");
  Chart chart = {.title = "Bias of " + result.spec + " by distance",
                 .x = {.label = "distance to the key", .unit = "tokens"},
                 .y = {.label = "bias", .unit = "score"}};
  const int64_t queries = array->shape[1], keys = array->shape[2];
  for (int64_t h = 0; h < std::min(array->shape[0], kMostCurves); ++h) {
    report::Series series = {.name = fmt::format("head {}", h)};
    for (int64_t key = keys - 1; key >= 0; --key) {
      const double value = array->values[(h * queries + queries - 1) * keys + key];
      const double distance = result.queries.back() - result.keys[key];
      series.points.push_back({.x = distance, .y = std::isfinite(value) ? value : std::nan("")});
    }
    std::sort(series.points.begin(), series.points.end(), [](const auto& a, const auto& b) { return a.x < b.x; });
    chart.series.push_back(std::move(series));
  }
  return chart;
}

Chart wavelengths(const ValuesResult& result, int64_t longest) {
  const ValuesArray* frequencies = find(result, "inv_freq");
  if (frequencies == nullptr || frequencies->shape.size() != 1) refuse(result, "wavelengths");
  Chart chart = {.title = "Wavelengths of " + result.spec,
                 .x = {.label = "pair"},
                 .y = {.label = "wavelength", .unit = "tokens", .scale = report::Scale::kLog10}};
  report::Series series = {.name = result.spec};
  for (int64_t p = 0; p < std::ssize(frequencies->values); ++p) {
    const double frequency = std::abs(frequencies->values[p]);  // a pair that stands still has no wavelength
    series.points.push_back(
        {.x = static_cast<double>(p), .y = frequency > 0 ? 2 * std::numbers::pi / frequency : std::nan("")});
  }
  chart.series.push_back(std::move(series));
  chart.horizontal.push_back({.at = static_cast<double>(longest), .label = "training length"});
  return chart;
}

/// What an encoding looks like, place by place.
std::vector<report::Part> pictures_of(const ValuesResult& result, const PlotOptions& options) {
  std::vector<report::Part> parts;
  if (const ValuesArray* rows = find(result, "rows")) parts.push_back(matrix(result, *rows, result.spec));
  if (const ValuesArray* cos = find(result, "cos"); cos != nullptr && cos->shape.size() == 2) {
    parts.push_back(matrix(result, *cos, "Cosines of " + result.spec));
    parts.push_back(wavelengths(result, options.longest));
  }
  if (find(result, "bias") != nullptr) parts.push_back(bias(result));
  if (parts.empty()) refuse(result, "numbers");
  return parts;
}

Chart schedule_chart(const PlotOptions& options) {
  const train::Schedule schedule = or_fail({.code = "E-USAGE-VALUE", .message = {}}, [&] {
    return train::parse_schedule(options.schedule, options.warmup, options.steps, options.min_lr / options.lr);
  });
  Chart chart = {
      .title = "Learning rate, " + options.schedule, .x = {.label = "step"}, .y = {.label = "learning rate"}};
  report::Series series = {.name = options.schedule};
  const int64_t stride = std::max<int64_t>(1, options.steps / 1000);
  for (int64_t step = 0; step < options.steps; step += stride) {
    series.points.push_back({.x = static_cast<double>(step), .y = options.lr * train::factor(schedule, step)});
  }
  chart.series.push_back(std::move(series));
  return chart;
}

/// One curve a split, of the losses in metrics.jsonl.
Chart learning_curve(const std::filesystem::path& folder) {
  const auto lines = or_fail({.code = "E-DATA-FILE", .message = {}, .where = folder.string()},
                             [&] { return io::read_json_lines(folder / "metrics.jsonl"); });
  Chart chart = {.title = "Learning curve of " + folder.filename().string(),
                 .x = {.label = "step"},
                 .y = {.label = "loss", .unit = "nats/token"}};
  for (const io::Json& line : lines) {
    if (!line.contains("loss") || !line["loss"].is_number() || !line.contains("step")) continue;
    const std::string split = line.value("split", "train");
    auto series =
        std::find_if(chart.series.begin(), chart.series.end(), [&](const auto& s) { return s.name == split; });
    if (series == chart.series.end()) series = chart.series.insert(series, {.name = split});
    series->points.push_back({.x = line["step"].get<double>(), .y = line["loss"].get<double>()});
  }
  if (chart.series.empty()) {
    throw Failure({.code = "E-DATA-FILE", .message = "no losses in " + (folder / "metrics.jsonl").string()});
  }
  return chart;
}

std::vector<report::Part> parts_of(const PlotOptions& options, const Context& context) {
  const auto spec = [&](const char* usual) { return options.pos.empty() ? std::string(usual) : options.pos; };
  if (options.what == "dot-products") return {dot_products(values_of(spec("sinusoidal"), options, context))};
  if (options.what == "bias") return {bias(values_of(spec("alibi"), options, context))};
  if (options.what == "wavelengths") return {wavelengths(values_of(spec("rope"), options, context), options.longest)};
  if (options.what == "lr-schedule") return {schedule_chart(options)};
  if (std::filesystem::exists(std::filesystem::path(options.what) / "metrics.jsonl"))
    return {learning_curve(options.what)};
  if (is_sound(options.what)) return {log_mel_map(options.what)};
  return pictures_of(values_of(options.what, options, context), options);
}

}  // namespace

PlotResult plot(const PlotOptions& options, const Context& context) {
  if (options.what.empty()) throw Failure({.code = "E-USAGE-VALUE", .message = "what to plot is missing"});
  if (std::filesystem::is_directory(options.what) &&
      !std::filesystem::exists(std::filesystem::path(options.what) / "metrics.jsonl")) {
    throw Failure({.code = "E-DATA-FILE", .message = "'" + options.what + "' is a folder without metrics.jsonl"});
  }
  PlotResult result = {.what = options.what, .pictures = {.title = options.what, .parts = parts_of(options, context)}};
  if (!context.command.empty())
    result.pictures.parts.push_back(report::Code{.text = context.command, .caption = "Drawn by"});
  return result;
}

report::Document document(const PlotResult& result) { return result.pictures; }

io::Json to_json(const PlotResult& result) {
  io::Json json = {{"schema", "sextant.plot/1"}, {"what", result.what}};
  json["parts"] = io::parse_json(report::to_json(result.pictures), "plot")["parts"];
  return json;
}

}  // namespace sextant::tasks
