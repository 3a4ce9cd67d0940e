// `encodings memory`: what each encoding takes when sequences are long, found out by doing it.
//
// One causal layer reads a block of queries after many keys, once for each of two sizes of both, and every allocation
// is counted. What a layer holds at once grows with queries, with keys and with their product, so four measurements
// give the whole plane, and with it sizes that would not fit this machine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sextant/io/json.h"
#include "sextant/report/document.h"
#include "sextant/tasks/context.h"

namespace sextant::tasks {

struct MemoryOptions {
  int64_t tokens = 16384;  ///< keys, and queries where all are read at once
  int64_t block = 256;     ///< queries where they are read in blocks, as evaluation does
  int64_t heads = 8;
  int64_t head_channels = 64;
};

/// bytes = fixed + by_query·Q + by_key·S + by_pair·Q·S, of float32 in evaluation.
struct MemoryPlane {
  double fixed, by_query, by_key, by_pair;
  double at(int64_t queries, int64_t keys) const;
};

struct MemoryRow {
  std::string spec;
  MemoryPlane plane;
  double block_bytes, whole_bytes;  ///< of options.block and of all queries
};

struct MemoryResult {
  MemoryOptions options;
  std::vector<MemoryRow> rows;  ///< nope first: what all are held against
};

/// Every encoding of the registry with its defaults.
/// @throws Failure E-USAGE-VALUE for sizes below 1
MemoryResult encoding_memory(const MemoryOptions& options, const Context& context);
/// Some specs, after nope.
MemoryResult encoding_memory(const MemoryOptions& options, const std::vector<std::string>& specs,
                             const Context& context);

/// The peak of a layer that reads `queries` tokens after keys - queries others, bytes.
int64_t layer_bytes(const MemoryOptions& options, const std::string& spec, int64_t queries, int64_t keys);

report::Document document(const MemoryResult& result);
/// "sextant.encoding-memory/1"
io::Json to_json(const MemoryResult& result);

}  // namespace sextant::tasks
