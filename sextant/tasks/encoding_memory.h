// `encodings memory`: what each encoding takes when sequences are long, found out by doing it.
//
// One causal layer reads a sequence in blocks, as evaluation does, and every allocation of its last block is counted,
// and of half a block before it. By how much they differ says what every query more takes.
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
  int64_t block = 256;  ///< queries read at once, even and at most half of the tokens
  int64_t heads = 8;
  int64_t head_channels = 64;
};

/// Bytes held at once in float32 and without gradients, beside weights and cache, over all keys.
struct BlockMemory {
  int64_t half;   ///< while half a block of queries is read
  int64_t whole;  ///< while a block is
};

struct MemoryRow {
  std::string spec;
  BlockMemory measured;
  double by_pair;  ///< bytes a query holds for each key: what each query of the block's second half adds, by keys
};

struct MemoryResult {
  MemoryOptions options;
  std::vector<MemoryRow> rows;  ///< nope first: what all are held against
};

/// Every encoding of the registry with its defaults.
/// @throws Failure E-USAGE-VALUE for sizes below 1, a block that is odd or of more than half of the tokens
MemoryResult encoding_memory(const MemoryOptions& options, const Context& context);
/// Some specs, after nope.
MemoryResult encoding_memory(const MemoryOptions& options, const std::vector<std::string>& specs,
                             const Context& context);

/// What a layer with this encoding holds.
BlockMemory block_memory(const MemoryOptions& options, const std::string& spec);

report::Document document(const MemoryResult& result);
/// "sextant.encoding-memory/1"
io::Json to_json(const MemoryResult& result);

}  // namespace sextant::tasks
