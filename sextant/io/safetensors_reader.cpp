#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <utility>

#include "sextant/io/json.h"
#include "sextant/io/safetensors.h"

namespace sextant::io {
namespace {

static_assert(std::endian::native == std::endian::little, "the format is little endian and is mapped as it stands");

constexpr size_t kLengthBytes = 8;
/// The format's own limit, against files that claim to be all header.
constexpr uint64_t kLongestHeader = 100'000'000;
constexpr std::string_view kMetadata = "__metadata__";

/// One file being read: everything that can be wrong with it is said here.
class Reader {
 public:
  Reader(std::span<const std::byte> bytes, std::string_view where) : bytes_(bytes), where_(where) {}

  Safetensors read() {
    const SortedJson header = parse_sorted_json(header_text(), std::string(where_) + ": header");
    Safetensors contents;
    std::vector<std::pair<int64_t, int64_t>> ranges;
    for (const auto& [name, entry] : header.items()) {
      if (name == kMetadata) {
        contents.metadata = metadata(entry);
      } else {
        contents.tensors.push_back(tensor(name, entry, ranges));
      }
    }
    check_tiling(std::move(ranges));
    std::ranges::sort(contents.tensors, {}, &TensorView::name);
    return contents;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const { throw std::runtime_error(std::string(where_) + ": " + what); }
  [[noreturn]] void fail(const std::string& name, const std::string& what) const { fail(name + ": " + what); }

  std::string_view header_text() {
    if (bytes_.size() < kLengthBytes) {
      fail("a safetensors file has at least 8 bytes, found " + std::to_string(bytes_.size()));
    }
    uint64_t length = 0;
    std::memcpy(&length, bytes_.data(), kLengthBytes);
    if (length > kLongestHeader) fail("header of " + std::to_string(length) + " bytes, at most 100000000 are allowed");
    if (length > bytes_.size() - kLengthBytes) {
      fail("header of " + std::to_string(length) + " bytes in a file of " + std::to_string(bytes_.size()));
    }
    data_ = bytes_.subspan(kLengthBytes + length);
    const std::string_view text(reinterpret_cast<const char*>(bytes_.data()) + kLengthBytes, length);
    if (!text.starts_with('{')) fail("the header does not begin with '{', so this is no safetensors file");
    return text;
  }

  std::map<std::string, std::string> metadata(const SortedJson& entry) const {
    if (!entry.is_object()) fail("__metadata__ is no object");
    std::map<std::string, std::string> texts;
    for (const auto& [key, value] : entry.items()) {
      if (!value.is_string()) fail("__metadata__: '" + key + "' is no text");
      texts[key] = value.get<std::string>();
    }
    return texts;
  }

  TensorView tensor(const std::string& name, const SortedJson& entry,
                    std::vector<std::pair<int64_t, int64_t>>& ranges) const {
    if (!entry.is_object()) fail(name, "is no object");
    for (const auto& [key, value] : entry.items()) {
      if (key != "dtype" && key != "shape" && key != "data_offsets") fail(name, "unknown field '" + key + "'");
    }
    if (entry.size() != 3) fail(name, "needs dtype, shape and data_offsets");
    const DType dtype = dtype_of(name, entry["dtype"]);
    std::vector<int64_t> shape = integers(name, "shape", entry["shape"]);
    const std::span<const std::byte> range = data(name, entry["data_offsets"], ranges);
    const std::optional<int64_t> needed = byte_count(dtype, shape);
    if (needed != std::ssize(range)) {
      fail(name, std::string(name_of(dtype)) + " " + shape_text(shape) + " needs " +
                     (needed ? std::to_string(*needed) : "more than 2^63") + " bytes, its data_offsets hold " +
                     std::to_string(range.size()));
    }
    return {.name = name, .dtype = dtype, .shape = std::move(shape), .bytes = range};
  }

  DType dtype_of(const std::string& name, const SortedJson& value) const {
    if (value.is_string()) {
      if (const auto dtype = dtype_named(value.get<std::string>())) return *dtype;
    }
    fail(name, "dtype must be F64, F32, F16, BF16, I64, I32, I16, I8, U8 or BOOL, got " + value.dump());
  }

  std::vector<int64_t> integers(const std::string& name, const std::string& field, const SortedJson& value) const {
    const auto is_size = [](const SortedJson& item) {
      return item.is_number_unsigned() && item.get<uint64_t>() <= INT64_MAX;
    };
    if (!value.is_array() || !std::ranges::all_of(value, is_size)) {
      fail(name, field + " must be a list of integers from 0 to 2^63 - 1, got " + value.dump());
    }
    return value.get<std::vector<int64_t>>();
  }

  std::span<const std::byte> data(const std::string& name, const SortedJson& value,
                                  std::vector<std::pair<int64_t, int64_t>>& ranges) const {
    const std::vector<int64_t> offsets = integers(name, "data_offsets", value);
    if (offsets.size() != 2 || offsets[0] > offsets[1] || offsets[1] > std::ssize(data_)) {
      fail(name,
           "data_offsets must be [begin, end] within " + std::to_string(data_.size()) + " bytes, got " + value.dump());
    }
    ranges.emplace_back(offsets[0], offsets[1]);
    return data_.subspan(static_cast<size_t>(offsets[0]), static_cast<size_t>(offsets[1] - offsets[0]));
  }

  /// Every byte belongs to exactly one tensor.
  void check_tiling(std::vector<std::pair<int64_t, int64_t>> ranges) const {
    std::ranges::sort(ranges);
    int64_t end = 0;
    for (const auto& [from, to] : ranges) {
      if (from < end) fail("two tensors overlap at byte " + std::to_string(from) + " of the data");
      if (from > end) break;
      end = to;
    }
    if (end != std::ssize(data_)) fail("no tensor owns byte " + std::to_string(end) + " of the data");
  }

  std::span<const std::byte> bytes_;
  std::string_view where_;
  std::span<const std::byte> data_ = {};  ///< what follows the header
};

}  // namespace

Safetensors parse_safetensors(std::span<const std::byte> bytes, std::string_view where) {
  return Reader(bytes, where).read();
}

SafetensorsFile::SafetensorsFile(const std::filesystem::path& path)
    : map_(std::make_shared<MappedFile>(path)), contents_(parse_safetensors(map_->bytes(), path.string())) {}

const TensorView* SafetensorsFile::find(std::string_view name) const {
  const auto at = std::ranges::lower_bound(contents_.tensors, name, {}, &TensorView::name);
  return at != contents_.tensors.end() && at->name == name ? &*at : nullptr;
}

}  // namespace sextant::io
