#include <algorithm>
#include <cstdint>
#include <functional>
#include <stdexcept>

#include "sextant/io/json.h"
#include "sextant/io/safetensors.h"

namespace sextant::io {
namespace {

constexpr std::string_view kMetadata = "__metadata__";

/// Sorted by name; refuses what a reader would refuse.
void check_and_sort(std::vector<TensorView>& tensors) {
  std::ranges::sort(tensors, {}, &TensorView::name);
  for (size_t i = 0; i < tensors.size(); ++i) {
    const TensorView& tensor = tensors[i];
    if (tensor.name == kMetadata) throw std::invalid_argument("safetensors: no tensor may be named '__metadata__'");
    if (i > 0 && tensors[i - 1].name == tensor.name) {
      throw std::invalid_argument("safetensors: tensor '" + tensor.name + "' is given twice");
    }
    if (byte_count(tensor.dtype, tensor.shape) != std::ssize(tensor.bytes)) {
      throw std::invalid_argument("safetensors: " + tensor.name + ": " + std::string(name_of(tensor.dtype)) + " " +
                                  shape_text(tensor.shape) + " got " + std::to_string(tensor.bytes.size()) + " bytes");
    }
  }
}

/// Where each tensor of a list sorted by name stands in the data.
std::vector<size_t> data_order(const std::vector<TensorView>& tensors) {
  std::vector<size_t> order(tensors.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order, std::greater<>(), [&](size_t i) { return size_of(tensors[i].dtype); });
  return order;
}

std::string header_of(const std::vector<TensorView>& tensors, const std::vector<size_t>& order,
                      const std::map<std::string, std::string>& metadata) {
  std::vector<int64_t> begins(tensors.size());
  int64_t end = 0;
  for (const size_t i : order) {
    begins[i] = end;
    end += std::ssize(tensors[i].bytes);
  }
  std::string text = "{\"" + std::string(kMetadata) + "\":" + to_text(metadata);
  for (size_t i = 0; i < tensors.size(); ++i) {
    const TensorView& tensor = tensors[i];
    const Json entry = {{"dtype", name_of(tensor.dtype)},
                        {"shape", tensor.shape},
                        {"data_offsets", {begins[i], begins[i] + std::ssize(tensor.bytes)}}};
    text += "," + to_text(tensor.name) + ":" + to_text(entry);
  }
  text += '}';
  text.append((8 - text.size() % 8) % 8, ' ');
  return text;
}

std::string_view characters(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

void write_safetensors(const std::filesystem::path& path, std::vector<TensorView> tensors,
                       std::map<std::string, std::string> metadata, Overwrite overwrite) {
  check_and_sort(tensors);
  metadata["format"] = "pt";
  const std::vector<size_t> order = data_order(tensors);
  const std::string header = header_of(tensors, order, metadata);
  const uint64_t length = header.size();
  AtomicFile file(path, overwrite);
  file.write(characters(std::as_bytes(std::span(&length, 1))));
  file.write(header);
  for (const size_t i : order) file.write(characters(tensors[i].bytes));
  file.commit();
}

}  // namespace sextant::io
