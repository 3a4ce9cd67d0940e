#include "sextant/text/subword/pieces.h"

#include <algorithm>
#include <utility>

namespace sextant::text {
namespace {

struct Part {
  Span span;
  bool separates;
};

/// All of `whole`, cut where what was found begins and ends.
std::vector<Part> covered(Span whole, const std::vector<Span>& spans, Found found) {
  const bool separates = found == Found::kSeparators;
  std::vector<Part> parts;
  size_t next = whole.begin;
  for (const Span& span : spans) {
    const Span placed = {whole.begin + span.begin, whole.begin + span.end};
    if (placed.begin > next) parts.push_back({{next, placed.begin}, !separates});
    parts.push_back({placed, separates});
    next = placed.end;
  }
  if (next < whole.end) parts.push_back({{next, whole.end}, !separates});
  return parts;
}

std::vector<Span> merged_with_previous(const std::vector<Part>& parts) {
  std::vector<Span> spans;
  bool after_separator = false;
  for (const Part& part : parts) {
    if (part.separates && !after_separator && !spans.empty()) {
      spans.back().end = part.span.end;
    } else {
      spans.push_back(part.span);
    }
    after_separator = part.separates;
  }
  return spans;
}

std::vector<Span> merged_with_next(std::vector<Part> parts) {
  std::ranges::reverse(parts);
  std::vector<Span> spans;
  bool before_separator = false;
  for (const Part& part : parts) {
    if (part.separates && !before_separator && !spans.empty()) {
      spans.back().begin = part.span.begin;
    } else {
      spans.push_back(part.span);
    }
    before_separator = part.separates;
  }
  std::ranges::reverse(spans);
  return spans;
}

std::vector<Span> contiguous(const std::vector<Part>& parts) {
  std::vector<Span> spans;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i > 0 && parts[i].separates == parts[i - 1].separates) {
      spans.back().end = parts[i].span.end;
    } else {
      spans.push_back(parts[i].span);
    }
  }
  return spans;
}

std::vector<Span> kept(const std::vector<Part>& parts, Separators behaviour) {
  std::vector<Span> spans;
  for (const Part& part : parts)
    if (!part.separates || behaviour == Separators::kIsolated) spans.push_back(part.span);
  return spans;
}

}  // namespace

Pieces one_piece(std::string text) {
  Pieces pieces{.text = std::move(text)};
  if (!pieces.text.empty()) pieces.spans.push_back({0, pieces.text.size()});
  return pieces;
}

std::vector<Span> parts(Span whole, const std::vector<Span>& spans, Found found, Separators behaviour) {
  const std::vector<Part> all = covered(whole, spans, found);
  switch (behaviour) {
    case Separators::kContiguous:
      return contiguous(all);
    case Separators::kMergedWithPrevious:
      return merged_with_previous(all);
    case Separators::kMergedWithNext:
      return merged_with_next(all);
    default:
      return kept(all, behaviour);
  }
}

}  // namespace sextant::text
