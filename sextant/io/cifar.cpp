#include "sextant/io/cifar.h"

#include <fmt/core.h>

#include <stdexcept>

namespace sextant::io {

CifarRecords parse_cifar(std::string_view bytes, const std::string& where) {
  constexpr size_t kRecord = 1 + kCifarPixels;
  if (bytes.empty() || bytes.size() % kRecord != 0)
    throw std::runtime_error(fmt::format("{}: must be records of {} bytes, found {} and {} bytes more", where, kRecord,
                                         bytes.size() / kRecord, bytes.size() % kRecord));
  CifarRecords records;
  records.pixels.reserve(bytes.size() - bytes.size() / kRecord);
  for (; !bytes.empty(); bytes.remove_prefix(kRecord)) {
    const auto label = static_cast<uint8_t>(bytes[0]);
    if (label >= kCifarLabels.size())
      throw std::runtime_error(
          fmt::format("{}: record {}: label must be 0 to 9, found {}", where, records.labels.size() + 1, label));
    records.labels.push_back(label);
    const std::string_view pixels = bytes.substr(1, kCifarPixels);
    records.pixels.insert(records.pixels.end(), pixels.begin(), pixels.end());
  }
  return records;
}

}  // namespace sextant::io
