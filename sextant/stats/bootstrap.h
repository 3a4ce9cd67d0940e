// Percentile bootstrap: how much of a number depends on which documents happened to be in the test set.
//
// Efron and Tibshirani 1993, chapter 13; moving blocks: Künsch 1989. Draw i of a seed is made alone from
// Philox(seed, stream, i): the same on every machine, and A and B get the same documents.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "sextant/stats/paired.h"

namespace sextant::stats {

struct BootstrapOptions {
  int64_t draws = 2000;
  double level = .95;
  uint64_t seed = 17;
};

/// A number computed from the drawn items, named by index, with repeats.
using Statistic = std::function<double(std::span<const int64_t> drawn)>;

/// Over documents: `items` draws with replacement from [0, items). A statistic may return ±infinity (a break length
/// beyond the longest tested), not NaN.
/// @throws std::invalid_argument unless items >= 1, draws >= 1, 0 < level < 1, or if the statistic gives NaN
Interval bootstrap(int64_t items, const Statistic& statistic, const BootstrapOptions& options = {});

/// For text without documents: runs of `block` neighbouring items from random starts, cut to `items`. Neighbours are
/// correlated, so a block must be at least the longest test length.
/// @throws std::invalid_argument as bootstrap, and unless 1 <= block <= items
Interval bootstrap_blocks(int64_t items, int64_t block, const Statistic& statistic,
                          const BootstrapOptions& options = {});

/// One document's part of a ratio: summed nats over targets, or over bytes·ln 2; or a difference of two sums.
struct Share {
  double sum;
  double weight;
};

/// Σ sum / Σ weight of the drawn shares.
double ratio(std::span<const Share> shares, std::span<const int64_t> drawn);

/// bootstrap() of a ratio.
Interval bootstrap_ratio(std::span<const Share> documents, const BootstrapOptions& options = {});

/// Whether the runs were tested on the same documents (a fixed test set, many seeds) or each on its own (folds).
enum class Documents { kSameInAllRuns, kOwnOfEachRun };

/// Hierarchical: runs are drawn, then documents inside them; the statistic is the mean over runs of their ratios.
/// With kSameInAllRuns one draw of documents serves every run, since the error they bring is common to all.
/// @param runs  a ratio's shares by run and document
/// @throws std::invalid_argument as bootstrap; for kSameInAllRuns unless all runs have equally many documents
Interval bootstrap_runs(const std::vector<std::vector<Share>>& runs, Documents documents,
                        const BootstrapOptions& options = {});

/// The p-quantile of a sorted sample, linear between order statistics (Hyndman and Fan 1996, type 7).
/// @throws std::invalid_argument unless the sample is not empty and 0 <= p <= 1
double quantile(std::span<const double> sorted, double p);

}  // namespace sextant::stats
