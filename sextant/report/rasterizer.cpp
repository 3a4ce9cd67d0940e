#include "sextant/report/rasterizer.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sextant/report/font.h"
#include "sextant/report/utf8.h"

namespace sextant::report {
namespace {

/// Pixels [x0, x1) x [y0, y1), inside the picture.
struct PixelBox {
  int64_t x0, y0, x1, y1;
};

/// Distance from a pixel's centre to a segment.
double distance(Spot p, Spot a, Spot b) {
  const double dx = b.x - a.x, dy = b.y - a.y, length = dx * dx + dy * dy;
  const double t = length == 0 ? 0 : std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length, 0.0, 1.0);
  return std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

bool inside(Spot p, const std::vector<Spot>& corners) {
  bool odd = false;
  for (size_t i = 0, j = corners.size() - 1; i < corners.size(); j = i++) {
    const Spot &a = corners[i], &b = corners[j];
    if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x) odd = !odd;
  }
  return odd;
}

/// The pieces of a line that a dash pattern leaves, each two spots.
std::vector<std::pair<Spot, Spot>> pieces(const Stroke& stroke) {
  std::vector<std::pair<Spot, Spot>> result;
  size_t phase = 0;
  double left = stroke.dash.empty() ? std::numeric_limits<double>::infinity() : stroke.dash[0];
  for (size_t i = 0; i + 1 < stroke.spots.size(); ++i) {
    const Spot a = stroke.spots[i], b = stroke.spots[i + 1];
    const double length = std::hypot(b.x - a.x, b.y - a.y);
    for (double from = 0; from < length;) {
      const double to = std::min(length, from + left);
      const auto at = [&](double d) { return Spot{a.x + (b.x - a.x) * d / length, a.y + (b.y - a.y) * d / length}; };
      if (phase % 2 == 0) result.emplace_back(at(from), at(to));
      left -= to - from;
      from = to;
      if (left <= 1e-9) left = stroke.dash[++phase % stroke.dash.size()];
    }
  }
  return result;
}

class Canvas {
 public:
  Canvas(double width, double height)
      : pixels_{.width = std::lround(width * kPixelScale), .height = std::lround(height * kPixelScale), .colours = {}} {
    pixels_.colours.assign(pixels_.width * pixels_.height, rgb_of({Ink::kGround}, Ground::kLight));
  }

  Pixels take() { return std::move(pixels_); }

  void operator()(const Stroke& stroke) {
    const double half = stroke.width * kPixelScale / 2;
    cover_.assign(pixels_.colours.size(), 0);
    PixelBox all = {pixels_.width, pixels_.height, 0, 0};
    for (const auto& [from, to] : pieces(stroke)) {
      const Spot a = {from.x * kPixelScale, from.y * kPixelScale}, b = {to.x * kPixelScale, to.y * kPixelScale};
      const PixelBox box = around({a, b}, half + 1);
      for_each(box, [&](int64_t x, int64_t y, float& cover) {
        const double reach = half + 0.5 - distance({x + 0.5, y + 0.5}, a, b);
        cover = std::max(cover, static_cast<float>(std::clamp(reach, 0.0, 1.0)));
      });
      all = {std::min(all.x0, box.x0), std::min(all.y0, box.y0), std::max(all.x1, box.x1), std::max(all.y1, box.y1)};
    }
    paint(all, stroke.paint, 1);
  }

  void operator()(const Area& area) {
    constexpr int kSamples = 4;  // a side: 16 a pixel
    std::vector<Spot> corners;
    for (const Spot& corner : area.corners) corners.push_back({corner.x * kPixelScale, corner.y * kPixelScale});
    cover_.assign(pixels_.colours.size(), 0);
    const PixelBox box = around(corners, 1);
    for_each(box, [&](int64_t x, int64_t y, float& cover) {
      int hits = 0;
      for (int s = 0; s < kSamples * kSamples; ++s) {
        hits += inside({x + (s % kSamples + 0.5) / kSamples, y + (s / kSamples + 0.5) / kSamples}, corners);
      }
      cover = static_cast<float>(hits) / (kSamples * kSamples);
    });
    paint(box, area.paint, area.opacity);
  }

  void operator()(const Label& label) {
    const double width = text_width(label.text, label.size);
    const double shift = label.anchor == Anchor::kMiddle ? width / 2 : label.anchor == Anchor::kEnd ? width : 0;
    const double scale = label.size * kPixelScale / kFontPixels;
    double pen = (label.at.x - shift) * kPixelScale;
    for (const char32_t c : code_points(label.text)) {
      const Glyph& drawn = glyph(c);
      letter(drawn, {pen, label.at.y * kPixelScale}, scale, label);
      pen += drawn.advance * scale;
    }
  }

  void operator()(const Dot& dot) {
    if (dot.drawn) (*this)(Area{.corners = mark_outline(dot.at, dot.paint.series, 4), .paint = dot.paint});
  }

  void operator()(const Raster& raster) {
    const auto edge = [](double at) { return std::lround(at * kPixelScale); };
    const PixelBox box = clipped(
        {edge(raster.at.x), edge(raster.at.y), edge(raster.at.x + raster.width), edge(raster.at.y + raster.height)});
    for (int64_t y = box.y0; y < box.y1; ++y) {
      const int64_t row = (y - box.y0) * raster.rows / (box.y1 - box.y0);
      for (int64_t x = box.x0; x < box.x1; ++x) {
        const int64_t column = (x - box.x0) * raster.columns / (box.x1 - box.x0);
        pixels_.colours[y * pixels_.width + x] = raster.colours[row * raster.columns + column];
      }
    }
  }

 private:
  PixelBox clipped(PixelBox box) const {
    return {std::max<int64_t>(box.x0, 0), std::max<int64_t>(box.y0, 0), std::min(box.x1, pixels_.width),
            std::min(box.y1, pixels_.height)};
  }

  PixelBox around(const std::vector<Spot>& spots, double margin) const {
    double left = spots[0].x, right = left, top = spots[0].y, bottom = top;
    for (const Spot& spot : spots) {
      left = std::min(left, spot.x);
      right = std::max(right, spot.x);
      top = std::min(top, spot.y);
      bottom = std::max(bottom, spot.y);
    }
    const auto down = [](double v) { return static_cast<int64_t>(std::floor(v)); };
    return clipped({down(left - margin), down(top - margin), down(right + margin) + 1, down(bottom + margin) + 1});
  }

  void for_each(const PixelBox& box, auto visit) {
    for (int64_t y = box.y0; y < box.y1; ++y) {
      for (int64_t x = box.x0; x < box.x1; ++x) visit(x, y, cover_[y * pixels_.width + x]);
    }
  }

  void blend(int64_t x, int64_t y, Rgb ink, double share) {
    if (x < 0 || y < 0 || x >= pixels_.width || y >= pixels_.height) return;
    Rgb& under = pixels_.colours[y * pixels_.width + x];
    const auto mix = [share](uint8_t a, uint8_t b) { return static_cast<uint8_t>(std::lround(a + share * (b - a))); };
    under = {mix(under.red, ink.red), mix(under.green, ink.green), mix(under.blue, ink.blue)};
  }

  void paint(const PixelBox& box, Paint paint, double opacity) {
    const Rgb ink = rgb_of(paint, Ground::kLight);
    for_each(box, [&](int64_t x, int64_t y, float& cover) {
      if (cover > 0) blend(x, y, ink, cover * opacity);
    });
  }

  /// Coverage of a glyph at a place between its pixels, by the mean of the four around; 0 outside.
  static double sample(const Glyph& drawn, double x, double y) {
    const int64_t rows = drawn.width == 0 ? 0 : std::ssize(drawn.coverage) / drawn.width;
    const auto at = [&](int64_t column, int64_t row) {
      if (column < 0 || row < 0 || column >= drawn.width || row >= rows) return 0.0;
      const char digit = drawn.coverage[row * drawn.width + column];
      return (digit <= '9' ? digit - '0' : digit - 'a' + 10) / 15.0;
    };
    const double left = std::floor(x - 0.5), top = std::floor(y - 0.5), u = x - 0.5 - left, v = y - 0.5 - top;
    const auto c = static_cast<int64_t>(left), r = static_cast<int64_t>(top);
    return (1 - v) * ((1 - u) * at(c, r) + u * at(c + 1, r)) + v * ((1 - u) * at(c, r + 1) + u * at(c + 1, r + 1));
  }

  void letter(const Glyph& drawn, Spot pen, double scale, const Label& label) {
    if (drawn.width == 0) return;
    const double rows = static_cast<double>(std::ssize(drawn.coverage) / drawn.width);
    const double left = std::round(pen.x) + drawn.left * scale, top = std::round(pen.y) - drawn.top * scale;
    const Rgb ink = rgb_of(label.paint, Ground::kLight);
    const double thicker = label.weight == Weight::kBold ? 1 : 0;
    for (auto y = static_cast<int64_t>(std::floor(top)); y <= top + rows * scale + 1; ++y) {
      for (auto x = static_cast<int64_t>(std::floor(left)); x <= left + drawn.width * scale + thicker + 1; ++x) {
        const double u = (x + 0.5 - left) / scale, v = (y + 0.5 - top) / scale;
        const double cover = std::max(sample(drawn, u, v), thicker * sample(drawn, u - thicker / scale, v));
        if (cover > 0) blend(x, y, ink, cover);
      }
    }
  }

  Pixels pixels_;
  std::vector<float> cover_;  ///< of the shape being drawn, [height][width]
};

}  // namespace

Pixels rasterize(const Scene& scene) {
  Canvas canvas(scene.width, scene.height);
  for (const Item& item : scene.items) std::visit(canvas, item.shape);
  return canvas.take();
}

}  // namespace sextant::report
