#include "sextant/io/gguf.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <stdexcept>

#include "sextant/io/mapped_file.h"

namespace sextant::io {
namespace {

/// The numbers of ggml's value types.
enum Type : uint32_t { kU8, kI8, kU16, kI16, kU32, kI32, kF32, kBool, kString, kArray, kU64, kI64, kF64 };

constexpr uint64_t kMostElements = uint64_t{1} << 60;  // fits every signed count
constexpr int kDeepest = 4;  // lists of lists; published files have none

class Parser {
 public:
  Parser(std::span<const std::byte> rest, std::string_view where, uint64_t longest_list)
      : rest_(rest), where_(where), longest_list_(longest_list) {}

  Gguf parse() {
    if (rest_.size() < 4 || std::memcmp(rest_.data(), "GGUF", 4) != 0) refuse("is no GGUF file");
    rest_ = rest_.subspan(4);
    Gguf file{.version = number<uint32_t>()};
    if (file.version != 2 && file.version != 3)
      refuse("GGUF version must be 2 or 3, got " + std::to_string(file.version));
    const auto tensors = count(24, "tensors");  // a tensor takes at least 8 + 4 + 4 + 8 bytes
    const auto entries = count(13, "entries");  // an entry at least 8 + 4 + 1
    for (uint64_t n = 0; n < entries; ++n) entry(file);
    std::set<std::string> names;
    for (uint64_t n = 0; n < tensors; ++n) {
      file.tensors.push_back(tensor());
      if (!names.insert(file.tensors.back().name).second)
        refuse("tensor '" + file.tensors.back().name + "' comes twice");
    }
    return file;
  }

 private:
  [[noreturn]] void refuse(const std::string& sentence) const {
    throw std::runtime_error(std::string(where_) + ": " + sentence);
  }

  std::span<const std::byte> take(uint64_t bytes) {
    if (bytes > rest_.size()) refuse("ends before its metadata does");
    const auto taken = rest_.first(bytes);
    rest_ = rest_.subspan(bytes);
    return taken;
  }

  template <class Number>
  Number number() {
    Number value;
    std::memcpy(&value, take(sizeof(Number)).data(), sizeof(Number));
    return value;
  }

  /// A number of things of at least `least` bytes each, of which the file can hold as many.
  uint64_t count(uint64_t least, const char* what) {
    const auto value = number<uint64_t>();
    if (value > (rest_.size() + 64) / least)  // both counts stand before the first thing
      refuse("says it holds " + std::to_string(value) + " " + what + ", more than fit");
    return value;
  }

  std::string text() {
    const auto size = number<uint64_t>();
    const auto bytes = take(size);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  void entry(Gguf& file) {
    const std::string key = text();
    if (file.metadata.contains(key) || file.long_lists.contains(key)) refuse("key '" + key + "' comes twice");
    const auto type = number<uint32_t>();
    if (type != kArray) {
      file.metadata[key] = value(type, key, 0);
      return;
    }
    uint64_t elements = 0;
    Json list = array(key, 0, elements);
    if (elements > longest_list_) {
      file.long_lists[key] = elements;
    } else {
      file.metadata[key] = std::move(list);
    }
  }

  /// What is longer than longest_list_ is walked over and comes back empty.
  Json array(const std::string& key, int depth, uint64_t& elements) {
    if (depth == kDeepest) refuse("'" + key + "' holds lists in lists in lists");
    const auto type = number<uint32_t>();
    elements = number<uint64_t>();
    if (elements > rest_.size()) refuse("'" + key + "' says it has " + std::to_string(elements) + " elements");
    Json list = Json::array();
    for (uint64_t n = 0; n < elements; ++n) {
      Json item = value(type, key, depth + 1);
      if (elements <= longest_list_) list.push_back(std::move(item));
    }
    return list;
  }

  Json value(uint32_t type, const std::string& key, int depth) {
    switch (type) {
      case kU8:
        return number<uint8_t>();
      case kI8:
        return number<int8_t>();
      case kU16:
        return number<uint16_t>();
      case kI16:
        return number<int16_t>();
      case kU32:
        return number<uint32_t>();
      case kI32:
        return number<int32_t>();
      case kF32:
        return static_cast<double>(number<float>());
      case kBool:
        return number<uint8_t>() != 0;
      case kString:
        return text();
      case kArray: {
        uint64_t elements = 0;
        return array(key, depth, elements);
      }
      case kU64:
        return number<uint64_t>();
      case kI64:
        return number<int64_t>();
      case kF64:
        return number<double>();
      default:
        refuse("'" + key + "' has the unknown type " + std::to_string(type));
    }
  }

  GgufTensor tensor() {
    GgufTensor made{.name = text(), .sizes = {}, .type = 0, .offset = 0};
    const auto dimensions = number<uint32_t>();
    if (dimensions > 8) refuse("tensor '" + made.name + "' has " + std::to_string(dimensions) + " dimensions");
    uint64_t elements = 1;
    for (uint32_t d = 0; d < dimensions; ++d) {
      made.sizes.push_back(number<uint64_t>());
      if (made.sizes.back() > kMostElements / elements) refuse("tensor '" + made.name + "' has too many elements");
      elements *= std::max<uint64_t>(made.sizes.back(), 1);
    }
    made.type = number<uint32_t>();
    made.offset = number<uint64_t>();
    return made;
  }

  std::span<const std::byte> rest_;
  std::string_view where_;
  uint64_t longest_list_;
};

}  // namespace

Gguf parse_gguf(std::span<const std::byte> file, std::string_view where, uint64_t longest_list) {
  return Parser(file, where, longest_list).parse();
}

Gguf read_gguf(const std::filesystem::path& path) {
  const MappedFile file(path);
  return parse_gguf(file.bytes(), path.string());
}

}  // namespace sextant::io
