// Lays out a heat map: title, cells with names at the left and below, colour bar at the right, caption.
#include <algorithm>
#include <bit>
#include <cmath>

#include "sextant/report/font.h"
#include "sextant/report/number.h"
#include "sextant/report/scene.h"
#include "sextant/report/ticks.h"
#include "sextant/report/utf8.h"

namespace sextant::report {
namespace {

constexpr double kWidth = 760, kMargin = 20, kSmall = 12, kLarge = 15, kLine = 20;
constexpr double kBarSpace = 92, kBarWidth = 14;       // colour bar with its numbers
constexpr double kMostHeight = 460, kLeastSide = 140;  // of the cells
constexpr double kLeastShare = 0.7;                    // of the room across: a tall, narrow map is stretched
constexpr double kMostNames = 150;                     // room for the names of rows
constexpr int kBarColours = 64;

/// The widest name of a row, at most kMostNames.
double names_width(const HeatAxis& axis) {
  double widest = 0;
  for (int64_t i = 0; i < axis.count; ++i) widest = std::max(widest, text_width(name_of(axis, i), kSmall));
  return std::min(widest, kMostNames);
}

/// At least `least`: a power of two if the axis has a power of two places, else 1, 2 or 5 times a power of ten.
int64_t round_stride(int64_t count, int64_t least) {
  if (std::has_single_bit(static_cast<uint64_t>(count))) return std::bit_ceil(static_cast<uint64_t>(least));
  for (int64_t power = 1;; power *= 10) {
    for (const int64_t factor : {1, 2, 5}) {
      if (factor * power >= least) return factor * power;
    }
  }
}

/// Indices that get a name: evenly spaced, at least `room` CSS pixels apart.
std::vector<int64_t> named(const HeatAxis& axis, double length, double room) {
  const double most = std::max(1.0, std::floor(length / room));
  const int64_t stride =
      round_stride(axis.count, static_cast<int64_t>(std::ceil(static_cast<double>(axis.count) / most)));
  std::vector<int64_t> result;
  for (int64_t i = 0; i < axis.count; i += stride) result.push_back(i);
  return result;
}

std::vector<Rgb> colours(const HeatMap& shown) {
  const auto range = colour_range(shown);
  std::vector<Rgb> result;
  for (const double value : shown.values) result.push_back(colour_of(value, shown.colours, range));
  return result;
}

class Layout {
 public:
  Layout(const HeatMap& map, const HeatMap& shown, Furniture furniture)
      : map_(map), shown_(shown), furniture_(furniture), frame_(heat_frame(shown, furniture)) {}

  Scene build() {
    if (furniture_ == Furniture::kAll) {
      add(Label{.at = {kMargin, kMargin + kLarge},
                .text = map_.title,
                .paint = {Ink::kText},
                .size = kLarge,
                .weight = Weight::kBold});
      add(Raster{.at = {frame_.x, frame_.y},
                 .width = frame_.width,
                 .height = frame_.height,
                 .rows = shown_.rows.count,
                 .columns = shown_.columns.count,
                 .colours = colours(shown_)});
    }
    outline({frame_.x, frame_.y}, frame_.width, frame_.height);
    row_names();
    column_names();
    bar();
    double bottom = frame_.y + frame_.height + 46;
    if (furniture_ == Furniture::kAll) bottom = caption_lines(bottom + 12);
    return {.width = kWidth,
            .height = bottom,
            .title = map_.title,
            .what = "Heat map of " + caption(map_, shown_) + ".",
            .items = std::move(items_)};
  }

 private:
  void add(auto shape) { items_.push_back({std::move(shape)}); }
  void text(Spot at, std::string words, Anchor anchor = Anchor::kStart) {
    add(Label{.at = at, .text = std::move(words), .paint = {Ink::kMuted}, .size = kSmall, .anchor = anchor});
  }
  void tick(Spot from, Spot to) { add(Stroke{.spots = {from, to}, .paint = {Ink::kFrame}, .width = 1}); }
  void outline(Spot at, double width, double height) {
    add(Stroke{.spots = {at, {at.x + width, at.y}, {at.x + width, at.y + height}, {at.x, at.y + height}, at},
               .paint = {Ink::kFrame},
               .width = 1});
  }

  void row_names() {
    text({kMargin, frame_.y - 10}, map_.rows.label + " ↓");
    const double step = frame_.height / static_cast<double>(shown_.rows.count);
    for (const int64_t row : named(shown_.rows, frame_.height, 16)) {
      const double y = frame_.y + (static_cast<double>(row) + 0.5) * step;
      tick({frame_.x - 4, y}, {frame_.x, y});
      text({frame_.x - 8, y + 4}, name_of(shown_.rows, row), Anchor::kEnd);
    }
  }

  void column_names() {
    const double step = frame_.width / static_cast<double>(shown_.columns.count), y = frame_.y + frame_.height;
    double widest = 0;
    for (int64_t i = 0; i < shown_.columns.count; ++i)
      widest = std::max(widest, text_width(name_of(shown_.columns, i), kSmall));
    for (const int64_t column : named(shown_.columns, frame_.width, widest + 10)) {
      const double x = frame_.x + (static_cast<double>(column) + 0.5) * step;
      tick({x, y}, {x, y + 4});
      text({x, y + 18}, name_of(shown_.columns, column), Anchor::kMiddle);
    }
    text({frame_.x + frame_.width / 2, y + 37}, map_.columns.label + " →", Anchor::kMiddle);
  }

  void bar() {
    const double x = frame_.x + frame_.width + 24;
    const auto [low, high] = colour_range(shown_);
    Raster scale = {.at = {x, frame_.y},
                    .width = kBarWidth,
                    .height = frame_.height,
                    .rows = kBarColours,
                    .columns = 1,
                    .colours = {}};
    for (int i = 0; i < kBarColours; ++i)
      scale.colours.push_back(colour_at(shown_.colours, 1 - (i + 0.5) / kBarColours));
    add(std::move(scale));
    outline({x, frame_.y}, kBarWidth, frame_.height);
    text({x, frame_.y - 10}, map_.unit.empty() ? map_.value : map_.value + " (" + map_.unit + ")");
    if (high <= low) return text({x + kBarWidth + 8, frame_.y + frame_.height / 2 + 4}, significant(low, 4));
    for (const Tick& at : ticks(low, high, Scale::kLinear, std::max(2, static_cast<int>(frame_.height / 50)))) {
      const double y = frame_.y + frame_.height * (1 - (at.at - low) / (high - low));
      tick({x + kBarWidth, y}, {x + kBarWidth + 4, y});
      text({x + kBarWidth + 8, y + 4}, at.label);
    }
  }

  double caption_lines(double y) {
    for (const std::string& line : wrapped(caption(map_, shown_), 104)) {
      text({kMargin, y}, line);
      y += kLine - 3;
    }
    return y + 3;
  }

  const HeatMap& map_;
  const HeatMap& shown_;
  const Furniture furniture_;
  const Frame frame_;
  std::vector<Item> items_;
};

}  // namespace

Frame heat_frame(const HeatMap& shown, Furniture furniture) {
  const double left = kMargin + names_width(shown.rows) + 10;
  const double room = kWidth - kMargin - kBarSpace - left;
  const double ratio = static_cast<double>(shown.rows.count) / static_cast<double>(shown.columns.count);
  const double height = std::clamp(room * ratio, kLeastSide, kMostHeight);
  const double width = std::clamp(height / ratio, kLeastShare * room, room);
  return {
      .x = left, .y = furniture == Furniture::kAll ? kMargin + kLarge + 10 + 24 : 32, .width = width, .height = height};
}

Scene scene(const HeatMap& map, const HeatMap& shown, Furniture furniture) {
  check(map);
  return Layout(map, shown, furniture).build();
}

}  // namespace sextant::report
