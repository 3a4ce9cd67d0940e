#include "sextant/eval/metrics.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace sextant::eval {

namespace {

/// The point at a length, or null.
const CurvePoint* find(const std::vector<CurvePoint>& curve, int64_t length) {
  const auto at = std::find_if(curve.begin(), curve.end(), [&](const CurvePoint& p) { return p.length == length; });
  return at == curve.end() ? nullptr : &*at;
}

double trained_nats(const std::vector<CurvePoint>& curve, int64_t trained) {
  const CurvePoint* point = find(curve, trained);
  if (point == nullptr)
    throw std::invalid_argument(fmt::format("curve: the trained length {} was not tested", trained));
  return point->nats;
}

std::vector<CurvePoint> sorted(std::vector<CurvePoint> curve) {
  std::sort(curve.begin(), curve.end(), [](const auto& a, const auto& b) { return a.length < b.length; });
  return curve;
}

const Point& point_at(const Result& result, int64_t context) {
  for (const Point& point : result.points)
    if (point.at == context) return point;
  throw std::invalid_argument(fmt::format("use of context: no point at context {}", context));
}

}  // namespace

std::vector<CurvePoint> curve(const Result& result) {
  std::vector<CurvePoint> points;
  for (const Point& point : result.points) points.push_back({.length = point.at, .nats = point.nats});
  return points;
}

std::vector<stats::Share> shares_of_tokens(const Result& result) {
  std::vector<stats::Share> shares;
  for (const DocumentSum& document : result.by_document)
    shares.push_back({.sum = document.nats, .weight = static_cast<double>(document.targets)});
  return shares;
}

std::vector<stats::Share> shares_of_bits(const Result& result) {
  if (result.bytes <= 0) throw std::invalid_argument("bits per byte: the bytes of the targets are not known");
  std::vector<stats::Share> shares;
  for (const DocumentSum& document : result.by_document)
    shares.push_back({.sum = document.nats, .weight = static_cast<double>(document.bytes) * std::numbers::ln2});
  return shares;
}

std::optional<int64_t> break_length(const std::vector<CurvePoint>& curve, int64_t trained, double factor) {
  const double limit = trained_nats(curve, trained) + std::log(factor);
  for (const CurvePoint& point : sorted(curve))
    if (point.length > trained && point.nats > limit) return point.length;
  return std::nullopt;
}

double use_of_context(const Result& result, int64_t shorter, int64_t longer) {
  const Point& few = point_at(result, shorter);
  const Point& many = point_at(result, longer);
  if (few.targets != many.targets)
    throw std::invalid_argument(fmt::format("use of context: targets differ, {} and {}", few.targets, many.targets));
  return few.nats - many.nats;
}

double extrapolation_area(const std::vector<CurvePoint>& curve, int64_t trained) {
  const double base = trained_nats(curve, trained);
  double area = 0;
  double range = 0;
  CurvePoint before = {.length = trained, .nats = base};
  for (const CurvePoint& point : sorted(curve)) {
    if (point.length <= trained) continue;
    const double width = std::log2(static_cast<double>(point.length) / static_cast<double>(before.length));
    area += width * ((point.nats - base) + (before.nats - base)) / 2;
    range += width;
    before = point;
  }
  if (range == 0)
    throw std::invalid_argument(fmt::format("extrapolation area: no length above {} was tested", trained));
  return area / range;
}

int64_t effective_context(const std::vector<CurvePoint>& curve, double threshold) {
  int64_t longest = 0;
  for (const CurvePoint& point : curve) {
    const CurvePoint* half = point.length % 2 == 0 ? find(curve, point.length / 2) : nullptr;
    if (half != nullptr && half->nats - point.nats >= threshold) longest = std::max(longest, point.length);
  }
  return longest;
}

}  // namespace sextant::eval
