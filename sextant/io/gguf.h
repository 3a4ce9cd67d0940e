// GGUF files, versions 2 and 3: their metadata and their table of tensors. The format of ggml (docs/gguf.md there):
//
//   "GGUF" version tensors entries   entry: key, type, value   tensor: name, dimensions, sizes, type, offset
//
// Little-endian. Not here: the tensors' bytes and what quantised types mean.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sextant/io/json.h"

namespace sextant::io {

struct GgufTensor {
  std::string name;
  std::vector<uint64_t> sizes;  ///< the fastest-running first, as in the file
  uint32_t type;                ///< ggml's number: 0 is F32, 1 F16
  uint64_t offset;              ///< of its bytes, counted from the end of the table
};

struct Gguf {
  uint32_t version;
  Json metadata = Json::object();                   ///< by key; numbers, texts, truth values and short lists
  std::map<std::string, uint64_t> long_lists = {};  ///< key and length of lists that were passed over
  std::vector<GgufTensor> tensors = {};
};

/// @param where         what errors name first: the path
/// @param longest_list  lists with more elements (vocabularies) are checked and passed over
/// @throws std::runtime_error "WHERE: …" for another format, a version other than 2 and 3, an unknown type, a key that
///         comes twice, and anything that does not fit the file
Gguf parse_gguf(std::span<const std::byte> file, std::string_view where, uint64_t longest_list = 4096);
/// The same of a file, whose tensors' bytes are not touched.
Gguf read_gguf(const std::filesystem::path& path);

}  // namespace sextant::io
