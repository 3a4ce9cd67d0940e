#include "sextant/stats/bootstrap.h"

#include <algorithm>
#include <cmath>

#include "sextant/random/philox.h"
#include "sextant/stats/checks.h"

namespace sextant::stats {
namespace {

/// Streams of Philox, one per kind of resampling.
enum Stream : uint64_t { kItems = 1, kBlocks = 2, kRuns = 3 };

using Draw = std::function<double(random::Philox&)>;

/// The percentile interval of what `draw` gives, draw i from its own generator.
Interval percentile_interval(const BootstrapOptions& options, Stream stream, const Draw& draw) {
  require(options.draws >= 1, "bootstrap: draws must be at least 1", options.draws);
  require(options.level > 0 && options.level < 1, "bootstrap: level must be in (0, 1)", options.level);
  std::vector<double> values;
  for (int64_t i = 0; i < options.draws; ++i) {
    random::Philox philox(options.seed, stream, static_cast<uint64_t>(i));
    values.push_back(draw(philox));
    require(!std::isnan(values.back()), "bootstrap: the statistic must not be NaN", values.back());
  }
  std::ranges::sort(values);
  const double tail = (1 - options.level) / 2;
  return {quantile(values, tail), quantile(values, 1 - tail)};
}

void draw_items(random::Philox& philox, std::vector<int64_t>& drawn, int64_t items) {
  for (int64_t& item : drawn) item = static_cast<int64_t>(philox.below(static_cast<uint64_t>(items)));
}

void check_runs(const std::vector<std::vector<Share>>& runs, Documents documents) {
  require(!runs.empty(), "bootstrap: runs must be at least 1", runs.size());
  for (const auto& run : runs) {
    require(!run.empty(), "bootstrap: documents must be at least 1", run.size());
    require(documents == Documents::kOwnOfEachRun || run.size() == runs.front().size(),
            "bootstrap: all runs must have equally many documents", run.size());
  }
}

}  // namespace

Interval bootstrap(int64_t items, const Statistic& statistic, const BootstrapOptions& options) {
  require(items >= 1, "bootstrap: items must be at least 1", items);
  std::vector<int64_t> drawn(items);
  return percentile_interval(options, kItems, [&](random::Philox& philox) {
    draw_items(philox, drawn, items);
    return statistic(drawn);
  });
}

Interval bootstrap_blocks(int64_t items, int64_t block, const Statistic& statistic, const BootstrapOptions& options) {
  require(items >= 1, "bootstrap: items must be at least 1", items);
  require(block >= 1 && block <= items, "bootstrap: block must be 1 to the number of items", block);
  std::vector<int64_t> drawn(items);
  return percentile_interval(options, kBlocks, [&](random::Philox& philox) {
    int64_t start = 0;
    for (int64_t n = 0; n < items; ++n) {
      if (n % block == 0) start = static_cast<int64_t>(philox.below(static_cast<uint64_t>(items - block + 1)));
      drawn[n] = start + n % block;
    }
    return statistic(drawn);
  });
}

double ratio(std::span<const Share> shares, std::span<const int64_t> drawn) {
  double sum = 0, weight = 0;
  for (const int64_t n : drawn) {
    sum += shares[n].sum;
    weight += shares[n].weight;
  }
  return sum / weight;
}

Interval bootstrap_ratio(std::span<const Share> documents, const BootstrapOptions& options) {
  return bootstrap(
      std::ssize(documents), [&](std::span<const int64_t> drawn) { return ratio(documents, drawn); }, options);
}

Interval bootstrap_runs(const std::vector<std::vector<Share>>& runs, Documents documents,
                        const BootstrapOptions& options) {
  check_runs(runs, documents);
  std::vector<int64_t> drawn_runs(runs.size()), drawn;
  return percentile_interval(options, kRuns, [&](random::Philox& philox) {
    draw_items(philox, drawn_runs, std::ssize(runs));
    drawn.clear();
    double sum = 0;
    for (const int64_t run : drawn_runs) {
      if (documents == Documents::kOwnOfEachRun || drawn.empty()) {
        drawn.resize(runs[run].size());
        draw_items(philox, drawn, std::ssize(runs[run]));
      }
      sum += ratio(runs[run], drawn);
    }
    return sum / static_cast<double>(runs.size());
  });
}

double quantile(std::span<const double> sorted, double p) {
  require(!sorted.empty(), "quantile: values must be at least 1", sorted.size());
  require(p >= 0 && p <= 1, "quantile: p must be in [0, 1]", p);
  const double place = p * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<size_t>(place);
  const double fraction = place - static_cast<double>(below);
  const double value = sorted[below];
  if (fraction == 0 || sorted[below + 1] == value) return value;  // infinities: no infinity minus infinity
  return value + fraction * (sorted[below + 1] - value);
}

}  // namespace sextant::stats
