#include "sextant/eval/reduce.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <map>
#include <numbers>
#include <stdexcept>

namespace sextant::eval {

namespace {

/// A running sum of targets.
struct Sum {
  int64_t targets = 0;
  double nats = 0;
  double squares = 0;
  int64_t bytes = 0;

  void add(double nll, int64_t more_bytes) {
    ++targets;
    nats += nll;
    squares += nll * nll;
    bytes += more_bytes;
  }
  double mean() const { return nats / static_cast<double>(targets); }
};

/// Per-target values with their plan.
struct Scored {
  const Plan& plan;
  const std::vector<Target> targets;
  const std::vector<double>& nll;
  const std::vector<int64_t>& bytes;

  const Window& window(const Target& target) const { return plan.windows[static_cast<size_t>(target.window)]; }
};

/// Sums by a key; targets with a negative key are left out.
std::map<int64_t, Sum> sums_by(const Scored& scored, const std::function<int64_t(const Target&)>& key_of) {
  std::map<int64_t, Sum> sums;
  for (size_t i = 0; i < scored.targets.size(); ++i) {
    const int64_t key = key_of(scored.targets[i]);
    if (key >= 0) sums[key].add(scored.nll[i], scored.bytes.empty() ? 0 : scored.bytes[i]);
  }
  return sums;
}

std::vector<Point> points_of(const std::map<int64_t, Sum>& sums) {
  std::vector<Point> points;
  for (const auto& [at, sum] : sums)
    points.push_back({.at = at, .targets = sum.targets, .nats = sum.mean(), .bytes = sum.bytes});
  return points;
}

/// Mean of window means, each window counting by `weight_of`.
double window_mean(const std::map<int64_t, Sum>& windows, const std::function<double(int64_t window)>& weight_of) {
  double sum = 0;
  double weights = 0;
  for (const auto& [window, inside] : windows) {
    sum += weight_of(window) * inside.mean();
    weights += weight_of(window);
  }
  return sum / weights;
}

/// The guide counts the tokens a window claims, e_k - e_{k-1}, and takes one off for the shift.
double hugging_face_weight(const Plan& plan, int64_t w) {
  const Window& window = plan.windows[static_cast<size_t>(w)];
  const bool first = w == 0 || plan.windows[static_cast<size_t>(w - 1)].document != window.document;
  const int64_t before = first ? 0 : plan.windows[static_cast<size_t>(w - 1)].end;
  return static_cast<double>(window.end - before - 1);
}

double mean_of(const Scored& scored, const Sum& total) {
  const Reduction reduction = scored.plan.protocol.reduction;
  if (reduction == Reduction::kTokens) return total.mean();
  const auto windows = sums_by(scored, [](const Target& target) { return target.window; });
  if (reduction == Reduction::kWindows) return window_mean(windows, [](int64_t) { return 1.0; });
  return window_mean(windows, [&](int64_t w) { return hugging_face_weight(scored.plan, w); });
}

/// llama-perplexity: ppl · √((mean(nll²) - mean²) / (count - 1)).
std::optional<double> se_of(const Plan& plan, const Sum& total) {
  if (plan.protocol.kind != ProtocolKind::kLlamaCpp || total.targets < 2) return std::nullopt;
  const auto count = static_cast<double>(total.targets);
  const double variance = std::max(0.0, total.squares / count - total.mean() * total.mean());
  return std::exp(total.mean()) * std::sqrt(variance / (count - 1));
}

int64_t last_position(const Plan& plan) {
  int64_t last = 0;
  for (const Window& window : plan.windows)
    if (window.score_from < window.end) last = std::max(last, window.position_offset + input_length(window) - 1);
  return last;
}

void add_points(const Scored& scored, Result& result) {
  const ProtocolKind kind = scored.plan.protocol.kind;
  if (kind == ProtocolKind::kSuffix || kind == ProtocolKind::kCrop)
    result.points = points_of(sums_by(scored, [&](const Target& target) { return scored.window(target).asked; }));
  if (kind != ProtocolKind::kPosition) return;
  result.points = points_of(sums_by(scored, [](const Target& target) { return target.context; }));
  result.buckets = points_of(sums_by(scored, [](const Target& target) {
    return static_cast<int64_t>(std::bit_floor(static_cast<uint64_t>(target.context)));
  }));
}

double bits(double nats, int64_t bytes) {
  if (bytes <= 0) throw std::invalid_argument("bits per byte: the bytes of the targets are not known");
  return nats / (static_cast<double>(bytes) * std::numbers::ln2);
}

}  // namespace

Result reduce(const std::vector<double>& nll, const Plan& plan, const std::vector<int64_t>& bytes) {
  const Scored scored = {.plan = plan, .targets = targets(plan), .nll = nll, .bytes = bytes};
  if (nll.size() != scored.targets.size())
    throw std::invalid_argument(
        fmt::format("reduce: the plan has {} targets, got {} values", scored.targets.size(), nll.size()));
  if (!bytes.empty() && bytes.size() != nll.size())
    throw std::invalid_argument(
        fmt::format("reduce: the plan has {} targets, got {} byte lengths", nll.size(), bytes.size()));
  // Of several contexts the longest one is the headline; elsewhere every window asks for 0.
  const int64_t headline = plan.protocol.contexts.empty() ? 0 : plan.protocol.contexts.back();
  const auto in_headline = [&](const Target& target) { return scored.window(target).asked == headline; };
  const Sum total = sums_by(scored, [&](const Target& target) { return in_headline(target) ? 0 : -1; }).at(0);
  Result result = {.protocol = plan.protocol,
                   .documents = std::ssize(plan.lengths),
                   .dropped = plan.dropped,
                   .tokens = 0,
                   .targets = total.targets,
                   .nats = mean_of(scored, total),
                   .sum = total.nats,
                   .bytes = total.bytes,
                   .se_perplexity = se_of(plan, total),
                   .points = {},
                   .buckets = {},
                   .by_document = {},
                   .last_position = last_position(plan)};
  for (const int64_t length : plan.lengths) result.tokens += length;
  const auto documents =
      sums_by(scored, [&](const Target& target) { return in_headline(target) ? target.document : -1; });
  for (const auto& [document, sum] : documents)
    result.by_document.push_back({.document = document, .targets = sum.targets, .nats = sum.nats, .bytes = sum.bytes});
  add_points(scored, result);
  return result;
}

double perplexity(const Result& result) { return std::exp(result.nats); }

double bits_per_byte(const Result& result) { return bits(result.sum, result.bytes); }

double bits_per_byte(const Point& point) { return bits(point.nats * static_cast<double>(point.targets), point.bytes); }

}  // namespace sextant::eval
