// Lays out a chart: title, legend, grid, axes, bands, curves, marks, from the top.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "sextant/report/font.h"
#include "sextant/report/number.h"
#include "sextant/report/scene.h"
#include "sextant/report/ticks.h"

namespace sextant::report {
namespace {

constexpr double kWidth = 760, kPlotHeight = 300, kMargin = 20, kSmall = 12, kLarge = 15, kLine = 20;
/// More points than this are a curve, not marks; each stays known to the pointer.
constexpr size_t kMostMarks = 24;

struct Bounds {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  void take(double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

std::string worded(const Axis& axis) {
  return axis.unit.empty() ? axis.label : fmt::format("{} ({})", axis.label, axis.unit);
}

/// One chart on its way to a scene.
class Layout {
 public:
  Layout(const Chart& chart, Furniture furniture) : chart_(chart), furniture_(furniture) {
    check(chart);
    find_ranges();
  }

  Scene build() {
    if (furniture_ == Furniture::kAll) head();
    top_ = y_ + kLine;
    bottom_ = top_ + kPlotHeight;
    place_sides();
    axes();
    for (int s = 0; s < std::ssize(chart_.series); ++s) band(s);
    marks();
    for (int s = 0; s < std::ssize(chart_.series); ++s) curve(s);
    scene_.width = kWidth;
    scene_.height = bottom_ + 50;
    scene_.title = chart_.title;
    scene_.what = description();
    return std::move(scene_);
  }

 private:
  void find_ranges() {
    Bounds x, y;
    for (const Series& series : chart_.series) {
      for (const Point& point : series.points) {
        x.take(point.x);
        for (const double value : {point.y, point.low, point.high}) y.take(value);
      }
    }
    for (const Mark& mark : chart_.vertical) x.take(mark.at);
    for (const Mark& mark : chart_.horizontal) y.take(mark.at);
    if (x.low > x.high) x = {1, 2};
    if (y.low > y.high) y = {1, 2};
    x_low_ = x.low;
    x_high_ = x.high;
    if (x.low == x.high) std::tie(x_low_, x_high_) = round_range(x.low, x.high, chart_.x.scale);
    std::tie(y_low_, y_high_) = round_range(y.low, y.high, chart_.y.scale);
  }

  double place_x(double x) const { return left_ + fraction(x, x_low_, x_high_, chart_.x.scale) * (right_ - left_); }
  double place_y(double y) const { return bottom_ - fraction(y, y_low_, y_high_, chart_.y.scale) * (bottom_ - top_); }

  void add(auto shape, int series = -1) { scene_.items.push_back({std::move(shape), series}); }
  void text(Spot at, std::string words, Ink ink, Anchor anchor = Anchor::kStart) {
    add(Label{.at = at, .text = std::move(words), .paint = {ink}, .size = kSmall, .anchor = anchor});
  }

  void head() {
    y_ += kLarge;
    add(Label{
        .at = {kMargin, y_}, .text = chart_.title, .paint = {Ink::kText}, .size = kLarge, .weight = Weight::kBold});
    y_ += 10;
    if (chart_.series.size() > 1) legend();
  }

  void legend() {
    double x = kMargin;
    y_ += 14;
    for (int s = 0; s < std::ssize(chart_.series); ++s) {
      const std::string& name = chart_.series[s].name;
      const double needed = 34 + text_width(name, kSmall) + 20;
      if (x > kMargin && x + needed > kWidth - kMargin) {
        x = kMargin;
        y_ += kLine;
      }
      add(Stroke{.spots = {{x, y_ - 4}, {x + 26, y_ - 4}}, .paint = {Ink::kSeries, s}, .width = 2, .dash = dash_of(s)},
          s);
      add(Area{.corners = mark_outline({x + 13, y_ - 4}, s, 4), .paint = {Ink::kSeries, s}}, s);
      text({x + 34, y_}, name, Ink::kText);
      x += needed;
    }
    y_ += 10;
  }

  void place_sides() {
    y_ticks_ = ticks(y_low_, y_high_, chart_.y.scale, 6);
    double widest = 0;
    for (const Tick& tick : y_ticks_) widest = std::max(widest, text_width(tick.label, kSmall));
    left_ = kMargin + widest + 8;
    right_ = kWidth - kMargin - 12;
  }

  void axes() {
    text({kMargin, top_ - 10}, worded(chart_.y), Ink::kMuted);
    for (const Tick& tick : y_ticks_) {
      const double y = place_y(tick.at);
      add(Stroke{.spots = {{left_, y}, {right_, y}}, .paint = {Ink::kGrid}, .width = 1});
      text({left_ - 8, y + 4}, tick.label, Ink::kMuted, Anchor::kEnd);
    }
    add(Stroke{.spots = {{left_, bottom_}, {right_, bottom_}}, .paint = {Ink::kFrame}, .width = 1});
    for (const Tick& tick : ticks(x_low_, x_high_, chart_.x.scale, 10)) {
      const double x = place_x(tick.at);
      add(Stroke{.spots = {{x, bottom_}, {x, bottom_ + 5}}, .paint = {Ink::kFrame}, .width = 1});
      text({x, bottom_ + 19}, tick.label, Ink::kMuted, Anchor::kMiddle);
    }
    text({(left_ + right_) / 2, bottom_ + 38}, worded(chart_.x), Ink::kMuted, Anchor::kMiddle);
  }

  void marks() {
    for (const Mark& mark : chart_.vertical) {
      const double x = place_x(mark.at);
      add(Stroke{.spots = {{x, top_}, {x, bottom_}}, .paint = {Ink::kMuted}, .width = 1, .dash = {4, 3}});
      const bool fits = x + 6 + text_width(mark.label, kSmall) < right_;
      text({x + (fits ? 6 : -6), top_ + 12}, mark.label, Ink::kMuted, fits ? Anchor::kStart : Anchor::kEnd);
    }
    for (const Mark& mark : chart_.horizontal) {
      const double y = place_y(mark.at);
      add(Stroke{.spots = {{left_, y}, {right_, y}}, .paint = {Ink::kMuted}, .width = 1, .dash = {4, 3}});
      text({right_, y - 5}, mark.label, Ink::kMuted, Anchor::kEnd);
    }
  }

  /// The band's outline: highs from the left, lows back from the right.
  void band(int s) {
    std::vector<Spot> corners, back;
    for (const Point& point : chart_.series[s].points) {
      if (std::isnan(point.low) || std::isnan(point.high)) continue;
      corners.push_back({place_x(point.x), place_y(point.high)});
      back.push_back({place_x(point.x), place_y(point.low)});
    }
    if (corners.size() < 2) return;
    corners.insert(corners.end(), back.rbegin(), back.rend());
    add(Area{.corners = std::move(corners), .paint = {Ink::kSeries, s}, .opacity = 0.12}, s);
  }

  void curve(int s) {
    const std::vector<Point>& points = chart_.series[s].points;
    std::vector<Spot> run;
    const auto finish = [&] {
      if (run.size() > 1) add(Stroke{.spots = run, .paint = {Ink::kSeries, s}, .width = 2, .dash = dash_of(s)}, s);
      run.clear();
    };
    for (const Point& point : points) {
      if (std::isnan(point.y)) {
        finish();
      } else {
        run.push_back({place_x(point.x), place_y(point.y)});
      }
    }
    finish();
    const size_t stride = (points.size() + 199) / 200;  // 200 points to hover over are as fine as a pointer
    for (size_t i = 0; i < points.size(); i += std::max<size_t>(1, stride))
      dot(points[i], s, points.size() <= kMostMarks);
  }

  void dot(const Point& point, int s, bool drawn) {
    if (std::isnan(point.y)) return;
    std::string says = fmt::format("{}: {} at {} {}", chart_.series[s].name, significant(point.y, 5),
                                   significant(point.x, 7), chart_.x.unit.empty() ? chart_.x.label : chart_.x.unit);
    if (!std::isnan(point.low))
      says += fmt::format(", {} to {}", significant(point.low, 4), significant(point.high, 4));
    add(Dot{.at = {place_x(point.x), place_y(point.y)},
            .paint = {Ink::kSeries, s},
            .says = std::move(says),
            .drawn = drawn},
        s);
  }

  std::string description() const {
    std::string text = fmt::format("Curves of {} over {} from {} to {}:", worded(chart_.y), worded(chart_.x),
                                   significant(x_low_, 7), significant(x_high_, 7));
    for (const Series& series : chart_.series)
      text += fmt::format(" {} ({} points);", series.name, series.points.size());
    text.back() = '.';
    return text;
  }

  const Chart& chart_;
  const Furniture furniture_;
  Scene scene_ = {.width = 0, .height = 0, .title = {}, .what = {}};
  std::vector<Tick> y_ticks_;
  double x_low_, x_high_, y_low_, y_high_;
  double left_ = 0, right_ = 0, top_ = 0, bottom_ = 0, y_ = kMargin;
};

}  // namespace

Scene scene(const Chart& chart, Furniture furniture) { return Layout(chart, furniture).build(); }

}  // namespace sextant::report
