#include "sextant/position/embedding/periodic.h"

#include <numbers>

#include "sextant/position/ids.h"

namespace sextant::position {
namespace {
constexpr double kTurn = 2 * std::numbers::pi;

bool positive(double value) { return std::isfinite(value) && value > 0; }

void check(const PeriodicOptions& options) {
  const PeriodicOptions defaults{.channels = options.channels};
  const auto count = static_cast<int64_t>(options.wavelengths.size());
  TORCH_CHECK_VALUE(options.channels >= 1, "periodic: channels must be at least 1, got ", options.channels);
  TORCH_CHECK_VALUE(positive(options.base), "periodic: base must be positive, got ", options.base);
  TORCH_CHECK_VALUE(options.harmonics >= 1, "periodic: harmonics must be at least 1, got ", options.harmonics);
  TORCH_CHECK_VALUE(options.fn == Wave::kSeries || options.harmonics == defaults.harmonics,
                    "periodic: harmonics are for fn=series, got ", options.harmonics);
  TORCH_CHECK_VALUE(count == 0 || options.base == defaults.base, "periodic: base is for rows without wavelengths, got ",
                    options.base);
  TORCH_CHECK_VALUE(2 * count <= options.channels + 1, "periodic: wavelengths must be at most one for 2 of ",
                    options.channels, " channels, got ", count);
  for (const double wavelength : options.wavelengths)
    TORCH_CHECK_VALUE(positive(wavelength), "periodic: wavelengths must be positive, got ", wavelength);
  TORCH_CHECK_VALUE(!options.trainable || options.fn != Wave::kSquare,
                    "periodic: trainable is for waves that slope, got fn=square");
}

/// Tokens a turn, float64 [ceil(C/2)].
torch::Tensor first_wavelengths(const PeriodicOptions& options) {
  std::vector<double> wavelengths;
  const std::vector<double>& given = options.wavelengths;
  for (int64_t k = 0; k < (options.channels + 1) / 2; ++k) {
    const double exponent = 2 * static_cast<double>(k) / static_cast<double>(options.channels);
    wavelengths.push_back(given.empty() ? kTurn * std::pow(options.base, exponent)
                                        : given[static_cast<size_t>(k) % given.size()]);
  }
  return torch::tensor(wavelengths, torch::kFloat64);
}

torch::Tensor triangle_wave(const torch::Tensor& turns) { return 1 - ((turns + 0.25).remainder(1) * 4 - 2).abs(); }
torch::Tensor square_wave(const torch::Tensor& turns) {
  return torch::where(turns.remainder(1) < 0.5, torch::ones_like(turns), -torch::ones_like(turns));
}

/// Σ_n a_n sin 2πnt + b_n cos 2πnt, [2, harmonics] a and b
torch::Tensor trained_wave(const torch::Tensor& turns, const torch::Tensor& series) {
  const torch::Tensor n = torch::arange(1, series.size(1) + 1, turns.options());
  const torch::Tensor angles = turns.unsqueeze(-1) * n * kTurn;
  const torch::Tensor weights = series.to(torch::kFloat64);
  return torch::matmul(angles.sin(), weights[0]) + torch::matmul(angles.cos(), weights[1]);
}

torch::Tensor wave(Wave fn, const torch::Tensor& turns, const torch::Tensor& series) {
  switch (fn) {
    case Wave::kSine:
      return (turns * kTurn).sin();
    case Wave::kTriangle:
      return triangle_wave(turns);
    case Wave::kSquare:
      return square_wave(turns);
    case Wave::kSeries:
      return trained_wave(turns, series);
  }
  return turns;
}

torch::Tensor periodic_rows(const PeriodicOptions& options, const torch::Tensor& positions,
                            const torch::Tensor& wavelengths, const torch::Tensor& series = {}) {
  const torch::Tensor turns = positions.unsqueeze(-1) / wavelengths;
  const torch::Tensor waves = wave(options.fn, torch::stack({turns, turns + 0.25}, -1), series);
  return waves.flatten(-2).slice(-1, 0, options.channels);
}
}  // namespace

PeriodicImpl::PeriodicImpl(const PeriodicOptions& options)
    : options(options), table_("periodic", 1, [options](const torch::Tensor& ids) {
        return periodic_rows(options, ids, first_wavelengths(options));
      }) {
  check(options);
  if (options.trainable)
    log_wavelength = register_parameter("log_wavelength", first_wavelengths(options).log().to(torch::kFloat32));
  if (options.fn != Wave::kSeries) return;
  torch::Tensor sine = torch::zeros({2, options.harmonics});
  sine[0][0] = 1;
  series = register_parameter("series", sine);
}

torch::Tensor PeriodicImpl::rows(const LayerCall& call) {
  const torch::Device device = table_device(call.x);
  if (!options.trainable && options.fn != Wave::kSeries) return table_.rows(call.queries, device, table_dtype(call.x));
  const torch::Tensor ids = line_ids("periodic", call.queries).to(device, torch::kFloat64);
  const torch::Tensor wavelengths =
      options.trainable ? log_wavelength.to(torch::kFloat64).exp() : first_wavelengths(options).to(device);
  return periodic_rows(options, ids, wavelengths, series).to(table_dtype(call.x));
}

}  // namespace sextant::position
