#include "sextant/eval/plan.h"

#include <fmt/core.h>

#include <algorithm>
#include <stdexcept>

namespace sextant::eval {

namespace {

using enum ProtocolKind;

/// One document's share of a plan.
struct Document {
  int64_t number;
  int64_t length;  ///< n
};

/// The first place that may be scored in a window that begins at `begin`: a target needs something before it.
int64_t first_target(const Protocol& protocol, int64_t begin) { return protocol.bos ? begin : begin + 1; }

int64_t prefix_of(const Protocol& protocol) { return protocol.bos ? 1 : 0; }

/// Text tokens of a window.
int64_t room(const Protocol& protocol) { return protocol.length - prefix_of(protocol); }

std::vector<Window> chunk(const Protocol& protocol, Document document) {
  std::vector<Window> windows;
  const int64_t length = room(protocol);
  for (int64_t from = 0; from < document.length; from += length) {
    const int64_t end = std::min(from + length, document.length);
    const bool tail = end - from < length;
    if (tail && (protocol.drop_tail || protocol.kind == kPosition)) break;
    const int64_t begin = protocol.carry && from > 0 ? from - 1 : from;
    windows.push_back({.document = document.number,
                       .begin = begin,
                       .end = end,
                       .score_from = std::min(first_target(protocol, begin), end),
                       .prefix = prefix_of(protocol)});
  }
  return windows;
}

std::vector<Window> slide(const Protocol& protocol, Document document) {
  std::vector<Window> windows;
  const int64_t length = room(protocol);
  const int64_t n = protocol.truncate ? std::min(length, document.length) : document.length;
  int64_t seen = 0;  // e_{k-1}
  for (int64_t begin = 0; seen < n; begin += stride_of(protocol)) {
    const int64_t end = std::min(begin + length, n);
    windows.push_back({.document = document.number,
                       .begin = begin,
                       .end = end,
                       .score_from = std::min(std::max(seen, first_target(protocol, begin)), end),
                       .prefix = prefix_of(protocol)});
    seen = end;
  }
  return windows;
}

/// First targets of the spans that are scored: the end of the document, and others evenly spread before it.
std::vector<int64_t> anchors(const Protocol& protocol, int64_t n) {
  const int64_t first = protocol.contexts.back();
  const int64_t last = n - protocol.scored;
  const int64_t others = std::min(protocol.anchors, (last - first) / protocol.scored);
  std::vector<int64_t> places;
  for (int64_t i = 0; i < others; ++i) places.push_back(first + i * (last - first) / others);
  places.push_back(last);
  return places;
}

std::vector<Window> suffix(const Protocol& protocol, Document document) {
  std::vector<Window> windows;
  if (document.length < protocol.contexts.back() + protocol.scored) return windows;
  for (const int64_t asked : protocol.contexts) {
    const int64_t context = protocol.kind == kCrop ? std::min(asked, protocol.length - protocol.scored) : asked;
    for (const int64_t place : anchors(protocol, document.length))
      windows.push_back({.document = document.number,
                         .begin = place - context + prefix_of(protocol),
                         .end = place + protocol.scored,
                         .score_from = place,
                         .prefix = prefix_of(protocol),
                         .asked = asked});
  }
  return windows;
}

/// The last K tokens after other text, or at later positions. Without a prefix their first has no context in `offset`,
/// so it is scored in neither mode.
std::vector<Window> passage(const Protocol& protocol, Document document) {
  const bool filler = protocol.mode == PassageMode::kFiller;
  const int64_t begin = document.length - protocol.scored;
  if (begin < (filler ? protocol.length : 0)) return {};
  return {{.document = document.number,
           .begin = begin,
           .end = document.length,
           .score_from = first_target(protocol, begin),
           .prefix = prefix_of(protocol),
           .position_offset = filler ? 0 : protocol.length,
           .filler = filler ? protocol.length : 0}};
}

/// With a first-token id the stream begins with it, and it replaces the first token of each chunk.
std::vector<Window> llamacpp(const Protocol& protocol, Document document) {
  std::vector<Window> windows;
  const int64_t length = protocol.length;
  const int64_t prefix = prefix_of(protocol);
  const int64_t stream = document.length + prefix;
  if (stream < 2 * length) return windows;
  for (int64_t begin = 0; begin + length <= stream; begin += length)
    windows.push_back({.document = document.number,
                       .begin = begin,
                       .end = begin + length - prefix,
                       .score_from = begin + length / 2 + 1 - prefix,
                       .prefix = prefix});
  return windows;
}

/// The first window predicts from a prefix token; each next one predicts up to L tokens from the L before them.
std::vector<Window> lmeval(const Protocol& protocol, Document document) {
  const int64_t length = protocol.length;
  const int64_t n = document.length;
  std::vector<Window> windows = {
      {.document = document.number, .begin = 0, .end = std::min(length, n), .score_from = 0, .prefix = 1}};
  for (int64_t done = length; done < n; done += length) {
    const int64_t end = std::min(done + length, n);
    windows.push_back({.document = document.number, .begin = end - length - 1, .end = end, .score_from = done});
  }
  return windows;
}

std::vector<Window> windows_of(const Protocol& protocol, Document document) {
  switch (protocol.kind) {
    case kChunk:
    case kPosition:
      return chunk(protocol, document);
    case kSlide:
    case kSlideUnweighted:
      return slide(protocol, document);
    case kSuffix:
    case kCrop:
      return suffix(protocol, document);
    case kPassage:
      return passage(protocol, document);
    case kLlamaCpp:
      return llamacpp(protocol, document);
    case kLmEval:
      return lmeval(protocol, document);
  }
  throw std::invalid_argument("plan: a kind without windows");
}

/// Tokens the shortest usable document has.
int64_t needed(const Protocol& protocol) {
  switch (protocol.kind) {
    case kSuffix:
    case kCrop:
      return protocol.contexts.back() + protocol.scored;
    case kPassage:
      return protocol.scored + (protocol.mode == PassageMode::kFiller ? protocol.length : 0);
    case kLlamaCpp:
      return 2 * protocol.length - prefix_of(protocol);
    case kPosition:
      return room(protocol);
    case kChunk:
      return protocol.drop_tail ? room(protocol) : 2 - prefix_of(protocol);
    case kLmEval:
      return 1;
    default:
      return 2 - prefix_of(protocol);
  }
}

void check(const Protocol& protocol, const std::vector<int64_t>& lengths) {
  const bool anchored = protocol.kind == kSuffix || protocol.kind == kCrop;
  if (anchored && protocol.contexts.empty())
    throw std::invalid_argument(fmt::format("plan: protocol '{}' needs its contexts C", print(protocol)));
  if (!anchored && protocol.kind != kPassage && protocol.length == 0)
    throw std::invalid_argument(fmt::format("plan: protocol '{}' needs its length L", print(protocol)));
  if (protocol.kind == kLlamaCpp && lengths.size() != 1)
    throw std::invalid_argument(fmt::format("plan: llamacpp reads one stream, got {} documents", lengths.size()));
}

bool scores(const std::vector<Window>& windows) {
  return std::any_of(windows.begin(), windows.end(), [](const Window& w) { return w.score_from < w.end; });
}

}  // namespace

Plan plan(const Protocol& protocol, const std::vector<int64_t>& lengths) {
  check(protocol, lengths);
  Plan plan = {.protocol = protocol, .lengths = lengths, .windows = {}, .dropped = {}};
  for (int64_t d = 0; d < std::ssize(lengths); ++d) {
    const int64_t length = lengths[static_cast<size_t>(d)];
    const std::vector<Window> windows = windows_of(protocol, {.number = d, .length = length});
    if (scores(windows))
      plan.windows.insert(plan.windows.end(), windows.begin(), windows.end());
    else
      plan.dropped.push_back({.document = d, .reason = fmt::format("< {} tokens", needed(protocol))});
  }
  if (plan.windows.empty())
    throw std::invalid_argument(fmt::format(
        "plan: protocol '{}' scores nothing: a document of at least {} tokens is needed, the longest has {}",
        print(protocol), needed(protocol), lengths.empty() ? 0 : *std::max_element(lengths.begin(), lengths.end())));
  return plan;
}

std::vector<Target> targets(const Plan& plan) {
  std::vector<Target> all;
  for (int64_t w = 0; w < std::ssize(plan.windows); ++w) {
    const Window& window = plan.windows[static_cast<size_t>(w)];
    for (int64_t i = window.score_from; i < window.end; ++i)
      all.push_back({.document = window.document,
                     .index = i,
                     .context = window.prefix + window.filler + i - window.begin,
                     .window = w});
  }
  return all;
}

std::vector<int64_t> at_targets(const Plan& plan, const std::vector<std::vector<int64_t>>& per_token) {
  bool fits = per_token.size() == plan.lengths.size();
  for (size_t d = 0; fits && d < per_token.size(); ++d) fits = std::ssize(per_token[d]) == plan.lengths[d];
  if (!fits) throw std::invalid_argument("at_targets: one value per token of each document of the plan is needed");
  std::vector<int64_t> values;
  for (const Target& target : targets(plan))
    values.push_back(per_token[static_cast<size_t>(target.document)][static_cast<size_t>(target.index)]);
  return values;
}

int64_t input_length(const Window& window) { return window.prefix + window.filler + window.end - window.begin - 1; }

}  // namespace sextant::eval
