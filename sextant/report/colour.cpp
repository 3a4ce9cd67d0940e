#include "sextant/report/colour.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

namespace sextant::report {
namespace {

constexpr Rgb rgb(uint32_t code) {
  return {static_cast<uint8_t>(code >> 16), static_cast<uint8_t>(code >> 8), static_cast<uint8_t>(code)};
}

/// Viridis, every eighth of matplotlib 3's 256 colours (Smith and van der Walt, 2015, CC0).
constexpr std::array<uint32_t, 33> kViridis = {
    0x440154, 0x470d60, 0x48186a, 0x482374, 0x472d7b, 0x453781, 0x424086, 0x3e4989, 0x3b528b, 0x375b8d, 0x33638d,
    0x2f6b8e, 0x2c728e, 0x297a8e, 0x26828e, 0x23898e, 0x21918c, 0x1f978b, 0x1f9f88, 0x21a685, 0x27ad81, 0x31b57b,
    0x3dbc74, 0x4cc26c, 0x5cc863, 0x6ece58, 0x81d34d, 0x95d840, 0xaadc32, 0xc0df25, 0xd5e21a, 0xeae51a, 0xfde725};

/// Blue, white, orange; dark at both ends, so the sign stays readable without colour vision.
constexpr std::array<uint32_t, 9> kBlueWhiteOrange = {0x0b3c7d, 0x2b74b8, 0x6aaadb, 0xb9d6ee, 0xffffff,
                                                      0xfbd9b0, 0xf3a55c, 0xcf6a1b, 0x873a06};

constexpr Rgb kNoValue = rgb(0xd3d6db);

Rgb between(std::span<const uint32_t> anchors, double t) {
  const double place = std::clamp(t, 0.0, 1.0) * static_cast<double>(anchors.size() - 1);
  const auto below = std::min(static_cast<size_t>(place), anchors.size() - 2);
  const double share = place - static_cast<double>(below);
  const Rgb a = rgb(anchors[below]), b = rgb(anchors[below + 1]);
  const auto mix = [share](uint8_t x, uint8_t y) { return static_cast<uint8_t>(std::lround(x + share * (y - x))); };
  return {mix(a.red, b.red), mix(a.green, b.green), mix(a.blue, b.blue)};
}

double luminance(Rgb colour) {
  const auto linear = [](uint8_t channel) {
    const double c = channel / 255.0;
    return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue);
}

}  // namespace

std::string hex(Rgb colour) { return fmt::format("#{:02x}{:02x}{:02x}", colour.red, colour.green, colour.blue); }

Rgb colour_at(Colours scale, double t) {
  return scale == Colours::kSequential ? between(kViridis, t) : between(kBlueWhiteOrange, t);
}

Rgb colour_of(double value, Colours scale, std::pair<double, double> range) {
  if (std::isnan(value)) return kNoValue;
  const auto [low, high] = range;
  return colour_at(scale, high > low ? (value - low) / (high - low) : 0.5);
}

const Inks& inks(Ground ground) {
  static constexpr Inks kLight = {.ground = rgb(0xffffff),
                                  .panel = rgb(0xf6f7f9),
                                  .grid = rgb(0xe4e7eb),
                                  .frame = rgb(0x9aa3ad),
                                  .muted = rgb(0x59626d),
                                  .text = rgb(0x1c2127),
                                  .series = {rgb(0x1f5fa8), rgb(0xb04a00), rgb(0x17744a), rgb(0x7b3fa0), rgb(0xb3243f),
                                             rgb(0x006e76), rgb(0x6b6100), rgb(0x55606e)}};
  static constexpr Inks kDark = {.ground = rgb(0x15181c),
                                 .panel = rgb(0x1d2126),
                                 .grid = rgb(0x2b3138),
                                 .frame = rgb(0x5c6670),
                                 .muted = rgb(0xa3acb6),
                                 .text = rgb(0xe8eaed),
                                 .series = {rgb(0x7db3f0), rgb(0xf0a060), rgb(0x6fcf97), rgb(0xc79bea), rgb(0xf28ba0),
                                            rgb(0x5cc8d0), rgb(0xcfc65a), rgb(0xaab4c0)}};
  return ground == Ground::kLight ? kLight : kDark;
}

double contrast(Rgb a, Rgb b) {
  const double first = luminance(a), second = luminance(b);
  return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

}  // namespace sextant::report
