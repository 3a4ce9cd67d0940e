// Numbers that sum up a curve of loss over test length or over context.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace sextant::stats {

/// One point of a curve.
struct Point {
  int64_t length;  ///< tokens, at least 1
  double nll;      ///< nats per token
};

/// Perplexity above `tolerance` times the one in distribution counts as broken.
constexpr double kBreakTolerance = 1.1;
/// Nats per token that doubling the context must bring for the context to count as used.
constexpr double kUsedNats = .01;

/// The first tested length whose perplexity exceeds tolerance × exp(in_distribution), same protocol.
/// @param curve  by rising length
/// @return nothing if none does: "beyond the longest tested"
/// @throws std::invalid_argument unless lengths rise and there is at least one
std::optional<int64_t> break_length(std::span<const Point> curve, double in_distribution,
                                    double tolerance = kBreakTolerance);

/// Trapezoid of NLL(L) - NLL(L_train) over log2 L, divided by the range of log2 L. Nats per token; 0 is flat, less is
/// better. The curve begins at L_train.
/// @throws std::invalid_argument unless lengths rise and there are at least two
double extrapolation_area(std::span<const Point> curve);

/// The largest context C, of those tested together with C/2, with NLL(C/2) - NLL(C) >= nats.
/// @param curve  of the suffix protocol: the same targets at every context
/// @return nothing if no doubling helps
/// @throws std::invalid_argument unless lengths rise and there is at least one
std::optional<int64_t> effective_context(std::span<const Point> curve, double nats = kUsedNats);

}  // namespace sextant::stats
