#include "sextant/report/scene.h"

#include <cmath>
#include <numbers>

namespace sextant::report {

Rgb rgb_of(Paint paint, Ground ground) {
  const Inks& palette = inks(ground);
  switch (paint.ink) {
    case Ink::kGround:
      return palette.ground;
    case Ink::kPanel:
      return palette.panel;
    case Ink::kGrid:
      return palette.grid;
    case Ink::kFrame:
      return palette.frame;
    case Ink::kMuted:
      return palette.muted;
    case Ink::kText:
      return palette.text;
    case Ink::kSeries:
      return palette.series[paint.series % kSeriesInks];
  }
  return palette.text;
}

std::vector<Spot> mark_outline(Spot at, int series, double radius) {
  // corners, and the turn of the first one in parts of a corner; the last is a pentagon standing on its tip.
  struct Form {
    int corners;
    double turn;
    double size;
  };
  static constexpr Form kForms[] = {{16, 0, 1},      {4, 0.5, 1.25}, {3, 0.25, 1.35}, {4, 0, 1.35},
                                    {3, 0.75, 1.35}, {6, 0, 1.1},    {5, 0.75, 1.2},  {8, 0.5, 0.8}};
  const Form& form = kForms[series % std::size(kForms)];
  const double turn = form.corners == 3 ? (form.turn < 0.5 ? -0.25 : 0.25) : form.turn / form.corners;
  std::vector<Spot> outline;
  for (int corner = 0; corner < form.corners; ++corner) {
    const double angle = 2 * std::numbers::pi * (turn + static_cast<double>(corner) / form.corners);
    outline.push_back({at.x + form.size * radius * std::cos(angle), at.y + form.size * radius * std::sin(angle)});
  }
  return outline;
}

std::vector<double> dash_of(int series) {
  static const std::vector<double> kDashes[] = {
      {}, {7, 3}, {2, 3}, {9, 3, 2, 3}, {12, 4}, {4, 2}, {9, 3, 2, 3, 2, 3}, {1.5, 2}};
  return kDashes[series % std::size(kDashes)];
}

}  // namespace sextant::report
