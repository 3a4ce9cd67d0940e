// CIFAR-10's binary form: records of a label and a picture of 32 by 32 in three planes, one after the other.
//
//   1 byte label 0…9,  1024 red, 1024 green, 1024 blue, row by row
//
// Krizhevsky, "Learning multiple layers of features from tiny images", 2009; cs.toronto.edu/~kriz/cifar.html, "Binary
// version". Not here: CIFAR-100, whose records have two labels.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sextant::io {

constexpr int64_t kCifarSide = 32;
constexpr int64_t kCifarPixels = 3 * kCifarSide * kCifarSide;  ///< bytes of a picture
/// What its labels mean, from its batches.meta.txt.
constexpr std::array<std::string_view, 10> kCifarLabels = {"airplane", "automobile", "bird",  "cat",  "deer",
                                                           "dog",      "frog",       "horse", "ship", "truck"};

struct CifarRecords {
  std::vector<uint8_t> labels;  ///< N of them, each an index into kCifarLabels
  std::vector<uint8_t> pixels;  ///< [N][3][32][32]
};

/// @param where  what errors name first
/// @throws std::runtime_error "WHERE: …" for no records, half a record, or, naming the record, a label above 9
CifarRecords parse_cifar(std::string_view bytes, const std::string& where);

}  // namespace sextant::io
