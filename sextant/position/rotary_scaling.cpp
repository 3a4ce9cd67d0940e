#include "sextant/position/rotary_scaling.h"

#include <c10/util/Exception.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sextant::position {
namespace {

void check_factor(double factor) { TORCH_CHECK_VALUE(factor >= 1, "rope: factor must be at least 1, got ", factor); }

void check_original(int64_t original) {
  TORCH_CHECK_VALUE(original >= 1, "rope: original must be at least 1, got ", original);
}

/// R/(R-2), the exponent that divides the last pair by exactly s.
double ntk_exponent(int64_t channels) {
  TORCH_CHECK_VALUE(channels > 2, "rope: this scaling needs more than 2 rotated channels, got ", channels);
  return static_cast<double>(channels) / static_cast<double>(channels - 2);
}

/// w/s + kept·(w - w/s): exactly w for s = 1, and for kept = 1.
double between(double w, double factor, double kept) { return kept == 1 ? w : w / factor + kept * (w - w / factor); }

double ramp(double low, double high, double k) { return std::clamp((k - low) / (high - low), 0.0, 1.0); }

/// The share of a pair that keeps the faster of two frequencies: 1 - ramp between the corners of these turns.
double kept(const YarnCorners& corners, size_t k) {
  return 1 - ramp(corners.low, corners.high, static_cast<double>(k));
}

std::vector<double> scaled(const RotaryBasis& basis, const NoScaling&, int64_t) { return rotary_frequencies(basis); }

std::vector<double> scaled(const RotaryBasis& basis, const LinearScaling& scaling, int64_t) {
  check_factor(scaling.factor);
  std::vector<double> w = rotary_frequencies(basis);
  for (double& frequency : w) frequency /= scaling.factor;
  return w;
}

std::vector<double> scaled(const RotaryBasis& basis, const NtkScaling& scaling, int64_t) {
  check_factor(scaling.factor);
  const double exponent = ntk_exponent(basis.channels);
  if (scaling.variant == NtkVariant::kBloc97)
    return rotary_frequencies({basis.channels, basis.base * std::pow(scaling.factor, exponent)});
  std::vector<double> w = rotary_frequencies(basis);
  for (size_t k = 0; k < w.size(); ++k)
    w[k] *= std::pow(scaling.factor, -2.0 * static_cast<double>(k + 1) / static_cast<double>(basis.channels));
  return w;
}

std::vector<double> scaled(const RotaryBasis& basis, const DynamicScaling& scaling, int64_t length) {
  return rotary_frequencies({basis.channels, dynamic_base(basis, scaling, length)});
}

std::vector<double> scaled(const RotaryBasis& basis, const YarnScaling& scaling, int64_t) {
  check_factor(scaling.factor);
  const YarnCorners corners = yarn_corners(basis, scaling);
  std::vector<double> w = rotary_frequencies(basis);
  for (size_t k = 0; k < w.size(); ++k) w[k] = between(w[k], scaling.factor, kept(corners, k));
  return w;
}

std::vector<double> scaled(const RotaryBasis& basis, const Llama3Scaling& scaling, int64_t) {
  check_factor(scaling.factor);
  check_original(scaling.original);
  TORCH_CHECK_VALUE(0 < scaling.low && scaling.low < scaling.high, "rope: low must be between 0 and high, got ",
                    scaling.low, " and ", scaling.high);
  std::vector<double> w = rotary_frequencies(basis);
  for (double& frequency : w) {
    const double turns = static_cast<double>(scaling.original) * frequency / (2 * std::numbers::pi);  // L0/λ
    frequency = between(frequency, scaling.factor, ramp(scaling.low, scaling.high, turns));
  }
  return w;
}

/// f_k of one side of LongRoPE's switch.
void check_factors(const RotaryBasis& basis, std::string_view side, const std::vector<double>& factors) {
  TORCH_CHECK_VALUE(std::ssize(factors) == basis.channels / 2, "rope: ", side, " must have ", basis.channels / 2,
                    " factors, one a pair, got ", factors.size());
  for (const double factor : factors)
    TORCH_CHECK_VALUE(factor > 0, "rope: factors in ", side, " must be positive, got ", factor);
}

std::vector<double> scaled(const RotaryBasis& basis, const LongRopeScaling& scaling, int64_t length) {
  check_factor(scaling.factor);
  TORCH_CHECK_VALUE(scaling.original >= 2, "rope: original must be at least 2, got ", scaling.original);
  std::vector<double> w = rotary_frequencies(basis);
  const std::vector<double> ones(w.size(), 1);
  const std::vector<double>& before = scaling.short_factors.empty() ? ones : scaling.short_factors;
  check_factors(basis, "short", before);
  check_factors(basis, "long", scaling.long_factors);
  const std::vector<double>& factors = length > scaling.original ? scaling.long_factors : before;
  for (size_t k = 0; k < w.size(); ++k) w[k] /= factors[k];
  return w;
}

std::vector<double> scaled(const RotaryBasis& basis, const NtkByPartsScaling& scaling, int64_t) {
  // Turns in L0 at the corners: found by experiment on LLaMA, say the authors in their code.
  const YarnScaling linear_to_ntk{.factor = 1, .original = scaling.original, .fast = 1.25, .slow = 0.75};
  const YarnScaling ntk_to_plain{.factor = 1, .original = scaling.original, .fast = 16, .slow = 2};
  const YarnCorners first = yarn_corners(basis, linear_to_ntk), second = yarn_corners(basis, ntk_to_plain);
  const std::vector<double> ntk = scaled(basis, NtkScaling{.factor = scaling.factor}, 0);
  std::vector<double> w = rotary_frequencies(basis);
  for (size_t k = 0; k < w.size(); ++k) {
    const double linear = w[k] / scaling.factor, slower = linear + kept(first, k) * (ntk[k] - linear);
    w[k] = kept(second, k) == 1 ? w[k] : slower + kept(second, k) * (w[k] - slower);
  }
  return w;
}

YarnScaling yarn_at(const DynamicYarnScaling& scaling, int64_t length) {
  check_original(scaling.original);
  const double grown = static_cast<double>(length) / static_cast<double>(scaling.original);
  return {.factor = std::max(1.0, grown),
          .original = scaling.original,
          .fast = scaling.fast,
          .slow = scaling.slow,
          .truncate = scaling.truncate};
}

std::vector<double> scaled(const RotaryBasis& basis, const DynamicYarnScaling& scaling, int64_t length) {
  return scaled(basis, yarn_at(scaling, length), length);
}

std::vector<double> scaled(const RotaryBasis& basis, const AlphaScaling& scaling, int64_t) {
  TORCH_CHECK_VALUE(scaling.alpha >= 1, "rope: alpha must be at least 1, got ", scaling.alpha);
  return rotary_frequencies({basis.channels, basis.base * std::pow(scaling.alpha, ntk_exponent(basis.channels))});
}

std::vector<double> scaled(const RotaryBasis& basis, const ClipScaling& scaling, int64_t) {
  check_original(scaling.original);
  std::vector<double> w = rotary_frequencies(basis);
  const auto longer = std::ranges::count_if(
      w, [&](double frequency) { return 2 * std::numbers::pi / frequency > static_cast<double>(scaling.original); });
  const int64_t clipped = scaling.pairs.value_or(longer), first = std::ssize(w) - clipped;
  TORCH_CHECK_VALUE(0 <= clipped && first >= 0, "rope: pairs must be between 0 and ", w.size(), ", got ", clipped);
  for (int64_t t = 1; t < clipped; ++t)
    w[static_cast<size_t>(first + t)] *=
        0.5 * (1 + std::cos(std::numbers::pi * static_cast<double>(t) / static_cast<double>(clipped - 1)));
  return w;
}

std::vector<double> scaled(const RotaryBasis& basis, const NtkMixedScaling& scaling, int64_t) {
  check_factor(scaling.factor);
  TORCH_CHECK_VALUE(scaling.b >= 0, "rope: b must be at least 0, got ", scaling.b);
  std::vector<double> w = rotary_frequencies(basis);
  const double a = std::log(scaling.factor) / std::pow(static_cast<double>(w.size()), scaling.b);
  for (size_t k = 0; k < w.size(); ++k) w[k] /= std::exp(a * std::pow(static_cast<double>(k + 1), scaling.b));
  return w;
}

struct TableFactor {
  int64_t length;
  double operator()(const auto&) const { return 1; }
  double operator()(const YarnScaling& yarn) const {
    if (yarn.temperature) return *yarn.temperature;
    const double mscale = yarn.mscale.value_or(0), all = yarn.mscale_all.value_or(0);
    if (mscale == 0 || all == 0) return yarn_temperature(yarn.factor, 1);
    return yarn_temperature(yarn.factor, mscale) / yarn_temperature(yarn.factor, all);
  }
  double operator()(const LongRopeScaling& scaling) const {
    return scaling.temperature ? *scaling.temperature : longrope_temperature(scaling.factor, scaling.original);
  }
  double operator()(const DynamicYarnScaling& scaling) const {
    return yarn_temperature(yarn_at(scaling, length).factor, 1);
  }
};
}  // namespace

std::vector<double> frequencies(const RotaryBasis& basis, const Scaling& scaling, int64_t length) {
  return std::visit([&](const auto& schedule) { return scaled(basis, schedule, length); }, scaling);
}

double yarn_temperature(double factor, double mscale) { return factor <= 1 ? 1 : 0.1 * mscale * std::log(factor) + 1; }

double longrope_temperature(double factor, int64_t original) {
  return factor <= 1 ? 1 : std::sqrt(1 + std::log(factor) / std::log(static_cast<double>(original)));
}

double table_factor(const Scaling& scaling, int64_t length) { return std::visit(TableFactor{length}, scaling); }

double yarn_pair(const RotaryBasis& basis, int64_t original, double turns) {
  const double ratio = static_cast<double>(original) / (2 * std::numbers::pi * turns);
  return static_cast<double>(basis.channels) * std::log(ratio) / (2 * std::log(basis.base));
}

YarnCorners yarn_corners(const RotaryBasis& basis, const YarnScaling& scaling) {
  check_basis(basis);
  check_original(scaling.original);
  TORCH_CHECK_VALUE(0 < scaling.slow && scaling.slow <= scaling.fast, "rope: slow must be between 0 and fast, got ",
                    scaling.slow, " and ", scaling.fast);
  double low = yarn_pair(basis, scaling.original, scaling.fast);
  double high = yarn_pair(basis, scaling.original, scaling.slow);
  if (scaling.truncate) {
    low = std::floor(low);
    high = std::ceil(high);
  }
  const auto last = static_cast<double>(basis.channels - 1);
  low = std::clamp(low, 0.0, last);
  high = std::clamp(high, low, last);
  constexpr double kNoWidth = 0.001;  // the YaRN repository's, against dividing by zero
  return {low, high == low ? high + kNoWidth : high};
}

double dynamic_base(const RotaryBasis& basis, const DynamicScaling& scaling, int64_t length) {
  check_basis(basis);
  check_factor(scaling.factor);
  check_original(scaling.original);
  const double exponent = ntk_exponent(basis.channels);
  if (length <= scaling.original) return basis.base;
  const double grown = static_cast<double>(length) / static_cast<double>(scaling.original);
  return basis.base * std::pow(scaling.factor * grown - (scaling.factor - 1), exponent);
}

}  // namespace sextant::position
