// `encodings memory`: what each encoding takes when sequences are long, found out by doing it.
//
// One causal layer reads a sequence in blocks, as evaluation does, and every allocation of its last block is counted.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sextant/io/json.h"
#include "sextant/report/document.h"
#include "sextant/tasks/context.h"

namespace sextant::tasks {

struct MemoryOptions {
  int64_t tokens = 16384;
  int64_t block = 256;  ///< queries read at once
  int64_t heads = 8;
  int64_t head_channels = 64;
};

struct MemoryRow {
  std::string spec;
  int64_t bytes;  ///< held at once while the last block is read, beside weights and the cache it found, in float32
};

struct MemoryResult {
  MemoryOptions options;
  std::vector<MemoryRow> rows;  ///< nope first: what all are held against
};

/// Every encoding of the registry with its defaults.
/// @throws Failure E-USAGE-VALUE for sizes below 1, or a block of more than all tokens
MemoryResult encoding_memory(const MemoryOptions& options, const Context& context);
/// Some specs, after nope.
MemoryResult encoding_memory(const MemoryOptions& options, const std::vector<std::string>& specs,
                             const Context& context);

report::Document document(const MemoryResult& result);
/// "sextant.encoding-memory/1"
io::Json to_json(const MemoryResult& result);

}  // namespace sextant::tasks
