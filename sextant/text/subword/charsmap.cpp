#include "sextant/text/subword/charsmap.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "sextant/text/utf8.h"

namespace sextant::text {
namespace {

constexpr size_t kUnit = 4;  // bytes

uint32_t little_endian(std::string_view bytes) {
  uint32_t value = 0;
  for (size_t i = kUnit; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

// A unit of the double array: darts-clone, class DoubleArrayUnit.
bool has_leaf(uint32_t unit) { return (unit >> 8 & 1) != 0; }
uint32_t value_of(uint32_t unit) { return unit & 0x7FFFFFFF; }
uint32_t label_of(uint32_t unit) { return unit & 0x800000FF; }
uint32_t offset_of(uint32_t unit) { return unit >> 10 << ((unit & 1U << 9) >> 6); }

bool ends_code_point(std::string_view utf8, size_t end) {
  return end == utf8.size() || (static_cast<unsigned char>(utf8[end]) & 0xC0) != 0x80;
}

}  // namespace

Charsmap::Charsmap(std::string blob) : blob_(std::move(blob)) {
  const auto refuse = [&](const std::string& what) {
    throw std::invalid_argument("charsmap: " + what + ", it has " + std::to_string(blob_.size()) + " bytes");
  };
  if (blob_.size() < kUnit) refuse("is cut off");
  const size_t size = little_endian(blob_);
  if (size % kUnit != 0 || size == 0) refuse("an array of " + std::to_string(size) + " bytes is no array of units");
  if (size > blob_.size() - kUnit) refuse("says its array has " + std::to_string(size) + " bytes");
  for (size_t at = kUnit; at < kUnit + size; at += kUnit)
    units_.push_back(little_endian(std::string_view(blob_).substr(at, kUnit)));
  texts_ = kUnit + size;
  for (std::string_view rest = std::string_view(blob_).substr(texts_); !rest.empty();) next_code_point(rest);
}

Charsmap::Entry Charsmap::longest(std::string_view utf8) const {
  Entry found{.length = 0, .text = 0};
  size_t node = offset_of(units_[0]);
  for (size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    node ^= byte;
    if (node >= units_.size() || label_of(units_[node]) != byte) break;
    const uint32_t unit = units_[node];
    node ^= offset_of(unit);
    if (!has_leaf(unit)) continue;
    if (node >= units_.size()) break;
    const size_t text = texts_ + value_of(units_[node]);
    if (is_whole(text) && ends_code_point(utf8, i + 1)) found = {.length = i + 1, .text = text};
  }
  return found;
}

/// Whether a replacement begins there. A file that says otherwise could make text that is not UTF-8.
bool Charsmap::is_whole(size_t text) const {
  return text < blob_.size() && (text == texts_ || blob_[text - 1] == '\0');
}

std::string Charsmap::mapped(std::string_view utf8) const {
  std::string text;
  while (!utf8.empty()) {
    const Entry entry = longest(utf8);
    if (entry.length > 0) {
      text += std::string_view(blob_).substr(entry.text, blob_.find('\0', entry.text) - entry.text);
      utf8.remove_prefix(entry.length);
    } else {
      text += next_code_point(utf8).bytes;
    }
  }
  return text;
}

}  // namespace sextant::text
