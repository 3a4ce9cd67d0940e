// From one NLL per target to a protocol's result. Pure, float64.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sextant/eval/plan.h"

namespace sextant::eval {

/// A mean over the targets that share something.
struct Point {
  int64_t at;  ///< context asked for (suffix, crop), position (position), first position of a bucket
  int64_t targets;
  double nats;    ///< per target
  int64_t bytes;  ///< UTF-8 bytes of those targets; 0 if unknown
};

/// What the targets of one document add up to; documents are what a bootstrap draws.
struct DocumentSum {
  int64_t document;
  int64_t targets;
  double nats;  ///< sum
  int64_t bytes;
};

struct Result {
  Protocol protocol;
  int64_t documents;
  std::vector<Dropped> dropped;
  int64_t tokens;                       ///< of all documents
  int64_t targets;                      ///< scored; of suffix and crop those of the longest context
  double nats;                          ///< per token, by the protocol's reduction
  double sum;                           ///< nats of the targets, each counted once
  int64_t bytes;                        ///< UTF-8 bytes of them; 0 if unknown
  std::optional<double> se_perplexity;  ///< as llama-perplexity computes it; llamacpp alone
  std::vector<Point> points;            ///< per context (suffix, crop) or position (position), ascending
  std::vector<Point> buckets;           ///< position: [1, 2), [2, 4), [4, 8), …
  std::vector<DocumentSum> by_document;
  int64_t last_position;  ///< the largest position the model was asked at, from 0
};

/// @param nll    nats, one per target in the order of targets(plan)
/// @param bytes  UTF-8 bytes of the same targets, or empty
/// @throws std::invalid_argument unless the sizes agree
Result reduce(const std::vector<double>& nll, const Plan& plan, const std::vector<int64_t>& bytes = {});

/// exp(nats).
double perplexity(const Result& result);
/// sum / (bytes · ln 2). @throws std::invalid_argument if the bytes are unknown
double bits_per_byte(const Result& result);
/// The same of a point.
double bits_per_byte(const Point& point);

}  // namespace sextant::eval
